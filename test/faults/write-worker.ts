/**
 * A process in which writers write a document each, again and again, and say each version that stands: `WRITER VERSION`. A writer with a
 * place (`before 7`) stands still there, before or after its 7th step on the file system, and the next one begins from within that step;
 * where the last one stands still the process kills itself. So one death meets all of them, each in the middle of what it did, with its
 * files open; a writer that comes to its end meets none, and then the process ends by itself. One without a place just writes.
 *
 *     node write-worker.cjs VERSIONS FOLDER [WHEN STEP FOLDER …]
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { type FsPort, nodeFs } from '../../src/tree/fs.ts';
import { readBytes } from '../../src/tree/read-bytes.ts';
import { writeWhole } from '../../src/tree/write.ts';

const [versions, ...given] = process.argv.slice(2);

/** Goes on with the writer whose words begin there, as the Kth; after the last one comes the end. */
function begin(at: number, k: number): void {
  if (at >= given.length) process.kill(process.pid, 'SIGKILL');
  const [when, step, root] = given.slice(at, at + 3);
  write(join(root, 'doc.md'), root, k, (steps, now) => {
    if (steps === Number(step) && now === when) begin(at + 3, k + 1);
  });
  writeSync(2, `writer ${k} came to its end before step ${step}\n`);
  process.exit(9);
}

/** Writes all versions of a document; is told of each step, before and after it. Gives how many there were. */
function write(path: string, root: string, k: number, tell: (steps: number, now: 'before' | 'after') => void): number {
  let steps = 0;
  const told = ([name, step]: [string, (...words: unknown[]) => unknown]) => [
    name,
    (...words: unknown[]) => {
      const own = ++steps;
      tell(own, 'before');
      const done = step(...words);
      tell(own, 'after');
      return done;
    },
  ];
  const fs = Object.fromEntries(Object.entries(nodeFs).map(told)) as FsPort;
  for (let n = 1; n <= Number(versions); n++) {
    const text = `version ${n}\n`.repeat(40 + 7 * n);
    writeWhole(path, Buffer.from(text), { expected: readBytes(path, fs), root, fs });
    writeSync(1, `${k} ${n}\n`);
  }
  return steps;
}

if (given.length > 1) begin(0, 0);
const steps = write(join(given[0], 'doc.md'), given[0], 0, () => {});
writeSync(1, `steps ${steps}\n`);
