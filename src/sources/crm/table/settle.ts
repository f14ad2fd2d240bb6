import { currencyExponent } from '../../../core/money.ts';
import type { Problem } from '../../../core/problem.ts';
import type { StageBook } from '../../../core/stage.ts';
import { counted } from '../../../core/text.ts';
import type { HeaderMatch } from '../headers.ts';
import type { TableBuilder } from './builder.ts';
import { FLOAT_COLUMNS, WORD_COLUMNS, type WordField } from './columns.ts';
import { settleDates } from './date-order.ts';
import { settleDecimals } from './decimal-sign.ts';
import { settleOutcome } from './outcome.ts';
import { compactWords } from './words.ts';

/** What settles the questions that single cells leave open. */
export interface SettleSetting {
  readonly file: string;
  readonly currency?: string;
  readonly dateOrder?: 'dmy' | 'mdy';
  readonly stages: StageBook;
}

/**
 * Decides what needed all rows: the order of slashed dates, the table's currency, whether probabilities are shares or
 * percentages, and when closed deals were closed. Changes the builder's columns in place; gives the table's currency and words.
 */
export function settle(builder: TableBuilder, match: HeaderMatch, setting: SettleSetting, problems: Problem[]): Settled {
  const { count, columns } = builder;
  for (const field of FLOAT_COLUMNS) if (field !== 'offset' && !match.columns.has(field)) columns.floats[field].fill(Number.NaN, 0, count);
  settleOutcome(builder, setting, problems);
  const words = {} as Record<WordField, readonly string[]>;
  for (const field of WORD_COLUMNS) words[field] = compactWords(builder.words[field].words, columns.wholes[field], count);
  settleDates(builder, setting, problems);
  settleDecimals(builder, setting.file, problems);
  const currency = settleCurrency(builder, words.currency, match.currency, setting, problems);
  settleProbability(builder);
  settleClosing(builder, words.stage, match, setting.stages);
  reportFaults(builder, setting.file, problems);
  return { currency, words };
}

/** What was decided by the columns as a whole. */
export interface Settled {
  /** ISO 4217 code of the table's amounts. */
  readonly currency: string;
  /** The words of each column in the order of their first row. */
  readonly words: Readonly<Record<WordField, readonly string[]>>;
}

/** Puts currencies named in the header of the amounts, else in a currency column, beside those named in amount cells, then decides for one. */
function settleCurrency(
  builder: TableBuilder,
  words: readonly string[],
  header: string | undefined,
  setting: SettleSetting,
  problems: Problem[],
): string {
  const { count, currencies } = builder;
  const { codes } = currencies;
  const named = builder.columns.flags.amountCurrency;
  const column = builder.columns.wholes.currency;
  const numberOf = words.map((word) => {
    const code = /^[A-Za-z]{3}$/.test(word) ? word.toUpperCase() : word.toUpperCase() === 'RM' ? 'MYR' : '';
    return code ? currencies.numberOf(code) : 0;
  });
  const ofHeader = header === undefined ? 0 : currencies.numberOf(header);
  const { amount: amounts } = builder.columns.floats;
  const { dollarOnly } = builder.counts;
  const counts = new Uint32Array(codes.length);
  const shifts = codes.map((code) => (code === '' ? 1 : 10 ** (currencyExponent(code) - currencyExponent(setting.currency ?? ''))));
  const name = (i: number): void => {
    if (named[i] === 0) {
      // What the header of the amounts names counts for more than a column beside it, which may be of other amounts.
      const k = ofHeader > 0 ? ofHeader : numberOf[column[i]];
      named[i] = k;
      // The cell was read with the decimals of the expected currency.
      if (shifts[k] !== 1) amounts[i] = Math.round(amounts[i] * shifts[k]);
    }
    if (!Number.isNaN(amounts[i])) counts[named[i]]++;
  };
  for (let i = 0; i < count; i++) name(i);
  const given = setting.currency;
  const dollars = given && ['USD', 'SGD', 'AUD', 'NZD', 'CAD', 'HKD'].includes(given);
  const usd = codes.indexOf('USD');
  if (dollars && given !== 'USD' && usd > 0 && dollarOnly === counts[usd]) {
    counts[0] += counts[usd];
    counts[usd] = 0;
    for (let i = 0; i < count; i++) if (named[i] === usd) named[i] = 0;
  }
  const others = codes.map((code, k) => ({ code, k, n: counts[k] })).filter(({ code, n }) => code !== '' && n > 0);
  const most = others.reduce((a, b) => (b.n > a.n || (b.n === a.n && b.code < a.code) ? b : a), { code: '', k: 0, n: 0 });
  const all = counts.reduce((a, b) => a + b, 0);
  let currency = given ?? (most.code || 'XXX');
  // Cells left empty in a column of currencies are of the one that all the others name.
  const unnamed = words.length > 1 ? counts[0] : 0;
  if (given && most.n > 0 && most.n + unnamed === all && most.code !== given) {
    currency = most.code;
    problems.push(otherCurrency(given, most.code, dollarOnly > 0, setting.file));
  } else if (dollarOnly > 0 && currency === 'USD' && !given) {
    problems.push({
      code: 'currency-dollar',
      level: 'note',
      message: { en: 'Amounts carry only "$"; they are read as US dollars.', de: 'Beträge tragen nur „$“; sie gelten als US-Dollar.' },
      place: { file: setting.file },
      remedy: {
        en: 'Pass --currency SGD (or another) if they are other dollars.',
        de: 'Gib --currency SGD (oder eine andere) an, wenn es andere Dollar sind.',
      },
    });
  }
  if (others.some(({ code }) => code !== currency)) dropForeign(builder, currency, setting.file, problems);
  rescale(builder, given, currency);
  return currency;
}

