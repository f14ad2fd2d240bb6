import { parseDuration } from '../core/duration.ts';
import type { Target, TargetOp } from '../core/metric.ts';
import { DAY_MS, HOUR_MS } from '../core/moment.ts';
import { currencyExponent } from '../core/money.ts';
import type { Place } from '../core/problem.ts';
import type { Reading, TargetPart } from './kinds.ts';

/**
 * Numbers as tables write them, German or English: the last of two kinds of separators is the decimal sign; a single kind in front of
 * groups of three digits is none (`1.200` is 1200, `1,200` too, `1.25` is 1.25). NaN where it is no number.
 */
export function readNumber(text: string): number {
  const m = /^([+-]?)\s*(\d[\d.,]*)$/.exec(text.trim().replace('−', '-'));
  if (!m) return Number.NaN;
  const digits = m[2];
  const last = Math.max(digits.lastIndexOf(','), digits.lastIndexOf('.'));
  const both = digits.includes(',') && digits.includes('.');
  const grouped = !both && /^[1-9]\d{0,2}(?:[.,]\d{3})+$/.test(digits);
  const value =
    last < 0 || grouped ? digits.replace(/[.,]/g, '') : `${digits.slice(0, last).replace(/[.,]/g, '')}.${digits.slice(last + 1)}`;
  return (m[1] === '-' ? -1 : 1) * Number(value);
}

/** A number that a scale or a percent sign follows is short: its one separator is a decimal sign (`RM 1.250M`). */
function readShort(digits: string): number {
  return /^\d+[.,]\d+$/.test(digits) ? Number(digits.replace(',', '.')) : readNumber(digits);
}

const CURRENCIES: Readonly<Record<string, string>> = { RM: 'MYR', '€': 'EUR', $: 'USD', '£': 'GBP', S$: 'SGD', US$: 'USD', EURO: 'EUR' };
/** Escapes stand for the signs of euro and pound, and below for the typesetter's minus: the build takes raw templates in ASCII only. */
const MONEY = String.raw`RM|US\$|S\$|\u20ac|\$|\u00a3|Euro(?!\p{L})|(?:MYR|EUR|USD|SGD|GBP|CHF|AUD|NZD|JPY|CNY|IDR|THB|INR)(?!\p{L})`;

/** Words before, sign, currency, digits, `+`, scale, per cent, currency, unit, words after. */
const PART = new RegExp(
  String.raw`^(?<before>[^\d(]*?)(?<money1>${MONEY})?\s*(?<sign>[+\-\u2212])?\s*(?<money2>${MONEY})?\s*(?<digits>\d[\d.,]*\d|\d)(?<plus>\+)?\s*` +
    String.raw`(?<scale>(?:k|Tsd\.?|M|m|Mio\.?|Mrd\.?|B|bn)(?![\p{L}\d]))?\s*(?<percent>%|pp(?!\p{L}))?\s*(?<money3>${MONEY})?\s*(?<after>.*)$`,
  'iu',
);

