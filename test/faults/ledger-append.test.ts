import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLedger } from '../../src/loop/ledger/read.ts';

/** Real processes that append to the ledger: against each other, and against a disk that is full. */
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-append-'));
const scripts = join(import.meta.dirname, '../../dist.faults');
const script = join(scripts, `append-${process.pid}.mjs`);
const ROOT = join(import.meta.dirname, '../..');

beforeAll(async () => {
  mkdirSync(scripts, { recursive: true });
  await build({
    stdin: {
      contents: `import { appendEntries } from './src/loop/ledger/ledger.ts';
        const [root, name, times] = process.argv.slice(2);
        for (let n = 0; n < Number(times); n++) {
          const data = { run: name + '-' + n, agent: 'crm-ops', phase: 1, scans: ['pipeline'], entities: [], sources: [] };
          try {
            appendEntries({ root, who: 'crm-ops', now: () => Date.now() }, [{ kind: 'run-start', data }]);
            process.stdout.write(name + '-' + n + '\\n');
          } catch (error) {
            process.stderr.write(error.exit + ' ' + error.message + '\\n');
            process.exit(error.exit ?? 9);
          }
        }`,
      resolveDir: ROOT,
      loader: 'ts',
    },
    outfile: script,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(script, { force: true });
});

const rootCalled = (name: string): string => {
  const root = join(folder, name);
  mkdirSync(root);
  return root;
};
const runsOf = (root: string): string[] =>
  readLedger(root, true).entries.flatMap((entry) => (entry.kind === 'run-start' ? [entry.data.run] : []));

describe('appending to the ledger', () => {
  it('six processes at once: every line is there once, and the chain is sound', async () => {
    const root = rootCalled('race');
    const all = Array.from({ length: 6 }, (_, k) => spawn(process.execPath, [script, root, `p${k}`, '25'], { stdio: 'ignore' }));
    const codes = await Promise.all(all.map((child) => new Promise((resolve) => child.on('close', resolve))));
    expect(codes).toEqual(Array(6).fill(0));
    const { problems } = readLedger(root, true);
    expect(problems).toEqual([]);
    expect(new Set(runsOf(root)).size).toBe(150);
    expect(readdirSync(join(root, '_SESSIONS/ledger'))).toHaveLength(1);
  });

  it('a file that may not grow (ulimit -f): refused in words, what was acknowledged stays, the next write goes on', () => {
    const root = rootCalled('full');
    // 40 blocks of 512 bytes: the ledger's own store fits, the chain soon doesn't.
    const { status, stdout, stderr } = spawnSync('bash', ['-c', `ulimit -f 40; exec ${process.execPath} ${script} ${root} p 400`], {
      encoding: 'utf8',
    });
    expect(status).toBe(4);
    expect(stderr).toMatch(/^4 .*(?:disk is full|can't be written)/);
    const said = stdout.split('\n').filter(Boolean);
    expect(said.length).toBeGreaterThan(10);
    expect(readLedger(root, true).problems).toEqual([]);
    expect(runsOf(root)).toEqual(said);
    expect(spawnSync(process.execPath, [script, root, 'q', '1'], { encoding: 'utf8' }).status).toBe(0);
    expect(runsOf(root)).toEqual([...said, 'q-0']);
  });

  it.each([
    ['no room', 'pwrite64:error=ENOSPC:when=1+'],
    ['fsync fails', 'fsync:error=EIO:when=1+'],
  ])('the disk says %s: nothing is acknowledged, and nothing half written stays', (_, inject) => {
    const root = rootCalled(inject.slice(0, 5));
    expect(spawnSync(process.execPath, [script, root, 'a', '2'], { encoding: 'utf8' }).status).toBe(0);
    const path = join(root, '_SESSIONS/ledger', readdirSync(join(root, '_SESSIONS/ledger'))[0]);
    const before = readFileSync(path, 'utf8');
    const failed = spawnSync(
      'strace',
      [
        '-f',
        '-qq',
        '-o',
        '/dev/null',
        '-P',
        path,
        '-e',
        `trace=${inject.split(':')[0]}`,
        '-e',
        `inject=${inject}`,
        process.execPath,
        script,
        root,
        'b',
        '1',
      ],
      { encoding: 'utf8' },
    );
    expect([failed.status, failed.stdout]).toEqual([4, '']);
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(spawnSync(process.execPath, [script, root, 'c', '1'], { encoding: 'utf8' }).status).toBe(0);
    expect(runsOf(root)).toEqual(['a-0', 'a-1', 'c-0']);
  });
});
