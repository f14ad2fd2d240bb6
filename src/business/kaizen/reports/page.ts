import { formatDate, formatMonth, parseIsoMoment, type WallMs } from '../../../core/moment.ts';
import type { Block, Report } from '../../../core/report.ts';
import { counted, type Language, wholeNumber } from '../../../core/text.ts';
import type { Named } from '../company-names.ts';
import { isoDay } from '../duration-words.ts';
import type { Listed } from '../listed.ts';
import { STATE_WORDS } from '../steps.ts';
import { type LogTallies, type Tally, tallied } from '../tallies.ts';
import { boardBlock } from './board.ts';
import { tallyBlocks } from './tally-blocks.ts';

/** Experiments past their time, and those without a decision, that the page names at most. */
const WAITING_MAX = 20;

/** Learnings on the page at most, the newest first. */
const LEARNINGS_MAX = 40;

/** The page of the kaizen logs: what waits, the board, what was decided, what was learned, the numbers. */
export function kaizenPage(experiments: Iterable<Listed>, entities: readonly Named[], now: WallMs, language: Language): Report {
  const de = language === 'de';
  const tallies = tallied(experiments, entities);
  const overdue: Listed[] = [];
  const undecided: Listed[] = [];
  const learned: Listed[] = [];
  let running = 0;
  for (const one of experiments) {
    const { state } = one;
    if (state === 'active') running++;
    if (one.overdue) overdue.push(one);
    if (state === 'completed') undecided.push(one);
    if (one.hasLearning) learned.push(one);
  }
  const blocks: Block[] = [
    { kind: 'text', text: leadOf(tallies.all, running, language) },
    ...waitingBlocks(overdue, undecided, language),
    { kind: 'heading', text: de ? 'Tafel' : 'Board' },
    boardBlock(experiments, language, 10),
    ...decidedBlocks(tallies, language),
    ...learningBlocks(learned, language),
    { kind: 'heading', text: de ? 'In Zahlen' : 'In numbers' },
    ...tallyBlocks(tallies, language),
  ];
  return { title: 'Kaizen', subtitle: formatDate(now, language), language, blocks };
}

/** What waits, the experiments past their time first; of many the first of each, and how to see the others. */
function waitingBlocks(overdue: readonly Listed[], undecided: readonly Listed[], language: Language): Block[] {
  if (overdue.length + undecided.length === 0) return [];
  const de = language === 'de';
  const note = (hidden: number, command: string): string[] =>
    hidden > 0 ? [`${counted(hidden, 'more', 'more', 'weiterer', 'weitere')[language]}: ${command}`] : [];
  const notes = [
    ...note(overdue.length - WAITING_MAX, 'bizos kaizen list --overdue'),
    ...note(undecided.length - WAITING_MAX, 'bizos kaizen list --status to-decide'),
  ];
  return [
    {
      kind: 'findings',
      title: de ? 'Was auf jemanden wartet' : 'What waits for somebody',
      items: [
        ...overdue.slice(0, WAITING_MAX).map((one) => ({
          severity: 'medium' as const,
          title: `${one.id} ${one.title}`,
          detail: de
            ? `läuft seit ${formatDate(one.ends, language)} über seine Zeit`
            : `past its time since ${formatDate(one.ends, language)}`,
          place: `${one.file}:${one.line}`,
        })),
        ...undecided.slice(0, WAITING_MAX).map((one) => ({
          severity: 'low' as const,
          title: `${one.id} ${one.title}`,
          detail: de ? 'hat ein Ergebnis und keine Entscheidung' : 'has a result and no decision',
          place: `${one.file}:${one.line}`,
        })),
      ],
      hiddenNote: notes.length > 0 ? notes.join(' · ') : undefined,
    },
  ];
}

function leadOf({ total, adopted, iterated, dropped }: Tally, running: number, language: Language): string {
  const de = language === 'de';
  const number = (count: number): string => wholeNumber(count, language);
  const decided = adopted + iterated + dropped;
  if (total === 0)
    return de
      ? 'Noch kein Versuch. Der erste ist ein Satz: Wenn wir … dann … weil …'
      : 'No experiment yet. The first is one sentence: If we … then … because …';
  const all = counted(total, 'experiment', 'experiments', 'Versuch', 'Versuche')[language];
  return de
    ? `${all}: ${number(running)} ${running === 1 ? 'läuft' : 'laufen'}, ${number(decided)} ${decided === 1 ? 'ist' : 'sind'} entschieden, ${number(adopted)} davon übernommen.`
    : `${all}: ${number(running)} running, ${number(decided)} decided, ${number(adopted)} of them adopted.`;
}

