import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * The real thing beside the model: a process that writes a document is killed at its Nth system call (strace's fault injection),
 * for N rising until it ends by itself, and its system calls are made to fail. `.ci/run` installs strace.
 */
const folder = mkdtempSync(join(tmpdir(), 'bizos-kill-'));
const file = join(folder, 'doc.md');
const OLD = 'the old document\n'.repeat(50);
const NEW = 'the new one, longer\n'.repeat(80);
const script = join(folder, 'writer.mjs');

beforeAll(async () => {
  await build({
    stdin: {
      contents: `import { readForEdit, writeWhole } from './src/tree/write.ts';
        const [path, root, words] = process.argv.slice(2);
        writeWhole(path, new TextEncoder().encode(words), { expected: readForEdit(path).hash, root });`,
      resolveDir: join(import.meta.dirname, '../..'),
      loader: 'ts',
    },
    outfile: script,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(inject: string): { signal: string | null; status: number | null } {
  writeFileSync(file, OLD);
  const { signal, status } = spawnSync(
    'strace',
    [
      '-f',
      '-qq',
      '-o',
      '/dev/null',
      '-e',
      `trace=${inject.split(':')[0]}`,
      '-e',
      `inject=${inject}`,
      process.execPath,
      script,
      file,
      folder,
      NEW,
    ],
    { encoding: 'utf8' },
  );
  return { signal, status };
}

describe('a real writer', () => {
  it('strace is here', () => {
    expect(execFileSync('strace', ['--version'], { encoding: 'utf8' })).toContain('strace');
  });

  it.each(['openat', 'write', 'fsync', 'rename', 'close'])('killed at any %s leaves the old or the new document, whole', (call) => {
    let killed = 0;
    let ended = false;
    // Node opens and closes many files before it begins; the last calls are the writer's, so the steps are small at the end.
    for (let n = 1; n < 400 && !ended; n += call === 'openat' || call === 'close' || call === 'write' ? 3 : 1) {
      const { status } = run(`${call}:signal=KILL:when=${n}`);
      ended = status === 0;
      if (!ended) killed++;
      const now = readFileSync(file, 'utf8');
      expect([OLD, NEW]).toContain(now);
      if (ended) expect(now).toBe(NEW);
    }
    expect([ended, killed > 0]).toEqual([true, true]);
  });

  it.each([
    ['fsync:error=EIO', 'the disk fails'],
    ['rename:error=ENOSPC', 'the disk is full'],
  ])('%s: %s: the old document stands, nothing is left over', (inject) => {
    expect(run(inject).status).not.toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(OLD);
  });

  it('what dead writers leave behind is recognised by its name', () => {
    const left = readdirSync(folder).filter((name) => name !== 'doc.md' && name !== 'writer.mjs');
    expect(left.every((name) => name.endsWith('.bizos-part'))).toBe(true);
  });
});
