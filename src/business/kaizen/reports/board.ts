import { formatDate } from '../../../core/moment.ts';
import type { Block, Tone } from '../../../core/report.ts';
import { type Language, wholeNumber } from '../../../core/text.ts';
import { momentOf } from '../duration-words.ts';
import type { ExperimentState } from '../experiment.ts';
import { entityTold } from '../given-words.ts';
import type { Listed } from '../listed.ts';
import { STATE_WORDS } from '../steps.ts';

/** Columns of the board; what is decided stands together. */
export const BOARD: readonly { readonly key: string; readonly states: readonly ExperimentState[] }[] = [
  { key: 'proposed', states: ['proposed'] },
  { key: 'active', states: ['active'] },
  { key: 'completed', states: ['completed'] },
  { key: 'decided', states: ['adopted', 'iterated', 'dropped'] },
];

/** What the columns are called. */
function columnWord(key: string, language: Language): string {
  if (key === 'decided') return language === 'de' ? 'Entschieden' : 'Decided';
  return STATE_WORDS[key as ExperimentState][language];
}

/** A column with the cards that are shown. */
interface Column {
  readonly key: string;
  readonly cards: readonly Listed[];
  /** Of all experiments in it. */
  readonly count: number;
}

/** The columns with so many cards at most: the newest of what is decided, all else in the order of the log. */
function columnsOf(experiments: Iterable<Listed>, most: number): Column[] {
  const all = BOARD.map(({ key, states }) => ({ key, states, own: [] as Listed[] }));
  const byState = new Map(all.flatMap(({ states, own }) => states.map((state) => [state, own] as const)));
  for (const one of experiments) byState.get(one.state)?.push(one);
  return all.map(({ key, states, own }) => ({
    key,
    cards: states.length > 1 ? own.slice(-most).reverse() : own.slice(0, most),
    count: own.length,
  }));
}

/** The board: a column a status, with the words that matter on each card. */
export function boardBlock(experiments: Iterable<Listed>, language: Language, most: number): Block {
  const de = language === 'de';
  return {
    kind: 'board',
    columns: columnsOf(experiments, most).map(({ key, cards, count }) => {
      const hidden = count - cards.length;
      const none = de ? 'Keiner.' : 'None.';
      const others = wholeNumber(hidden, language);
      const more = de
        ? `und ${others} ${hidden === 1 ? 'weiterer' : 'weitere'}: bizos kaizen list`
        : `and ${others} more: bizos kaizen list`;
      return {
        title: `${columnWord(key, language)} (${wholeNumber(count, language)})`,
        cards: cards.map((one) => ({
          label: one.id,
          title: one.title,
          notes: [whenOf(one, language), entityTold(one.entity ?? '–', language)],
          tone: toneOf(one),
        })),
        note: cards.length === 0 ? none : hidden > 0 ? more : undefined,
      };
    }),
  };
}

function toneOf({ overdue, state }: Listed): Tone | undefined {
  return overdue ? 'warn' : state === 'adopted' ? 'good' : state === 'dropped' ? 'quiet' : undefined;
}

function whenOf(one: Listed, language: Language): string {
  const de = language === 'de';
  if (one.state === 'active') {
    if (Number.isNaN(one.ends)) return de ? 'ohne Ende' : 'no end';
    return `${de ? 'bis' : 'to'} ${formatDate(one.ends, language)}${one.overdue ? (de ? ' (überfällig)' : ' (overdue)') : ''}`;
  }
  if (one.state === 'proposed' || one.state === 'completed') return dayTold(one.completed ?? one.date ?? '–', language);
  return `${STATE_WORDS[one.state][language]}${one.completed ? ` ${dayTold(one.completed, language)}` : ''}`;
}

/** A day of a log as people who read a language write it; what is none stays as it is written. */
function dayTold(written: string, language: Language): string {
  const day = momentOf(written);
  return Number.isNaN(day) ? written : formatDate(day, language);
}