/** What came of the decided experiments of each month. No log says the day of a decision: the month is that of the result. */
function decidedBlocks({ all: { adopted, iterated, dropped }, months }: LogTallies, language: Language): Block[] {
  if (months.length === 0) return [];
  const found = new Map(months.map((one) => [one.month, one]));
  const all = everyMonth(months[0].month, months[months.length - 1].month);
  const de = language === 'de';
  const count = (some: LogTallies['months']): number => some.reduce((sum, one) => sum + one.adopted + one.iterated + one.dropped, 0);
  const undated = adopted + iterated + dropped - count(months);
  const older = count(months.filter(({ month }) => month < all[0]));
  return [
    { kind: 'heading', text: de ? 'Was entschieden wurde' : 'What was decided' },
    {
      kind: 'trend',
      title: de ? 'Entschiedene Versuche nach dem Monat ihres Ergebnisses' : 'Decided experiments by the month of their result',
      stacked: true,
      series: (['adopted', 'iterated', 'dropped'] as const).map((state) => ({
        label: STATE_WORDS[state][language],
        tone: DECIDED[state],
        points: all.map((month) => [formatMonth(parseIsoMoment(`${month}-01`), language), found.get(month)?.[state] ?? 0]),
      })),
    },
    ...(older > 0 ? [{ kind: 'text' as const, tone: 'quiet' as const, text: olderText(older, all, language) }] : []),
    ...(undated > 0 ? [{ kind: 'text' as const, tone: 'quiet' as const, text: undatedText(undated, language) }] : []),
  ];
}

/** Says which months are drawn, where older ones are left out. */
function olderText(older: number, drawn: readonly string[], language: Language): string {
  const [from, to] = [drawn[0], drawn[drawn.length - 1]].map((month) => formatMonth(parseIsoMoment(`${month}-01`), language));
  const one = older === 1;
  const count = wholeNumber(older, language);
  if (language === 'de')
    return `Gezeigt sind die ${drawn.length} Monate von ${from} bis ${to}; ${count} ${one ? 'entschiedener Versuch ist älter und steht' : 'entschiedene Versuche sind älter und stehen'} nicht darin.`;
  return `Shown are the ${drawn.length} months from ${from} to ${to}; ${count} decided ${one ? 'experiment is older and is' : 'experiments are older and are'} not among them.`;
}

function undatedText(undated: number, language: Language): string {
  const one = undated === 1;
  const count = wholeNumber(undated, language);
  if (language === 'de')
    return `${count} ${one ? 'entschiedener Versuch nennt' : 'entschiedene Versuche nennen'} keinen Tag des Ergebnisses und ${one ? 'steht' : 'stehen'} in keinem Monat.`;
  return `${count} decided ${one ? 'experiment names' : 'experiments name'} no day of the result and ${one ? 'stands' : 'stand'} in no month.`;
}

const DECIDED = { adopted: 'good', iterated: 'plain', dropped: 'quiet' } as const;

/** Months from one to another, both included; the last two years at most. */
function everyMonth(first: string, last: string): string[] {
  const at = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
  const [from, to] = [Math.max(at(first), at(last) - 23), at(last)];
  return Array.from(
    { length: to - from + 1 },
    (_, k) => `${Math.floor((from + k) / 12)}-${String(((from + k) % 12) + 1).padStart(2, '0')}`,
  );
}

function learningBlocks(experiments: readonly Listed[], language: Language): Block[] {
  const learned = experiments
    .map((one) => ({ one, completed: isoDay(one.completed ?? '') }))
    // Of one day, what stands further below in the log is the later one.
    .reverse()
    .sort((a, b) => (a.completed < b.completed ? 1 : a.completed > b.completed ? -1 : 0));
  if (learned.length === 0) return [];
  const de = language === 'de';
  const more = learned.length - LEARNINGS_MAX;
  return [
    { kind: 'heading', text: de ? 'Was gelernt wurde' : 'What was learned' },
    {
      kind: 'table',
      columns: [
        { label: de ? 'Versuch' : 'Experiment' },
        { label: de ? 'Erkenntnis' : 'Learning', flexible: true },
        { label: de ? 'Entscheidung' : 'Decision' },
      ],
      rows: learned
        .slice(0, LEARNINGS_MAX)
        .map(({ one }) => [one.id, (one.learning ?? '').replace(/\s+/g, ' '), STATE_WORDS[one.state][language]]),
    },
    ...(more > 0
      ? [
          {
            kind: 'text' as const,
            tone: 'quiet' as const,
            text: `… ${de ? 'und' : 'and'} ${counted(more, 'earlier one', 'earlier ones', 'frühere', 'frühere')[language]}: bizos search ${de ? 'WORT' : 'WORD'}`,
          },
        ]
      : []),
  ];
}