function dropForeign(builder: TableBuilder, currency: string, file: string, problems: Problem[]): void {
  const foreign = new Map<string, { n: number; readonly row: number }>();
  const { amountCurrency } = builder.columns.flags;
  const { amount } = builder.columns.floats;
  for (let i = 0; i < builder.count; i++) {
    const code = builder.currencies.codes[amountCurrency[i]];
    if (code === '' || code === currency || Number.isNaN(amount[i])) continue;
    amount[i] = Number.NaN;
    const known = foreign.get(code);
    if (known) known.n++;
    else foreign.set(code, { n: 1, row: builder.columns.wholes.row[i] });
  }
  for (const [code, { n, row }] of foreign) {
    problems.push({
      code: 'currency-mixed',
      level: 'warning',
      message: {
        en: `${n} amounts are in ${code}, not ${currency}; they are never added up with the others and count as missing.`,
        de: `${n} Beträge sind in ${code}, nicht ${currency}; sie werden nie mitgezählt und gelten als fehlend.`,
      },
      place: { file, row },
      count: n,
      remedy: {
        en: `Export the amounts in ${currency} (the home-currency column of the CRM).`,
        de: `Exportiere die Beträge in ${currency} (Hauswährung des CRM).`,
      },
    });
  }
}

/** Plain amounts were read with the expected currency's decimals; yen have none and dinars three. */
function rescale(builder: TableBuilder, given: string | undefined, currency: string): void {
  const shift = currencyExponent(currency) - currencyExponent(given ?? '');
  if (shift === 0) return;
  const { amountCurrency } = builder.columns.flags;
  const { amount } = builder.columns.floats;
  for (let i = 0; i < builder.count; i++) if (amountCurrency[i] === 0) amount[i] = Math.round(amount[i] * 10 ** shift);
}

function otherCurrency(given: string, found: string, dollar: boolean, file: string): Problem {
  return {
    code: 'currency-other',
    level: 'warning',
    message: {
      en: `All amounts are in ${found}${dollar ? ' ("$")' : ''}, though ${given} was expected; this scan counts in ${found}.`,
      de: `Alle Beträge sind in ${found}${dollar ? ' („$“)' : ''}, erwartet war ${given}; dieser Scan zählt in ${found}.`,
    },
    place: { file },
    remedy: {
      en: `Correct the entity's currency, or export in ${given}.`,
      de: `Berichtige die Währung der Firma oder exportiere in ${given}.`,
    },
  };
}

/** Shares where no cell has a percent sign and none is over 1; else percentages. */
function settleProbability(builder: TableBuilder): void {
  const data = builder.columns.floats.probability;
  let most = 0;
  for (let i = 0; i < builder.count; i++) if (data[i] > most) most = data[i];
  if (most <= 1 && builder.counts.percentSigns === 0) return;
  for (let i = 0; i < builder.count; i++) data[i] /= 100;
}

/** Where one column serves for both, it is the day of closing of a closed deal and the expected day of an open one. */
function settleClosing(builder: TableBuilder, words: readonly string[], match: HeaderMatch, stages: StageBook): void {
  const closedStage = words.map((word) => {
    const category = stages.find(word)?.category;
    return category === 'won' || category === 'lost';
  });
  const { stage } = builder.columns.wholes;
  const { closing, closed } = builder.columns.floats;
  const onlyClosed = match.columns.has('closed') && !match.columns.has('closing');
  const settleOne = (i: number): void => {
    if (closedStage[stage[i]]) {
      if (match.closingIsClosed && Number.isNaN(closed[i])) closed[i] = closing[i];
    } else {
      if (onlyClosed) closing[i] = closed[i];
      closed[i] = Number.NaN;
    }
  };
  for (let i = 0; i < builder.count; i++) settleOne(i);
}

const FAULT_WORDS = {
  unreadable: { en: 'can not be read', de: 'sind nicht lesbar' },
  implausible: { en: 'are not plausible', de: 'sind nicht plausibel' },
  ruined: {
    en: 'were turned into numbers by a spreadsheet and lost digits',
    de: 'hat eine Tabellenkalkulation in Zahlen verwandelt und dabei Stellen verloren',
  },
  negative: { en: 'are negative', de: 'sind negativ' },
} as const;

function reportFaults(builder: TableBuilder, file: string, problems: Problem[]): void {
  for (const fault of builder.counts.faults.values()) {
    const words = FAULT_WORDS[fault.code];
    const values = counted(fault.count, 'value', 'values', 'Wert', 'Werte');
    const rows = fault.rows.join(', ');
    const kept =
      fault.code === 'negative' ? { en: '', de: '' } : { en: '; they count as not given', de: '; sie gelten als nicht angegeben' };
    problems.push({
      code: fault.code === 'ruined' ? 'id-scientific' : `${fault.field.replace('_', '-')}-${fault.code}`,
      level: 'warning',
      message: {
        en: `${values.en} in "${fault.field}" ${words.en}${kept.en}: "${fault.example}" (rows ${rows}).`,
        de: `${values.de} in „${fault.field}“ ${words.de}${kept.de}: „${fault.example}“ (Zeilen ${rows}).`,
      },
      place: { file, row: fault.rows[0] },
      count: fault.count,
      remedy:
        fault.code === 'ruined'
          ? {
              en: 'Open the CRM export without saving it in a spreadsheet; format the id column as text.',
              de: 'Öffne den CRM-Export, ohne ihn in einer Tabellenkalkulation zu speichern; formatiere die Id-Spalte als Text.',
            }
          : { en: 'Correct these cells in the CRM and export again.', de: 'Berichtige diese Zellen im CRM und exportiere erneut.' },
    });
  }
}
