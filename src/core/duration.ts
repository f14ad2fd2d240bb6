import { DAY_MS, HOUR_MS } from './moment.ts';

/** A length of time in milliseconds with the words it was written in. */
export interface Duration {
  readonly ms: number;
  readonly text: string;
}

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:m|min|mins|minutes?|minuten?)$/, 60_000],
  [/^(?:h|hrs?|hours?|std|stunden?)$/, HOUR_MS],
  [/^(?:d|days?|tag|tage|tagen)$/, DAY_MS],
  [/^(?:w|wks?|weeks?|wochen?)$/, 7 * DAY_MS],
  [/^(?:mo|months?|monate?n?)$/, 30 * DAY_MS],
  [/^(?:quarters?|quartale?n?)$/, 90 * DAY_MS],
  [/^(?:y|yrs?|years?|jahre?n?)$/, 365 * DAY_MS],
];

/**
 * Reads `24h`, `7 Tage`, `14 days`, `365d`, `1,5 h`. `null` for a written "none" (`N/A`, `-`, `–`, `n. a.`, `keine`, empty);
 * `undefined` when it can't be read. A month counts 30 days, a quarter 90, a year 365.
 */
export function parseDuration(text: string): Duration | null | undefined {
  const written = text.trim();
  if (/^(?:n\.?\s?\/?\s?a\.?|-|–|—|none|keine?r?|)$/i.test(written)) return null;
  const m = /^(\d+(?:[.,]\d+)?)\s*([\p{L}]+)\.?$/u.exec(written);
  if (!m) return undefined;
  const unit = UNITS.find(([name]) => name.test(m[2].toLowerCase()));
  return unit ? { ms: Math.round(Number(m[1].replace(',', '.')) * unit[1]), text: written } : undefined;
}
