import type { Problem } from '../../../core/problem.ts';
import type { DecimalSign } from '../values/amount.ts';
import type { TableBuilder } from './builder.ts';

/** Of a sign in amounts: how often it certainly stands before decimals, and how often before three digits, where it may part thousands. */
export interface SignTally {
  proven: number;
  open: number;
}

/** What is added to an amount that waits for its sign to be known: amounts are whole minor units, and such ones are below a billion. */
const MARKS: Readonly<Record<DecimalSign, number>> = { '.': 0.25, ',': 0.5 };

/** An amount read as parting thousands that waits in its column until it is known what the sign means. */
export function markOpen(minor: number, sign: DecimalSign): number {
  return minor < 0 ? minor - MARKS[sign] : minor + MARKS[sign];
}

/** So many open amounts to a proven one still go by it; beyond that the proven one is the odd one. */
const OPEN_TO_PROVEN = 10;

/**
 * Decides what `1.200` means from the other amounts of the column: 1.2 where they show that the point stands before decimals (`850.25`,
 * and hardly any is open), else 1200. Where a point is taken for thousands and nothing proves it, that is said.
 */
export function settleDecimals(builder: TableBuilder, file: string, problems: Problem[]): void {
  const signs = builder.counts.decimalSigns;
  if (signs['.'].open === 0 && signs[','].open === 0) return;
  const isDecimal = (sign: DecimalSign, other: DecimalSign): boolean =>
    signs[sign].proven > 0 && signs[other].proven === 0 && signs[sign].open <= OPEN_TO_PROVEN * signs[sign].proven;
  const decimal: Readonly<Record<number, boolean>> = { [MARKS['.']]: isDecimal('.', ','), [MARKS[',']]: isDecimal(',', '.') };
  const { amount } = builder.columns.floats;
  let first = -1;
  for (let i = 0; i < builder.count; i++) {
    const mark = Math.abs(amount[i] % 1);
    if (!(mark > 0)) continue;
    if (mark === MARKS['.'] && first < 0) first = i;
    const minor = Math.trunc(amount[i]);
    amount[i] = decimal[mark] ? Math.sign(minor) * Math.round(Math.abs(minor) / 1000) : minor;
  }
  if (first >= 0 && !decimal[MARKS['.']] && signs[','].proven === 0)
    problems.push(takenForThousands(signs['.'].open, file, builder.columns.wholes.row[first]));
}

function takenForThousands(count: number, file: string, row: number): Problem {
  return {
    code: 'amount-sign-open',
    level: 'note',
    message: {
      en: `${count} amounts with a point before three digits, such as 1.200, are read as thousands (1200): no other amount shows what the point means.`,
      de: `${count} Beträge mit einem Punkt vor drei Ziffern, wie 1.200, gelten als Tausender (1200): Kein anderer Betrag zeigt, was der Punkt heißt.`,
    },
    place: { file, row },
    count,
    remedy: {
      en: 'If they are decimals, add the row "| Decimal sign | point |" to the table "Setting | Value" of CRM_STRUCTURE.md.',
      de: 'Sind es Dezimalstellen, ergänze die Zeile „| Dezimalzeichen | Punkt |“ in der Tabelle „Einstellung | Wert“ von CRM_STRUCTURE.md.',
    },
  };
}
