import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'bizos.js');
/** Kilobytes that Node itself starts with, but V8 can't set aside what a machine in WebAssembly takes. */
const LITTLE = 6_000_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bizos-address-space-'));
  writeFileSync(
    join(folder, 'Deals_2026_01_05.csv'),
    'Record Id,Deal Name,Stage,Amount,Created Time\nzcrm_1,Carport,New,1200,2026-01-01\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function scan(options: string): { status: number | null; said: string } {
  const scanned = ['scan', 'pipeline', '--input', 'Deals_2026_01_05.csv', '--as-of', '2026-01-06'];
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', `ulimit -v ${LITTLE}; exec "$@"`, 'bash', process.execPath, PROGRAM, ...scanned],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: options },
    },
  );
  return { status, said: stdout + stderr };
}

it('where virtual memory is limited, a scan says so and what helps, and that helps', () => {
  const refused = scan('');
  expect(refused.status).toBe(4);
  expect(refused.said).toMatch(/WebAssembly[\s\S]*--disable-wasm-trap-handler/);
  expect(refused.said).not.toMatch(/bug in BizOS/);
  const helped = scan('--disable-wasm-trap-handler');
  expect(helped.status).toBe(0);
  expect(helped.said).toMatch(/Pipeline of/);
});