/** Words that say "there is no number": nothing is wrong with them. */
const WRITTEN_NONE =
  /^(?:tbd|tbc|tba|unknown|unbekannt|not tracked|not set|nicht erfasst|nicht gesetzt|n\.?\s?\/?\s?a\.?|none|keine?r?s?|offen|\?)(?=$|[\s(.,;:])/i;

/** Words that may stand before a number and say nothing about its direction. */
const FILLERS =
  /\b(?:about|approx\.?|circa|ca\.?|currently|avg\.?|average|mean|median|to|by|of|is|target|zurzeit|derzeit|rund|etwa|um|auf|ziel|im schnitt)(?!\p{L})|[Ø~≈:*_]/giu;

/** Directions by words or signs before the number; the first that is found counts. */
const BEFORE: readonly (readonly [RegExp, TargetOp])[] = [
  [/±|plus\s?\/?\s?minus/giu, '±'],
  [/≥|>=|=>|\bat least\b|\bmindestens\b|\bmin\.?(?!\p{L})|\bminimum\b|\bno(?:t)? less than\b|\bfrom\b|\bab\b/giu, '>='],
  [
    /≤|<=|=<|\bat most\b|\bhöchstens\b|\bmax\.?(?!\p{L})|\bmaximum\b|\bmaximal\b|\bup to\b|\bbis(?: zu)?\b|\bno(?:t)? more than\b|\bwithin\b|\binnerhalb(?: von)?\b/giu,
    '<=',
  ],
  [/<|\bunder\b|\bbelow\b|\bless than\b|\bfewer than\b|\bunter\b|\bweniger als\b/giu, '<'],
  [/>|\bover\b|\babove\b|\bmore than\b|(?<!\p{L})über(?!\p{L})|\bmehr als\b/giu, '>'],
  [/\b(?:reduce|decrease|cut|lower|shorten|senken|reduzieren|verkürzen|minus)\b/giu, 'reduce'],
  [/\b(?:increase|raise|grow|improve|steigern|plus)\b|(?<!\p{L})erhöhen(?!\p{L})/giu, 'increase'],
  [/^\s*=|\bexactly\b|\bgenau\b/giu, '='],
];

/** Directions by words behind the number. */
const AFTER: readonly (readonly [RegExp, TargetOp])[] = [
  [/^(?:or|oder)\s+(?:more|above|higher|better|mehr|besser|höher)(?!\p{L})/iu, '>='],
  [/^(?:or|oder)\s+(?:less|below|lower|fewer|weniger|niedriger)(?!\p{L})/iu, '<='],
  [/^(?:less|fewer|lower|faster|shorter|reduction|weniger|schneller|kürzer|senken|reduzieren)(?!\p{L})/iu, 'reduce'],
  [/^(?:more|higher|growth|mehr|steigern|erhöhen|wachstum)(?!\p{L})/iu, 'increase'],
];

/** Metrics of which less is better, by the words in their names: a bare number is the most that it may be. */
const LESS_IS_BETTER =
  /days to close|deal velocity|lateness|\blate\b|churn|rework|recall|\bcosts?\b|concentration|stalled|overdue|\berrors?\b|missed|complaints?|without|(?:response|answer|lead|cycle) time|durchlaufzeit|fluktuation|kosten|verspätung|nacharbeit|fehler|konzentration|überfällig|\bohne\b|reklamation|antwortzeit/i;

interface Amount {
  readonly value: number;
  readonly unit: Reading['unit'];
  readonly currency?: string;
  readonly op?: TargetOp;
  readonly label?: string;
}

/** The number that a part begins with, after nothing but direction words; undefined where there is none. */
function amountOf(part: string): Amount | undefined {
  const written = part
    .replaceAll(/[`*]/g, '')
    .replace(/\+\s?\/\s?[-−]/, '±')
    .trim();
  // A bare number is what most cells hold, and what the pattern below takes longest to be compiled for.
  if (/^\d(?:[\d.,]*\d)?$/.test(written)) {
    const value = readNumber(written);
    return Number.isNaN(value) ? undefined : { value, unit: 'number', op: undefined, label: undefined };
  }
  const groups = PART.exec(written)?.groups;
  if (!groups) return undefined;
  const { before, sign, digits, plus, scale, percent } = groups;
  const money = groups.money1 ?? groups.money2 ?? groups.money3;
  const minutes = scale === 'm' && !money;
  const word = percent || money ? '' : (/^\p{L}+/u.exec(groups.after)?.[0] ?? '');
  const time = minutes ? parseDuration('1 m') : word === '' ? undefined : parseDuration(`1 ${word}`);
  const direction = directionOf(before, sign, plus, time && !minutes ? groups.after.slice(word.length).replace(/^\./, '') : groups.after);
  const short = (scale !== undefined && !minutes) || percent !== undefined;
  let value = (short ? readShort(digits) : readNumber(digits)) * (/^[-−]$/.test(sign ?? '') ? -1 : 1);
  if (direction === undefined || Number.isNaN(value)) return undefined;
  if (scale && !minutes) value *= scaleOf(scale);
  const common = { op: direction.op, label: direction.rest === '' ? undefined : direction.rest };
  if (percent) return { value: round(value / 100), unit: 'ratio', ...common };
  if (money) {
    const currency = CURRENCIES[money.toUpperCase()] ?? money.toUpperCase();
    return { value: Math.round(value * 10 ** currencyExponent(currency)), unit: 'money', currency, ...common };
  }
  if (!time) return { value, unit: 'number', ...common };
  const inDays = time.ms >= DAY_MS;
  return { value: round((value * time.ms) / (inDays ? DAY_MS : HOUR_MS)), unit: inDays ? 'days' : 'hours', ...common };
}

/** What the words around a number say of its direction, and what is left of those behind it. Undefined: the words before are prose. */
function directionOf(
  before: string,
  sign: string | undefined,
  plus: string | undefined,
  after: string,
): { op?: TargetOp; rest: string } | undefined {
  let left = before.replaceAll(FILLERS, ' ');
  let op: TargetOp | undefined;
  for (const [pattern, meaning] of BEFORE) {
    const without = left.replaceAll(pattern, ' ');
    if (without !== left) op ??= meaning;
    left = without;
  }
  if (left.trim() !== '') return undefined;
  // "Reduce to 30 days" names the goal, "reduce 20%" the way to it.
  if (/\b(?:to|auf)\s*$/i.test(before)) op = op === 'reduce' ? '<=' : op === 'increase' ? '>=' : op;
  const rest = after.trim();
  const behind = AFTER.find(([pattern]) => pattern.test(rest));
  op ??= behind?.[1] ?? (plus ? '>=' : undefined) ?? (sign === '+' ? 'increase' : sign ? 'reduce' : undefined);
  return { op, rest: behind ? rest.replace(behind[0], '').trim() : rest };
}

function scaleOf(scale: string): number {
  if (/^(?:k|tsd)/i.test(scale)) return 1e3;
  return /^(?:b|mrd)/i.test(scale) ? 1e9 : 1e6;
}

/** Takes off what binary fractions leave behind: 37.8 / 100 is 0.378. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}

/** The parts of a `Current` cell: `37.8% small, 20.9% large`, `70% in 2 owners`, `3 of 9`. `Unknown` is a reading without a value. */
export function readCurrent(text: string): Reading[] {
  if (isBlank(text)) return [];
  if (WRITTEN_NONE.test(text.trim())) return [{ value: null, unit: 'number' }];
  return splitParts(text).map((part): Reading => {
    const share = /^(\d+)\s*(?:out of|of|von)\s*(\d+)(?![\d.,%])\s*(.*)$/i.exec(part);
    if (share && Number(share[2]) > 0)
      return { value: round(Number(share[1]) / Number(share[2])), unit: 'ratio', label: share[3] || undefined };
    const amount = amountOf(part);
    return amount
      ? { value: amount.value, unit: amount.unit, currency: amount.currency, label: amount.label }
      : { value: null, unit: 'number', label: part };
  });
}

/**
 * The parts of a `Target` cell with what they demand: `45% / 30%`, `<50% in top 2`, `≥ 95%`, `± 20%`, `Reduce 20%`. A bare number is at
 * least that much, or at most where less of the metric `name` is better. Parts without an own label take over those of the current
 * cell in order. A cell of words alone ("Establish baseline", `TBD`) is a target that is not a number: `target` null. An empty cell
 * has no parts. Money is minor units, a length of time hours or days.
 */
export function readTarget(text: string, current: readonly Reading[] = [], place?: Place, name = ''): TargetPart[] {
  if (isBlank(text)) return [];
  const parts = WRITTEN_NONE.test(text.trim()) ? [text.trim()] : splitParts(text);
  return parts.map((part, i): TargetPart => {
    const amount = WRITTEN_NONE.test(part) ? undefined : amountOf(part);
    if (!amount) return { target: null, unit: 'number', label: part };
    const inherited = parts.length > 1 && parts.length === current.length ? current[i].label : undefined;
    const op = amount.op ?? (LESS_IS_BETTER.test(`${name} ${amount.label ?? ''}`) ? '<=' : '>=');
    const isChange = op === '±' || op === 'reduce' || op === 'increase';
    const target: Target = { op, value: isChange ? Math.abs(amount.value) : amount.value, text: part, place };
    return { target, unit: amount.unit, currency: amount.currency, label: amount.label ?? inherited };
  });
}

/** Parts of a cell that have a number in them (outside parentheses) which is not understood, such as `10–15%`. */
export function unreadParts(text: string): string[] {
  if (isBlank(text) || WRITTEN_NONE.test(text.trim())) return [];
  return splitParts(text).filter((part) => {
    const plain = part.replace(/\([^)]*\)?/g, '');
    if (/\d\s*[-–—]\s*\d/.test(plain)) return true;
    return /\d/.test(plain) && !/\p{L}-?\d/u.test(plain) && amountOf(part) === undefined;
  });
}

function isBlank(text: string): boolean {
  return /^\s*[-–—]?\s*$/.test(text);
}

/** Parts stand between slashes or between commas and semicolons that are no decimal signs; `1/quarter` is one part. */
export function splitParts(text: string): string[] {
  // Blanks in a row become one first: the patterns here and below would try each of them against all others.
  return text
    .replace(/\s+/g, ' ')
    .split(/ \/ |; ?|, (?=[^,]*\d)|(?<=%) ?\/ ?(?=\d)/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
