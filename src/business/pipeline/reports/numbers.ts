import type { Metric } from '../../../core/metric.ts';
import { formatMoneyShort } from '../../../core/money.ts';
import { decimalNumber, type Language, wholeNumber } from '../../../core/text.ts';
import { say } from './words.ts';

/** `1 day`, `14 days`; fractions with one decimal. */
export function daysIn(language: Language, n: number): string {
  return say(language, n === 1 ? 'day' : 'days', { n: decimalNumber(n, Number.isInteger(n) ? 0 : 1, language) });
}

/** A share from 0 to 1 in whole percent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A metric's number in the reader's form. */
export function metricNumber(metric: Pick<Metric, 'unit' | 'currency'>, value: number, language: Language): string {
  const currency = metric.currency ?? 'XXX';
  switch (metric.unit) {
    case 'ratio':
      return `${decimalNumber(value * 100, 1, language)} %`;
    case 'money':
      return formatMoneyShort({ minor: value, currency }, language);
    case 'money/day':
      return say(language, 'perDay', { n: formatMoneyShort({ minor: value, currency }, language) });
    case 'days':
      return daysIn(language, value);
    case 'hours':
      return `${decimalNumber(value, 1, language)} h`;
    case 'index':
      return decimalNumber(value, 3, language);
    case 'count':
      return wholeNumber(value, language);
    default:
      return decimalNumber(value, 1, language);
  }
}
