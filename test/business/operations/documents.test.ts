import { describe, expect, it } from 'vitest';
import type { Budget } from '../../../src/business/operations/budget-reader.ts';
import type { Operations } from '../../../src/business/operations/operations-reader.ts';
import { codesOf, readAs, readFixture } from '../../tree/fixture.ts';

const PATH = 'bizos/00_Holding/COST_BUDGETS.md';
const table = (...rows: string[]) =>
  readAs<{ budgets: Budget[] }>(PATH, `# B\n\n| Service | Monthly Limit | Alert at | Hard Stop |\n|---|---|---|---|\n${rows.join('\n')}\n`);

describe('budgets', () => {
  it('are read from the German form, with a share of the limit and a bold total that fits', async () => {
    const reading = await readFixture<{ budgets: Budget[] }>('CRM_STRUCTURE.de.md', PATH);
    expect(codesOf(reading)).toEqual([]);
    const euro = (minor: number) => ({ minor, currency: 'EUR' });
    expect(reading.value.budgets.map(({ line: _, ...budget }) => budget)).toEqual([
      { service: 'Karten', limit: euro(70_000), alertAt: euro(56_000), hardStop: euro(90_000) },
      { service: 'Funk', limit: euro(65_050), alertAt: euro(52_040), hardStop: euro(70_000) },
    ]);
  });

  it('a total that does not fit is said for each column', async () => {
    expect(
      codesOf(
        await table('| A | €1.200 | €900 | €1.400 |', '| B | €300 | €200 | €400 |', '| **Total** | **€1.500** | **€1.000** | **€1.800** |'),
      ),
    ).toEqual(['budget-total:7']);
    expect(codesOf(await table('| A | 5 | 4 | 6 |', '| Summe | 6 | 4 | 7 |'))).toEqual(['budget-total:6', 'budget-total:6']);
  });

  it('a total over two currencies is not made', async () => {
    expect(codesOf(await table('| A | €5 | €4 | €6 |', '| B | RM 5 | RM 4 | RM 6 |', '| Total | €10 | €8 | €12 |'))).toEqual([]);
  });

  it.each([
    ['| A | much | €4 | €6 |', 'budget-unreadable:5'],
    ['| A | €5 | some | €6 |', 'budget-unreadable:5'],
    ['| A | -€5 | | |', 'budget-unreadable:5'],
    ['| A | 80% | | |', 'budget-unreadable:5'],
    ['| A | €5 | €6 | €7 |', 'budget-order:5'],
    ['| A | €5 | €4 | €3 |', 'budget-order:5'],
    ['| A | €5 | RM 4 | €6 |', 'budget-currency:5'],
  ])('%s: %s', async (row, code) => expect(codesOf(await table(row))).toEqual([code]));

  it('a service has one budget', async () =>
    expect(codesOf(await table('| A | €5 | | |', '| **a** | €6 | | |'))).toEqual(['budget-twice:6']));

  it('money without a currency counts in the company’s', async () => {
    expect((await table('| A | 1,200.50 | - | |')).value.budgets[0]).toEqual({
      service: 'A',
      limit: { minor: 120_050, currency: 'XXX' },
      line: 5,
    });
  });
});

describe('operations', () => {
  it('have the numbers that they are measured by, and budgets', async () => {
    const { value, problems } = await readFixture<Operations>('CRM_STRUCTURE.de.md', 'bizos/02_A/OPERATIONS.md');
    expect(problems).toEqual([]);
    expect(value.rows.map(({ name, target, measurement }) => [name, target[0].target?.op, target[0].target?.value, measurement])).toEqual([
      ['Pipeline Hygiene', '>=', 0.92, 'vollständige Felder'],
      ['Forecast Accuracy', '±', 0.15, 'Vorhersage gegen Abschluss'],
      ['Kosten', undefined, undefined, 'je Auftrag'],
    ]);
    expect(value.budgets).toHaveLength(2);
  });
});
