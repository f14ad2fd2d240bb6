import type { Place, Problem } from '../../../core/problem.ts';
import { DATE_SIGNS, type DateSign } from '../values/date.ts';
import type { TableBuilder } from './builder.ts';
import { DATE_FIELDS, type DateField } from './counts.ts';
import { type DateOrder, type OrderTally, provenOrder, settleColumn, tallyColumn } from './slashed.ts';

/** What decides where the dates themselves do not. */
export interface OrderSetting {
  readonly file: string;
  readonly dateOrder?: DateOrder;
}

/**
 * Decides whether slashed dates are day/month or month/day, for each column and each sign between the parts: by what its own dates prove,
 * else by the setting, else by what the other columns prove (a program writes all its dates alike). Where nothing decides, or where a
 * column proves both, dates that could be either are left out, and that is said.
 */
export function settleDates(builder: TableBuilder, setting: OrderSetting, problems: Problem[]): void {
  const { floats } = builder.columns;
  const tallies = new Map(DATE_FIELDS.map((field) => [field, tallyColumn(floats[field], builder.count)]));
  const elsewhere = Object.fromEntries(
    DATE_SIGNS.map((sign) => [sign, clearOrder([...tallies.values()].map((ofSigns) => provenOrder(ofSigns[sign])))]),
  ) as Record<DateSign, DateOrder | undefined>;
  const { row } = builder.columns.wholes;
  for (const [field, ofSigns] of tallies) {
    if (DATE_SIGNS.every((sign) => ofSigns[sign].slashed === 0)) continue;
    const orders = {} as Record<DateSign, DateOrder | undefined>;
    for (const sign of DATE_SIGNS) {
      const own = provenOrder(ofSigns[sign]);
      orders[sign] =
        own === 'both' ? setting.dateOrder : (own ?? setting.dateOrder ?? elsewhere[sign] ?? elsewhere[sign === '/' ? '-' : '/']);
    }
    const { wrong, firstWrong, firstOpen } = settleColumn(floats[field], builder.count, orders);
    const place = (i: number): Place => ({ file: setting.file, row: row[i] });
    for (const sign of DATE_SIGNS)
      if (orders[sign] === undefined && ofSigns[sign].undecided > 0)
        problems.push(ambiguousDates(field, ofSigns[sign], place(firstOpen[sign])));
    const used = DATE_SIGNS.filter((sign) => ofSigns[sign].slashed > 0).map((sign) => orders[sign]);
    if (wrong > 0) problems.push(impossibleDates(field, wrong, used, place(firstWrong)));
  }
}

/** The one order among what several columns prove; undefined where none or both are there. */
function clearOrder(proven: readonly (DateOrder | 'both' | undefined)[]): DateOrder | undefined {
  const orders = new Set(proven.filter((order) => order !== undefined));
  const [only] = orders;
  return orders.size === 1 && only !== 'both' ? only : undefined;
}

const ORDER_WORDS = {
  dmy: { en: 'day/month', de: 'Tag/Monat' },
  mdy: { en: 'month/day', de: 'Monat/Tag' },
} as const;

function impossibleDates(field: DateField, count: number, orders: readonly (DateOrder | undefined)[], place: Place): Problem {
  const order = ORDER_WORDS[orders.find((one) => one !== undefined) ?? 'dmy'];
  return {
    code: 'date-impossible',
    level: 'warning',
    message: {
      en: `${count} dates in "${field}" do not exist when read as ${order.en}; they count as not given.`,
      de: `${count} Datumsangaben in „${field}“ gibt es nicht, wenn man sie als ${order.de} liest; sie gelten als nicht angegeben.`,
    },
    place,
    count,
    remedy: { en: 'Check whether the export mixes two date formats.', de: 'Prüfe, ob der Export zwei Datumsformate mischt.' },
  };
}

function ambiguousDates(field: DateField, { undecided, dayFirst, monthFirst }: OrderTally, place: Place): Problem {
  const mixed = dayFirst > 0;
  return {
    code: 'date-order-ambiguous',
    level: 'error',
    message: mixed
      ? {
          en: `"${field}" mixes day/month (${dayFirst} dates show it) and month/day (${monthFirst}): ${undecided} dates could be either. They are left out.`,
          de: `„${field}“ mischt Tag/Monat (${dayFirst} Daten zeigen es) und Monat/Tag (${monthFirst}): ${undecided} Daten können beides sein. Sie bleiben außen vor.`,
        }
      : {
          en: `The dates in "${field}" could be day/month or month/day: no date in the export decides (${undecided} could be either). They are left out.`,
          de: `Die Daten in „${field}“ können Tag/Monat oder Monat/Tag sein: Kein Datum im Export entscheidet es (${undecided} sind mehrdeutig). Sie bleiben außen vor.`,
        },
    place,
    count: undecided,
    remedy: {
      en: 'Add the row "| Date order | day/month |" (or month/day) to the table "Setting | Value" of CRM_STRUCTURE.md, or pass --date-order dmy (or mdy).',
      de: 'Ergänze die Zeile „| Datumsreihenfolge | Tag/Monat |“ (oder Monat/Tag) in der Tabelle „Einstellung | Wert“ von CRM_STRUCTURE.md, oder gib --date-order dmy (oder mdy) an.',
    },
  };
}
