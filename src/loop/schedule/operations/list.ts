import * as z from 'zod/mini';
import type { Block, Report } from '../../../core/report.ts';
import { leasePlace } from '../../../guard/sessions/place.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { momentWords } from '../../approvals/moment-words.ts';
import { readLedger } from '../../ledger/read.ts';
import { dueRuns } from '../due.ts';
import { type OpenSchedule, openSchedule, runsIn } from '../opened.ts';
import type { ScheduledRow } from '../read.ts';
import { TurnBook } from '../turn-book.ts';
import { knownOf, type Turn } from '../turns.ts';
import { nextDue } from '../when.ts';

const input = z.object({ agent: z.optional(z.string()) });

interface Line {
  readonly row: ScheduledRow;
  readonly next?: number;
  readonly last?: number;
  readonly due?: number;
  readonly turn?: Turn;
}

/** `bizos schedule list`. */
export const scheduleList: Operation<typeof input> = {
  name: 'schedule list',
  summary: { en: 'When which agent runs next, and ran last.', de: 'Wann welcher Agent wieder läuft und zuletzt lief.' },
  about: {
    en: 'Times come from the "Schedule" tables of AGENT_GOALS.md and are read in the tree’s time zone.',
    de: 'Die Zeiten kommen aus den Tabellen „Schedule“ der AGENT_GOALS.md und gelten in der Zeitzone des Baums.',
  },
  effect: 'reads',
  input,
  fields: { agent: { value: 'AGENT', help: { en: 'rows of this agent only', de: 'nur Zeilen dieses Agenten' } } },
  examples: [{ command: 'bizos schedule list', does: { en: 'every row with its next time', de: 'jede Zeile mit ihrer nächsten Zeit' } }],
  async run(context, { agent }) {
    const open = await openSchedule(context, agent);
    const { root, schedule, timeZone } = open;
    const book = await TurnBook.open(leasePlace(root, context), true);
    const turns = book.known();
    const { entries } = readLedger(root);
    const now = context.now();
    const rows = schedule.entries.filter((row) => agent === undefined || row.agent === agent);
    const known = knownOf(turns, (key) => runsIn(entries, rows.find((row) => row.key === key) as ScheduledRow));
    const waiting = new Map(
      dueRuns(
        rows.filter(({ meaning }) => meaning),
        known,
        now,
        timeZone,
        schedule.cron,
      ).map(({ entry, due }) => [entry.key, due]),
    );
    const lines = rows.map((row): Line => {
      const ran = [...runsIn(entries, row), ...(turns[row.key]?.state === 'ran' ? [turns[row.key].at ?? 0] : [])];
      return {
        row,
        ...(row.meaning && { next: nextDue(row.when, now, timeZone, schedule.cron) }),
        ...(ran.length > 0 && { last: Math.max(...ran) }),
        ...(waiting.has(row.key) && { due: waiting.get(row.key) }),
        ...(turns[row.key] && { turn: turns[row.key] }),
      };
    });
    return {
      exit: schedule.problems.some(({ level }) => level === 'error') ? 1 : 0,
      json: () => ({
        schema: 'bizos.schedule/1',
        timeZone,
        rows: lines.map(jsonLine),
        problems: schedule.problems,
      }),
      report: () => report(open, lines),
    };
  },
};

function jsonLine({ row, next, last, due, turn }: Line): object {
  const iso = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());
  const { agent, what, text, file, line, meaning } = row;
  return {
    agent,
    what,
    when: text,
    file,
    line,
    scans: meaning?.scans ?? [],
    kinds: meaning?.kinds ?? [],
    next: iso(next),
    last: iso(last),
    due: iso(due),
    state: turn?.state ?? null,
    tries: turn?.tries ?? 0,
  };
}

function report({ language, timeZone, schedule, names }: OpenSchedule, lines: readonly Line[]): Report {
  const de = language === 'de';
  const at = (moment: number | undefined): string => (moment === undefined ? '–' : momentWords(moment, timeZone));
  const blocks: Block[] = [];
  if (lines.length === 0)
    blocks.push({
      kind: 'text',
      tone: 'quiet',
      text: de
        ? 'Kein Agent in AGENT_GOALS.md hat eine Tabelle „Schedule“ (What | When).'
        : 'No agent in AGENT_GOALS.md has a "Schedule" table (What | When).',
    });
  else
    blocks.push({
      kind: 'table',
      columns: [
        { label: de ? 'Agent' : 'Agent' },
        { label: de ? 'Was' : 'What', flexible: true },
        { label: de ? 'Wann' : 'When', flexible: true },
        { label: de ? 'Nächstes Mal' : 'Next' },
      ],
      rows: lines.map(({ row, next, due }) => [
        row.agent,
        row.what,
        row.text,
        due === undefined ? at(next) : de ? 'jetzt fällig' : 'due now',
      ]),
    });
  const ran = lines.filter(({ last }) => last !== undefined);
  if (ran.length > 0)
    blocks.push({
      kind: 'facts',
      items: ran.map(({ row, last }) => ({ label: `${row.agent}: ${row.what}`, value: de ? `zuletzt ${at(last)}` : `last ${at(last)}` })),
    });
  const failed = lines.filter(({ turn }) => turn?.state === 'failed');
  for (const { row, turn } of failed)
    blocks.push({
      kind: 'text',
      tone: 'warn',
      text: de
        ? `${row.agent}, „${row.what}“: ${turn?.tries}-mal gescheitert, zuletzt ${at(turn?.at)}; wird wieder versucht.`
        : `${row.agent}, "${row.what}": failed ${turn?.tries === 1 ? 'once' : `${turn?.tries} times`}, last ${at(turn?.at)}; it is tried again.`,
    });
  if (schedule.problems.length > 0) blocks.push({ kind: 'problems', items: schedule.problems });
  if (schedule.problems.some(({ code }) => code === 'schedule-unknown'))
    blocks.push({ kind: 'text', tone: 'quiet', text: `${de ? 'Es gibt' : 'There is'}: ${names.join(', ')}` });
  return { title: de ? 'Zeitplan' : 'Schedule', subtitle: timeZone, language, blocks };
}
