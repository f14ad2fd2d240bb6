import type { Problem } from '../../core/problem.ts';
import type { AgentGoals } from '../../tree/kinds/agent-goals.ts';
import { labelKey } from '../../tree/tables.ts';
import { type AgentPolicy, holidaysOf } from '../policy/policy.ts';
import { loadCron, noCron } from './cron.ts';
import type { ScheduleEntry } from './due.ts';
import { type Meaning, meaningOf, type Nameable } from './meaning.ts';
import { type CronNext, parseWhen } from './when.ts';

/** A row of an agent's schedule whose time can be read. */
export interface ScheduledRow extends ScheduleEntry {
  /** What it does, as `labelKey` makes it: its name in the ledger. */
  readonly row: string;
  /** Its time as written. */
  readonly text: string;
  readonly file: string;
  readonly line: number;
  /** Undefined: nothing here knows what it means; it isn't run. */
  readonly meaning?: Meaning;
}

/** A workspace, as far as a schedule is read from it. */
interface ReadDocuments {
  documents<T>(kind: string): readonly { readonly path: string; readonly value: T }[];
}

/** The schedule of a tree. */
export interface Schedule {
  readonly entries: readonly ScheduledRow[];
  readonly problems: readonly Problem[];
  readonly cron: CronNext;
}

/**
 * The rows of every agent's `Schedule` table; working days leave out the holidays that all companies of the tree have. A row whose time can't be read is a problem with its line; so is one whose name no scan and no
 * action kind goes by. Neither is run.
 */
export async function readSchedule(workspace: ReadDocuments, known: Nameable): Promise<Schedule> {
  const problems: Problem[] = [];
  const rows = workspace
    .documents<AgentGoals>('agent-goals')
    .flatMap(({ path, value }) =>
      value.agents.flatMap((agent) => agent.schedule.map((row) => ({ ...row, agent: agent.slug, file: path }))),
    );
  const policy = workspace.documents<AgentPolicy>('agent-policy')[0]?.value;
  const holidays = policy ? holidaysOf(policy) : [];
  const parsed = rows.map((row) => ({ row, when: parseWhen(row.when, holidays) }));
  const cron = parsed.some(({ when }) => typeof when === 'object' && when.kind === 'cron') ? await loadCron() : noCron;
  const entries: ScheduledRow[] = [];
  for (const { row, when } of parsed) {
    const key = `${row.agent}/${labelKey(row.what)}`;
    if (typeof when === 'string') problems.push(unreadable(row, when === 'time-missing'));
    else if (when.kind === 'cron' && !isTime(cron, when.words)) problems.push(unreadable(row, false));
    else if (entries.some((one) => one.key === key)) problems.push(twice(row));
    else {
      const meaning = meaningOf(row.what, known);
      if (!meaning) problems.push(unknown(row));
      const { agent, what, file, line } = row;
      entries.push({ key, agent, what, row: labelKey(what), when, text: row.when, file, line, ...(meaning && { meaning }) });
    }
  }
  return { entries, problems, cron };
}

function isTime(cron: CronNext, words: string): boolean {
  try {
    return Number.isFinite(cron(words, 0, 'UTC'));
  } catch {
    return false;
  }
}

interface Row {
  readonly what: string;
  readonly when: string;
  readonly file: string;
  readonly line: number;
}

function unreadable({ what, when, file, line }: Row, time: boolean): Problem {
  return {
    code: 'schedule-time',
    level: 'error',
    place: { file, line },
    message: {
      en: `"${when}" for "${what}" ${time ? 'has no time of day' : 'can not be read as a time'}; it is not run.`,
      de: `„${when}“ für „${what}“ ${time ? 'hat keine Uhrzeit' : 'ist nicht als Zeit lesbar'}; es läuft nicht.`,
    },
    remedy: {
      en: 'Write it like "working days 08:00", "Monday 08:30", "first working day of the month 09:00" or "0 8 * * 1-5".',
      de: 'Schreibe es wie „Arbeitstage 08:00“, „montags 08:30“, „erster Arbeitstag des Monats 09:00“ oder „0 8 * * 1-5“.',
    },
  };
}

function twice({ what, file, line }: Row): Problem {
  return {
    code: 'schedule-twice',
    level: 'warning',
    place: { file, line },
    message: {
      en: `"${what}" stands in the schedule twice; the first row counts.`,
      de: `„${what}“ steht zweimal im Zeitplan; die erste Zeile gilt.`,
    },
    remedy: { en: 'Keep one row, or name them apart.', de: 'Lass eine Zeile stehen, oder benenne sie verschieden.' },
  };
}

function unknown({ what, file, line }: Row): Problem {
  return {
    code: 'schedule-unknown',
    level: 'note',
    place: { file, line },
    message: {
      en: `Nothing here goes by the name "${what}"; it is not run.`,
      de: `Hier heißt nichts „${what}“; es läuft nicht.`,
    },
    remedy: {
      en: 'Name a scan or a summary: bizos schedule list shows what there is.',
      de: 'Nenne einen Scan oder einen Bericht: bizos schedule list zeigt, was es gibt.',
    },
  };
}
