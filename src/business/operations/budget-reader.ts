import type { Money } from '../../core/money.ts';
import type { Place, Problem } from '../../core/problem.ts';
import type { ParsedDocument } from '../../tree/document.ts';
import type { KindReading } from '../../tree/kinds.ts';
import { findTables, labelKey, rowProblem } from '../../tree/tables.ts';
import { readCurrent } from '../../tree/values.ts';
import { COLUMN } from '../../tree/vocabulary.ts';

/** What a service may cost in a month. Money without a currency counts in the company's: `XXX`, hundredths. */
export interface Budget {
  readonly service: string;
  readonly limit: Money;
  /** From here on a person is told. */
  readonly alertAt?: Money;
  /** From here on nothing more is spent. */
  readonly hardStop?: Money;
  readonly line: number;
}

const COLUMNS = { service: COLUMN.service, limit: COLUMN.monthlyLimit, alert: COLUMN.alertAt, stop: COLUMN.hardStop };

/** Reads every table `Service | Monthly Limit | Alert at | Hard Stop` of a document. */
export function read(document: ParsedDocument): KindReading<{ budgets: readonly Budget[] }> {
  const { budgets, problems } = readBudgets(document);
  return { value: { budgets }, problems };
}

/** The budgets of a document. Alert and stop may be shares of the limit (`80%`). A row of totals is held against the sum of the others. */
export function readBudgets(document: ParsedDocument): { budgets: Budget[]; problems: Problem[] } {
  const budgets: Budget[] = [];
  const problems: Problem[] = [];
  for (const table of findTables(document, COLUMNS, ['service', 'limit'])) {
    const above: Budget[] = [];
    for (const { cells, place } of table.rows) {
      if (cells.service === '') continue;
      const limit = moneyOf(cells.limit);
      if (!limit) {
        problems.push(unreadable(place, cells.service, cells.limit));
        continue;
      }
      const part = (cell: string): Money | undefined => {
        if (cell === '' || /^[-–—]$/.test(cell)) return undefined;
        const money = moneyOf(cell, limit);
        if (!money) problems.push(unreadable(place, cells.service, cell));
        return money;
      };
      const budget: Budget = {
        service: cells.service,
        limit,
        alertAt: part(cells.alert),
        hardStop: part(cells.stop),
        line: place.line ?? table.line,
      };
      if (/^(?:total|sum|summe|gesamt)$/.test(labelKey(cells.service))) problems.push(...wrongTotals(place, budget, above));
      else {
        if (above.some(({ service }) => labelKey(service) === labelKey(cells.service))) problems.push(twice(place, cells.service));
        problems.push(...wrongOrder(place, budget));
        above.push(budget);
      }
    }
    budgets.push(...above);
  }
  return { budgets, problems };
}

function moneyOf(cell: string, limit?: Money): Money | undefined {
  const [amount, ...more] = readCurrent(cell.replace(/[≥>=≤<]/g, ''));
  if (amount === undefined || amount.value === null || more.length > 0 || amount.value < 0) return undefined;
  if (amount.unit === 'money') return { minor: amount.value, currency: amount.currency ?? 'XXX' };
  if (amount.unit === 'ratio') return limit ? { minor: Math.round(limit.minor * amount.value), currency: limit.currency } : undefined;
  return amount.unit === 'number' ? { minor: Math.round(amount.value * 100), currency: limit?.currency ?? 'XXX' } : undefined;
}

function wrongTotals(place: Place, total: Budget, above: readonly Budget[]): Problem[] {
  const columns: readonly (readonly [keyof Pick<Budget, 'limit' | 'alertAt' | 'hardStop'>, string])[] = [
    ['limit', 'Monthly Limit'],
    ['alertAt', 'Alert at'],
    ['hardStop', 'Hard Stop'],
  ];
  return columns.flatMap(([key, column]) => {
    const said = total[key];
    const parts = above.map((budget) => budget[key]);
    // Sums are made in one currency only, and only where every row has the number.
    if (!said || parts.length === 0 || parts.some((part) => part?.currency !== said.currency)) return [];
    const sum = parts.reduce((all, part) => all + (part?.minor ?? 0), 0);
    if (sum === said.minor) return [];
    const words = `${said.currency === 'XXX' ? '' : `${said.currency} `}${sum / 100}`;
    return [
      rowProblem(
        'budget-total',
        place,
        `"${column}": the rows above make ${words}, the total says otherwise.`,
        `„${column}“: Die Zeilen darüber ergeben ${words}, die Summe sagt etwas anderes.`,
        `"| Total | ${words} | …"`,
      ),
    ];
  });
}

function wrongOrder(place: Place, { service, limit, alertAt, hardStop }: Budget): Problem[] {
  const late = alertAt && alertAt.currency === limit.currency && alertAt.minor > limit.minor;
  const early = hardStop && hardStop.currency === limit.currency && hardStop.minor < limit.minor;
  const mixed = [alertAt, hardStop].some((money) => money && money.currency !== limit.currency);
  if (!late && !early && !mixed) return [];
  return [
    {
      ...rowProblem(
        mixed ? 'budget-currency' : 'budget-order',
        place,
        mixed ? `The budget of "${service}" is in two currencies.` : `The budget of "${service}" warns after its limit or stops before it.`,
        mixed
          ? `Das Budget von „${service}“ steht in zwei Währungen.`
          : `Das Budget von „${service}“ warnt nach dem Limit oder stoppt davor.`,
        '"| Hosting | €200 | €160 | €240 |"',
      ),
      level: 'warning',
    },
  ];
}

function unreadable(place: Place, service: string, cell: string): Problem {
  return rowProblem(
    'budget-unreadable',
    place,
    `"${cell}" is no amount of money (${service}).`,
    `„${cell}“ ist kein Geldbetrag (${service}).`,
    '"| Hosting | €1.200 | 80% | €1.440 |"',
  );
}

function twice(place: Place, service: string): Problem {
  return rowProblem(
    'budget-twice',
    place,
    `"${service}" has two budgets.`,
    `„${service}“ hat zwei Budgets.`,
    'Keep one row a service.',
    'Lass eine Zeile je Dienst.',
  );
}
