import { decimalNumber, type Language, wholeNumber } from './text.ts';

/** Integer minor units (sen, cent) of one currency (ISO 4217 code; `XXX` where none is known). Never a float. */
export interface Money {
  readonly minor: number;
  readonly currency: string;
}

/** ISO 4217: currencies whose minor unit is not a hundredth. */
const EXPONENTS: Readonly<Record<string, number>> = {
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};

/** Decimals of a currency's minor unit (ISO 4217), 2 where nothing else is known. */
export function currencyExponent(currency: string): number {
  return EXPONENTS[currency] ?? 2;
}

const SYMBOLS: Readonly<Record<string, string>> = { MYR: 'RM', EUR: '€', USD: '$', GBP: '£', SGD: 'S$', JPY: '¥', INR: '₹', XXX: '' };

/** `RM 1,234.50`, `1.234,50 €`. */
export function formatMoney(money: Money, language: Language): string {
  const exponent = currencyExponent(money.currency);
  return withSymbol(decimalNumber(money.minor / 10 ** exponent, exponent, language), money.currency, language);
}

/** Short form for tables: `RM 20.5M`, `20,5 Mio. €`. Rounded half away from zero; three significant digits. */
export function formatMoneyShort(money: Money, language: Language): string {
  const units = money.minor / 10 ** currencyExponent(money.currency);
  const size = Math.abs(units);
  const steps: [number, string, string][] = [
    [1e9, 'B', ' Mrd.'],
    [1e6, 'M', ' Mio.'],
    [1e3, 'k', ' Tsd.'],
  ];
  for (const [step, en, de] of steps) {
    // 999,950 shows as 1.00M, not as 1000k
    if (size >= step * 0.9995) {
      const scaled = units / step;
      const digits = Math.abs(scaled) >= 99.95 ? 0 : Math.abs(scaled) >= 9.995 ? 1 : 2;
      return withSymbol(decimalNumber(scaled, digits, language) + (language === 'de' ? de : en), money.currency, language);
    }
  }
  return withSymbol(wholeNumber(units, language), money.currency, language);
}

function withSymbol(number: string, currency: string, language: Language): string {
  const symbol = SYMBOLS[currency] ?? currency;
  if (!symbol) return number;
  if (language === 'de') return `${number} ${symbol}`;
  const sign = number.startsWith('-') ? '-' : '';
  const tight = symbol.length === 1;
  return `${sign}${symbol}${tight ? '' : ' '}${sign ? number.slice(1) : number}`;
}
