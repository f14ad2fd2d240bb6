import type { Language } from '../core/text.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Language of the locale (LC_ALL, LC_MESSAGES, LANG); en where it is neither of those that BizOS speaks. */
export function localeOf(environment: Environment): Language {
  return /^de/i.test(environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '') ? 'de' : 'en';
}

/** The moment now, milliseconds since the epoch; BIZOS_NOW (an ISO instant) stops the clock for tests and demonstrations. */
export function clock(environment: Environment): number {
  const stopped = environment.BIZOS_NOW ? Date.parse(environment.BIZOS_NOW) : Number.NaN;
  return Number.isNaN(stopped) ? Date.now() : stopped;
}
