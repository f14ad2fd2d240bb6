import type { Tone } from '../../core/report.ts';
import type { Language, Text } from '../../core/text.ts';
import { momentWords } from '../approvals/moment-words.ts';
import { MISSED_MAX } from './due.ts';
import type { DueOutcome } from './run-due.ts';

const RESULT: Readonly<Record<DueOutcome['result'], Text>> = {
  ran: { en: 'ran', de: 'lief' },
  failed: { en: 'failed', de: 'gescheitert' },
  held: { en: 'held', de: 'belegt' },
  elsewhere: { en: 'elsewhere', de: 'anderswo' },
  later: { en: 'later', de: 'später' },
  paused: { en: 'paused', de: 'angehalten' },
  due: { en: 'due', de: 'fällig' },
};

const TONE: Readonly<Record<DueOutcome['result'], Tone>> = {
  ran: 'good',
  failed: 'bad',
  held: 'warn',
  elsewhere: 'plain',
  later: 'warn',
  paused: 'warn',
  due: 'plain',
};

/** The result in a word, and how it stands. */
export function resultWord({ result }: Pick<DueOutcome, 'result'>, language: Language): { readonly word: string; readonly tone: Tone } {
  return { word: RESULT[result][language], tone: TONE[result] };
}

/** `made up: was due 2026-11-20 08:00, and 3 times before`; undefined for a run in its time. */
export function madeUp({ late, due, missed }: Pick<DueOutcome, 'late' | 'due' | 'missed'>, timeZone: string): Text | undefined {
  if (!late) return undefined;
  const at = momentWords(due, timeZone);
  const many = missed >= MISSED_MAX;
  const times = {
    en: missed === 1 ? 'once' : `${many ? 'at least ' : ''}${missed} times`,
    de: `${many ? 'mindestens ' : ''}${missed}-mal`,
  };
  return {
    en: `made up: was due ${at}${missed > 0 ? `, and missed ${times.en} before` : ''}`,
    de: `nachgeholt: war fällig ${at}${missed > 0 ? `, und davor ${times.de} versäumt` : ''}`,
  };
}

/** One line for a log. */
export function outcomeLine(one: DueOutcome, timeZone: string): Text {
  const made = madeUp(one, timeZone);
  const line = (language: Language): string =>
    `${one.entry.agent}, ${one.entry.what}: ${RESULT[one.result][language]} – ${one.says[language]}${made ? ` (${made[language]})` : ''}`;
  return { en: line('en'), de: line('de') };
}
