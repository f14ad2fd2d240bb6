// The index over 10,000 documents of 3 KB: made from nothing, with nothing changed, after one change, and a search; against a
// process that only reads those bytes, and against a bare node process.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare } from './measure-process.mjs';

const short = process.argv.includes('--short');
const count = short ? 1000 : 10_000;
const runs = short ? 3 : 7;
const bizos = join(import.meta.dirname, '..', 'bin', 'bizos.js');
const root = mkdtempSync(join(tmpdir(), 'bizos-bench-'));
const stems = 'solar roof inverter heater water tank panel offer customer visit survey quote invoice crew delivery warranty'.split(' ');
const vocabulary = Array.from({ length: 3000 }, (_, k) => (k < stems.length ? stems[k] : `${stems[k % stems.length]}${k.toString(36)}`));
let seed = 7;
// The upper bits: the lower ones of this generator repeat soon.
const random = () => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return (seed >>> 8) / 0x7fffff;
};
/** Few words stand often and many seldom, as in any language: the k-th about 1/k as often as the first. */
const word = () => vocabulary[Math.floor(vocabulary.length ** (random() * 0.999)) - 1];

function document(i) {
  const lines = [`# Note ${i}`, ''];
  for (let s = 0; s < 5; s++) {
    lines.push(`## Part ${s} about ${word()}`, '');
    for (let l = 0; l < 7; l++) lines.push(Array.from({ length: 12 }, () => word()).join(' '));
    lines.push('', `See [another](note-${Math.floor(random() * count * 0.999)}.md).`, '');
  }
  return lines.join('\n');
}

mkdirSync(join(root, 'bizos', 'notes'), { recursive: true });
writeFileSync(join(root, 'bizos', 'STRUCTURE.md'), '# Structure\n');
const long = Date.now() / 1000 - 3600;
for (let i = 0; i < count; i++) {
  const folder = join(root, 'bizos', 'notes', String(i % 100));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `note-${i}.md`), document(i));
  utimesSync(join(folder, `note-${i}.md`), long, long);
}
// A stat of every file, and one of them read: the least that noticing one change can cost.
const walker = `const fs=require('node:fs'),p=require('node:path');let n=0;for(const d of fs.readdirSync('bizos/notes'))for(const f of fs.readdirSync(p.join('bizos/notes',d)))n+=fs.statSync(p.join('bizos/notes',d,f)).size;fs.readFileSync('bizos/notes/0/note-0.md');if(!n)process.exit(1)`;
const reader = `const fs=require('node:fs'),p=require('node:path');let n=0;for(const d of fs.readdirSync('bizos/notes'))for(const f of fs.readdirSync(p.join('bizos/notes',d)))n+=fs.readFileSync(p.join('bizos/notes',d,f)).length;if(!n)process.exit(1)`;
const search = [process.execPath, bizos, 'search', vocabulary[100], vocabulary[120]];
let change = 0;
try {
  compare(
    `index of ${count} documents`,
    { name: 'reading the bytes', command: [process.execPath, '-e', reader], cwd: root },
    [
      {
        name: 'from nothing',
        command: search,
        cwd: root,
        goal: '<= 8 x',
        before: () => rmSync(join(root, '.bizos'), { recursive: true, force: true }),
      },
    ],
    runs,
  );
  compare(
    `one change of ${count} documents`,
    { name: 'stat walk and one document', command: [process.execPath, '-e', walker], cwd: root },
    [
      {
        name: 'after one change',
        command: search,
        cwd: root,
        before: () => writeFileSync(join(root, 'bizos', 'notes', '0', 'note-0.md'), document(0) + change++),
      },
    ],
    runs,
  );
  compare(
    `search over ${count} documents`,
    { name: 'node -e 0', command: [process.execPath, '-e', '0'] },
    [{ name: 'bizos search, freshness check included', command: search, cwd: root, goal: '< 3 x' }],
    runs * 2,
  );
} finally {
  rmSync(root, { recursive: true, force: true });
}
