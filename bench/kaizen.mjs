// The kaizen log with 10,000 experiments: every command, against a process that only reads and writes that file as safely.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, runOnce } from './measure-process.mjs';

const short = process.argv.includes('--short');
const count = short ? 1000 : 10_000;
const runs = short ? 3 : 7;
const bizos = join(import.meta.dirname, '..', 'bin', 'bizos.js');
const root = mkdtempSync(join(tmpdir(), 'bizos-bench-kaizen-'));
const file = join(root, 'bizos', 'KAIZEN_LOG.md');

function experiment(i, status, decision) {
  return `### [K-BIZ-${String(i).padStart(3, '0')}] Trying the thing with number ${i}
**Date:** 2026-01-${String((i % 28) + 1).padStart(2, '0')}
**Layer:** ${['System', 'Process', 'Model'][i % 3]}
**Entity:** Solartech
**Status:** ${status}
**By:** Person ${i % 9}

**Hypothesis:**
If we try the thing with number ${i}, then follow-ups come in time because somebody looks at them before ten.

**Expected Result:**
- Follow-ups in time
- Nobody minds

**Duration:**
4 weeks

**Actual Result:**
(pending)

**Learning:**
(pending)

**Decision:** ${decision}
`;
}

const part = (from, to, status, decision) => Array.from({ length: to - from }, (_, k) => experiment(from + k, status, decision)).join('\n');
const half = Math.floor(count / 2);
const text = `# Log\n\n**Last Updated:** 2026-01-01\n\n---\n\n## Active Experiments\n\n${part(1, half, 'Active', '(pending)')}\n---\n\n## Completed Experiments\n\n${part(half, count + 1, 'Completed', 'Adopt')}\n---\n\n## Dropped Experiments\n\n(none yet)\n\n---\n\n## Experiment Candidates\n\n- Process: one\n`;
mkdirSync(join(root, 'bizos', '00_Holding'), { recursive: true });
writeFileSync(join(root, 'bizos', 'STRUCTURE.md'), '# Structure\n');
writeFileSync(join(root, 'bizos', '00_Holding', '_ENTITY.md'), '# Holding\n');
const fresh = () => writeFileSync(file, text);
/** As somebody else changes it between two commands: an entry in the middle of each part. */
let times = 0;
const middles = [1, 3].map((quarter) => `number ${Math.floor((quarter * count) / 4)}\n`);
const changed = () => {
  times++;
  writeFileSync(
    file,
    middles.reduce((now, words) => now.replace(words, () => words.replace('\n', `, looked at ${times} times\n`)), text),
  );
};
fresh();
console.log(`${count} experiments, ${(text.length / 1e6).toFixed(1)} MB`);

// The floor reads the file as text and writes it by the same protocol as the program: the bytes as they were read, a new file beside it,
// all bytes, fsync, the target read again and compared, rename, fsync of the folder.
const floor = `const fs=require('node:fs'),f='bizos/KAIZEN_LOG.md';
const was=fs.readFileSync(f),bytes=Buffer.from(was.toString('utf8')),h=fs.openSync(f+'.part','wx');
for(let n=0;n<bytes.length;)n+=fs.writeSync(h,bytes,n);fs.fsyncSync(h);fs.closeSync(h);
if(!fs.readFileSync(f).equals(was))throw new Error('changed');
fs.renameSync(f+'.part',f);const d=fs.openSync('bizos','r');fs.fsyncSync(d);fs.closeSync(d)`;
const at = { cwd: root, env: { GIT_AUTHOR_NAME: 'Ana' } };
const command = (...words) => ({
  ...at,
  name: `bizos ${words.slice(0, 4).join(' ')}`,
  command: [process.execPath, bizos, ...words],
  before: fresh,
});
const floorProcess = { ...at, name: 'read and write', command: [process.execPath, '-e', floor], before: fresh };
compare(
  'kaizen',
  floorProcess,
  [
    command('learn', 'kaizen', 'bizos:', 'If', 'we', 'alert', 'then', 'all', 'is', 'well'),
    command('kaizen', 'list', '--overdue', '--json'),
    command('kaizen', 'list', '--status', 'dropped'),
    command('kaizen', 'show', 'K-BIZ-077'),
    {
      ...command('kaizen', 'start', 'K-BIZ-077'),
      // One that can begin.
      before: () => writeFileSync(file, text.replace(/(?<=\[K-BIZ-077\][^#]*Status:\*\* )Active/, 'Proposed')),
    },
    command('kaizen', 'result', 'K-BIZ-077', 'It', 'went', 'well'),
    command('kaizen', 'decide', 'K-BIZ-077', 'drop', '--learning', 'no'),
    command('kaizen', 'board'),
    command('kaizen', 'board', '--json'),
    command('kaizen', 'stats'),
    command('kaizen', 'candidate', 'one more'),
    command('kaizen', 'start-candidate', '1'),
    command('kaizen', 'report', '--html'),
    {
      ...command('kaizen', 'stats'),
      name: 'bizos kaizen stats, log changed',
      before: changed,
    },
    {
      ...command('kaizen', 'result', 'K-BIZ-077', 'It', 'went', 'well'),
      name: 'bizos kaizen result, log changed',
      before: changed,
    },
  ],
  runs,
);

// The first look at such a log: in a tree whose index knows all else, and in a clone that has none.
const kept = join(root, '.bizos');
const without = join(root, 'index-without-log');
rmSync(kept, { recursive: true });
rmSync(file);
runOnce([process.execPath, bizos, 'status'], at);
cpSync(kept, without, { recursive: true });
const firstLook = (has, before, ...words) => ({
  ...command(...words),
  name: `bizos ${words.slice(0, 3).join(' ')}, ${has}`,
  before: () => {
    fresh();
    rmSync(kept, { recursive: true, force: true });
    before();
  },
});
const looks = [
  ['kaizen', 'list'],
  ['kaizen', 'list', '--json'],
  ['kaizen', 'show', 'K-BIZ-077'],
  ['kaizen', 'stats'],
  ['kaizen', 'result', 'K-BIZ-077', 'It', 'went', 'well'],
  ['learn', 'kaizen', 'bizos:', 'If', 'we', 'alert', 'then', 'all', 'is', 'well'],
];
compare(
  'kaizen, first look',
  floorProcess,
  // CI has no time for all of them.
  (short ? looks.slice(0, 1) : looks).flatMap((words) => [
    firstLook('new log', () => cpSync(without, kept, { recursive: true }), ...words),
    firstLook('new clone', () => {}, ...words),
  ]),
  runs,
);
if (readFileSync(file, 'utf8').length < text.length) throw new Error('the log was cut');
rmSync(root, { recursive: true, force: true });
