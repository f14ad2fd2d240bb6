import { currencyExponent } from '../../../core/money.ts';
import { cleanCell, isWrittenNone } from './text.ts';

export type DecimalSign = '.' | ',';

/** What an amount cell says. `minor` is whole minor units of `currency`, or of the table's currency where the cell names none. */
export type AmountReading =
  | {
      readonly kind: 'amount';
      readonly minor: number;
      readonly currency?: string;
      readonly symbol?: string;
      /** The decimal sign, where the way it is written leaves no doubt: `3,5`, `1.234,00`, `1,234,567`. */
      readonly proves?: DecimalSign;
      /** A single sign before three digits (`1.200`), read as parting thousands: only the other amounts can tell. */
      readonly open?: DecimalSign;
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable' };

const MISSING: AmountReading = { kind: 'missing' };
const UNREADABLE: AmountReading = { kind: 'unreadable' };

/** Signs and names of currencies in amounts. `$` alone is read as USD and said, since it may be another dollar. */
const CURRENCIES: Readonly<Record<string, string>> = {
  rm: 'MYR',
  '€': 'EUR',
  $: 'USD',
  us$: 'USD',
  s$: 'SGD',
  a$: 'AUD',
  nz$: 'NZD',
  hk$: 'HKD',
  c$: 'CAD',
  '£': 'GBP',
  '¥': 'JPY',
  '₹': 'INR',
  rp: 'IDR',
  '฿': 'THB',
  '₱': 'PHP',
  '₫': 'VND',
  r$: 'BRL',
  nt$: 'TWD',
  mx$: 'MXN',
  '₽': 'RUB',
  '₺': 'TRY',
  '₩': 'KRW',
  '₦': 'NGN',
  '₪': 'ILS',
  zł: 'PLN',
  kč: 'CZK',
};

const SCALES: Readonly<Record<string, number>> = {
  k: 3,
  tsd: 3,
  t: 3,
  m: 6,
  mn: 6,
  mio: 6,
  mil: 6,
  b: 9,
  bn: 9,
  mrd: 9,
  bil: 9,
};

const SHAPE =
  /^([+-]?)\s*(?:(\p{L}{1,3}\$|\p{L}{2,3}|\p{Sc})\.?)?\s*([+-]?)\s*(\d[\d.,' ]*|[.,]\d+)\s*(k|tsd|t|mn|mio|mil|m|bn|bil|b|mrd)?\.?\s*(\p{L}{3}|\p{L}{1,3}\$|\p{Sc}|rm|zł|kč)?$/iu;

/**
 * Reads an amount as people and CRMs write it: `RM 1,200.00`, `€1.200,00`, `$342.09K`, `(300)`, `1,23,456`, `1'234.50`.
 * `decimal` settles what a single sign before three digits means (`1,234`); without it that is a thousands separator.
 * Exact: digits are never turned into a float; more decimals than the currency has are rounded half away from zero.
 */
export function readAmount(text: string, tableCurrency: string, decimal?: DecimalSign): AmountReading {
  const cleaned = cleanCell(text)
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/[\u2019\u02bc]/g, "'");
  if (isWrittenNone(cleaned)) return MISSING;
  const inParentheses = /^\((.*)\)$/.exec(cleaned);
  const m = SHAPE.exec((inParentheses ? inParentheses[1] : cleaned).replace(/-$/, ''));
  if (!m) return UNREADABLE;
  const symbol = (m[2] ?? m[6])?.toLowerCase();
  const currency =
    symbol === undefined ? undefined : (CURRENCIES[symbol] ?? (/^[a-z]{3}$/.test(symbol) ? symbol.toUpperCase() : undefined));
  if (symbol !== undefined && currency === undefined) return UNREADABLE;
  const digits = splitDigits(m[4].trim(), decimal);
  if (!digits) return UNREADABLE;
  const scale = m[5] ? SCALES[m[5].toLowerCase()] : 0;
  const minor = exactMinor(digits.whole, digits.decimals, scale, currencyExponent(currency ?? tableCurrency));
  if (!Number.isSafeInteger(minor)) return UNREADABLE;
  const negative = Boolean(inParentheses) !== (m[1] === '-' || m[3] === '-' || cleaned.endsWith('-'));
  return {
    kind: 'amount',
    minor: negative && minor !== 0 ? -minor : minor,
    currency,
    symbol: symbol === '$' ? '$' : undefined,
    proves: digits.proves,
    open: scale === 0 ? digits.open : undefined,
  };
}

interface Digits {
  readonly whole: string;
  readonly decimals: string;
  readonly proves?: DecimalSign;
  readonly open?: DecimalSign;
}

/** Whole and decimal digits; undefined where the groups are no number (`1,2,3`, `12.34.5`). */
function splitDigits(number: string, decimal: DecimalSign | undefined): Digits | undefined {
  const compact = number.replace(/(?<=\d)[ '](?=\d{3}(?:\D|$))/g, '');
  if (/[ ']/.test(compact)) return undefined;
  const comma = compact.lastIndexOf(',');
  const dot = compact.lastIndexOf('.');
  const last = Math.max(comma, dot);
  if (last < 0) return { whole: compact, decimals: '' };
  const sign = compact[last] as DecimalSign;
  const once = compact.indexOf(sign) === last;
  const both = comma >= 0 && dot >= 0;
  const after = compact.length - last - 1;
  const certain = both ? once : once && (after !== 3 || last > 3 || last === 0 || /^0+$/.test(compact.slice(0, last)));
  const isDecimal = certain || (!both && once && decimal === sign);
  const whole = isDecimal ? compact.slice(0, last) : compact;
  if (!isGrouped(whole)) return undefined;
  const open = both || certain || !once || decimal !== undefined ? undefined : sign;
  const proves = certain ? sign : once ? undefined : sign === '.' ? ',' : '.';
  return { whole: whole.replace(/[.,]/g, '') || '0', decimals: isDecimal ? compact.slice(last + 1) : '', proves, open };
}

/** Thousands in threes, or the Indian form (two, two, three). */
function isGrouped(whole: string): boolean {
  return (
    /^\d*$/.test(whole) ||
    /^\d{1,3}(?:,\d{3})+$/.test(whole) ||
    /^\d{1,3}(?:\.\d{3})+$/.test(whole) ||
    /^\d{1,2}(?:,\d{2})*,\d{3}$/.test(whole)
  );
}

function exactMinor(whole: string, decimals: string, scale: number, exponent: number): number {
  const shift = scale + exponent;
  const kept = decimals.slice(0, shift).padEnd(shift, '0');
  const minor = BigInt(whole + kept) + (decimals.length > shift && decimals[shift] >= '5' ? 1n : 0n);
  return minor <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(minor) : Number.POSITIVE_INFINITY;
}
