import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import writeExcel from 'write-excel-file/node';
import { scan } from '../../../src/business/pipeline/operations/scan.ts';
import { call, contextIn, emptyFolder, jsonOf } from '../group/fake-context.ts';

it('an export that takes long to read is kept in the tree; the next question about it gets the answer of a first reading', async () => {
  const folder = emptyFolder();
  mkdirSync(join(folder, 'bizos'));
  writeFileSync(join(folder, 'bizos', 'STRUCTURE.md'), '# Structure\n');
  const head = ['Record Id', 'Deal Name', 'Deal Owner', 'Stage', 'Amount', 'Created Time', 'Closing Date'];
  const rows = [1, 2, 3].map((i) => [`zcrm_${i}`, `Deal ${i}`, `Owner ${i}`, 'New', `${i}00`, '2026-01-05 09:00:00', '2026-03-01']);
  const file = join(folder, 'deals.xlsx');
  writeFileSync(
    file,
    await writeExcel([head, ...rows].map((row) => row.map((value) => ({ value, type: String as StringConstructor })))).toBuffer(),
  );
  const ask = async (asOf: string) => jsonOf(await call(scan, contextIn(folder, { json: true }), { input: file, currency: 'MYR', asOf }));
  const exports = join(folder, '.bizos', 'exports');
  expect((await ask('2026-02-10')).source[0]).toMatchObject({ rows: 3 });
  expect(readdirSync(exports)).toHaveLength(1);
  const again = await ask('2026-02-20');
  rmSync(exports, { recursive: true });
  expect(JSON.stringify(again)).toBe(JSON.stringify(await ask('2026-02-20')));
});
