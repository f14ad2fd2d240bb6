import type { Autonomy } from '../../core/action.ts';
import { parseDuration } from '../../core/duration.ts';
import { SEVERITIES, type Severity } from '../../core/finding.ts';
import { parseIsoMoment } from '../../core/moment.ts';
import type { Place, Problem } from '../../core/problem.ts';
import { channelsIn } from '../../net/channel-table.ts';
import type { ParsedDocument } from '../../tree/document.ts';
import type { KindReading } from '../../tree/kinds.ts';
import { findTables, incompleteProblem, incompleteTables, labelKey, rowProblem } from '../../tree/tables.ts';
import { ALERT, CHANNEL_WORDS, DAYS, GATE, HOLIDAY, MODEL_WORDS, QUIET, SETTING, SETTINGS, SILENCE } from './columns.ts';
import { modelOf } from './model-table.ts';
import type { AgentPolicy, AlertRow, GateRow, HolidayRow, LoopSettings, QuietRow } from './policy.ts';

const SEVERITY_WORDS: Readonly<Record<string, Severity>> = {
  ...Object.fromEntries(SEVERITIES.map((word) => [word, word])),
  hinweis: 'info',
  niedrig: 'low',
  mittel: 'medium',
  hoch: 'high',
  kritisch: 'critical',
};

/** A cell that says nothing: empty, a dash, `none`, `never`. */
const NOTHING = /^(?:|[-–—]|none|never|any|nie|keine?r?|beliebig)$/i;

/** Reads `AGENT_POLICY.md`. A row that can't be read is a problem with its line and counts as not there; nothing is guessed for it. */
export function read(document: ParsedDocument): KindReading<AgentPolicy> {
  const problems: Problem[] = [];
  const { value: channels, problems: wrong } = channelsIn(document, labelKey);
  problems.push(...wrong);
  const value: AgentPolicy = {
    alerts: readAlerts(document, problems),
    silences: findTables(document, SILENCE, ['source', 'target']).flatMap(({ rows }) =>
      rows.map(({ cells, place }) => ({ source: cells.source, target: cells.target, line: place.line ?? 0 })),
    ),
    quiet: readQuiet(document, problems),
    holidays: readHolidays(document, problems),
    channels,
    gates: readGates(document, problems),
    ...modelOf(document, problems),
    ...readSettings(document, problems),
  };
  for (const [columns, marks, needed] of [
    [ALERT, ['rule'], ['rule', 'for', 'clear', 'repeat', 'from']],
    [GATE, ['action', 'phase'], ['action', 'entity', 'phase', 'approvals', 'daily']],
  ] as const)
    for (const table of incompleteTables(document, columns as Record<string, readonly string[]>, marks, needed))
      problems.push(incompleteProblem(document.path, table));
  for (const setting of ['alertChannel', 'approvalChannel'] as const) {
    const told = value.settings[setting];
    if (told === undefined || channels.some(({ name }) => name === told)) continue;
    problems.push(noSuchChannel({ file: document.path, line: value.settingLines?.[setting] }, told));
  }
  return { value, problems };
}

function readAlerts(document: ParsedDocument, problems: Problem[]): AlertRow[] {
  const found: AlertRow[] = [];
  for (const { rows } of findTables(document, ALERT, ['rule', 'for', 'clear', 'repeat', 'from'])) {
    for (const { cells, place } of rows) {
      const [forMs, clearMs] = [span(cells.for), span(cells.clear)];
      const repeat = NOTHING.test(cells.repeat.trim()) ? null : span(cells.repeat);
      const from = SEVERITY_WORDS[labelKey(cells.from)];
      if (forMs === undefined || clearMs === undefined || repeat === undefined || from === undefined)
        problems.push(wrongRow('policy-alert', place, cells.rule, '"| * | 0 h | 24 h | 7 days | medium |"'));
      else if (found.some(({ rule }) => rule === cells.rule)) problems.push(twice(place, cells.rule));
      else found.push({ rule: cells.rule, forMs, clearMs, repeatMs: repeat, from, line: place.line ?? 0 });
    }
  }
  return found;
}

function readQuiet(document: ParsedDocument, problems: Problem[]): QuietRow[] {
  return findTables(document, QUIET, ['days', 'from', 'to']).flatMap(({ rows }) =>
    rows.flatMap(({ cells, place }) => {
      const days = daysOf(cells.days);
      const [from, to] = [minuteOf(cells.from), minuteOf(cells.to)];
      const unless = NOTHING.test(cells.unless.trim()) ? null : SEVERITY_WORDS[labelKey(cells.unless)];
      if (days && from !== undefined && to !== undefined && unless !== undefined)
        return [{ days, from, to, unless, line: place.line ?? 0 }];
      problems.push(wrongRow('policy-quiet', place, cells.days, '"| daily | 20:00 | 07:30 | critical |"'));
      return [];
    }),
  );
}

function readHolidays(document: ParsedDocument, problems: Problem[]): HolidayRow[] {
  return findTables(document, HOLIDAY, ['date', 'name']).flatMap(({ rows }) =>
    rows.flatMap(({ cells, place }) => {
      const date = cells.date.trim();
      const entity = cells.entity.trim().toLowerCase() || '*';
      if (date === '' && cells.name === '') return [];
      if (/^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(parseIsoMoment(date)))
        return [{ date, name: cells.name, entity, line: place.line ?? 0 }];
      problems.push(wrongRow('policy-holiday', place, `${date} ${cells.name}`.trim(), '"| 2026-08-31 | National Day | * |"'));
      return [];
    }),
  );
}

function readGates(document: ParsedDocument, problems: Problem[]): GateRow[] {
  const found: GateRow[] = [];
  for (const { rows } of findTables(document, GATE, ['action', 'entity', 'phase', 'approvals', 'daily'])) {
    for (const { cells, place } of rows) {
      const phase = Number(cells.phase);
      const approvals = Number(cells.approvals);
      const daily = NOTHING.test(cells.daily.trim()) ? null : Number(cells.daily);
      const outside = /^(?:yes|ja|x|✓)$/i.test(cells.outside.trim())
        ? true
        : NOTHING.test(cells.outside.trim()) || /^(?:no|nein)$/i.test(cells.outside.trim())
          ? false
          : undefined;
      const entity = cells.entity.toLowerCase();
      const counts = (n: number, least: number): boolean => Number.isSafeInteger(n) && n >= least;
      if (
        cells.action === '' ||
        entity === '' ||
        ![1, 2, 3].includes(phase) ||
        !counts(approvals, 1) ||
        cells.approvals === '' ||
        (daily !== null && !counts(daily, 0)) ||
        outside === undefined
      )
        problems.push(wrongRow('policy-gate', place, cells.action, '"| follow-up-mail | * | 2 | 10 | 20 | no |"'));
      else if (found.some((row) => row.action === cells.action && row.entity === entity))
        problems.push(twice(place, `${cells.action} ${entity}`));
      else found.push({ action: cells.action, entity, phase: phase as Autonomy, approvals, daily, outside, line: place.line ?? 0 });
    }
  }
  return found;
}

function readSettings(document: ParsedDocument, problems: Problem[]): Pick<AgentPolicy, 'settings' | 'settingLines'> {
  const found: Record<string, number | string> = {};
  const lines: Record<string, number | undefined> = {};
  const tables = findTables(document, { ...SETTING, channel: CHANNEL_WORDS, model: MODEL_WORDS }, ['setting', 'value']);
  // Tables of channels and of the model have settings of their own.
  for (const { rows, line } of tables.filter(({ columns }) => !columns.has('channel') && !columns.has('model'))) {
    lines.table ??= line;
    for (const { cells, place } of rows) {
      const known = Object.entries(SETTINGS).find(([, { names }]) => (names as readonly string[]).includes(labelKey(cells.setting)));
      if (!known) {
        problems.push({ ...wrongRow('policy-setting', place, cells.setting, '"| Approval expires after | 24 h |"'), level: 'warning' });
        continue;
      }
      const [key, { holds }] = known;
      const value = holds === 'duration' ? span(cells.value) : holds === 'number' ? Number(cells.value) : cells.value.trim();
      const good = typeof value === 'string' ? value !== '' : value !== undefined && value > 0 && Number.isSafeInteger(value);
      lines[key] = place.line;
      if (good) found[key] = value as number | string;
      else
        problems.push(
          wrongRow(
            'policy-setting',
            place,
            cells.setting,
            holds === 'duration' ? '"| Approval expires after | 24 h |"' : '"| Attempts to send | 5 |"',
          ),
        );
    }
  }
  return { settings: found as Partial<LoopSettings>, settingLines: lines };
}

/** Milliseconds of a length of time; nought for a written nothing, undefined where it can't be read. */
function span(cell: string): number | undefined {
  const found = parseDuration(cell);
  return found === null ? 0 : found?.ms;
}

/** Minute of the day of `07:30`. */
function minuteOf(cell: string): number | undefined {
  const m = /^(\d{1,2})[:.](\d{2})$/.exec(cell.trim());
  return m && Number(m[1]) < 24 && Number(m[2]) < 60 ? Number(m[1]) * 60 + Number(m[2]) : undefined;
}

/** `Mon–Fri`, `Sat, Sun`, `daily`. */
function daysOf(cell: string): readonly number[] | undefined {
  const days = new Set<number>();
  for (const part of labelKey(cell).split(/\s*[,;]\s*/)) {
    const [first, last] = part.split(/\s*-\s*/).map((word) => DAYS[word.replace(/\.$/, '')]);
    if (!first) return undefined;
    if (!part.includes('-')) for (const day of first) days.add(day);
    else if (!last || first.length !== 1 || last.length !== 1) return undefined;
    else
      for (let day = first[0]; ; day = (day + 1) % 7) {
        days.add(day);
        if (day === last[0]) break;
      }
  }
  return [...days].sort();
}

function wrongRow(code: string, place: Place, name: string, example: string): Problem {
  return rowProblem(
    code,
    place,
    `The row "${name}" can not be read; it counts as not there.`,
    `Die Zeile „${name}“ ist nicht lesbar; sie gilt als nicht vorhanden.`,
    example,
  );
}

function twice(place: Place, name: string): Problem {
  return rowProblem(
    'policy-twice',
    place,
    `There are two rows for "${name}"; the first counts.`,
    `Es gibt zwei Zeilen für „${name}“; die erste gilt.`,
    'Keep one row.',
    'Lass eine Zeile stehen.',
  );
}

function noSuchChannel(place: Place, name: string): Problem {
  return rowProblem(
    'policy-channel-unknown',
    place,
    `The channel "${name}" of the settings has no row in the table of channels.`,
    `Der Kanal „${name}“ der Einstellungen hat keine Zeile in der Tabelle der Kanäle.`,
    '"| telegram | chat | -1001 |"',
  );
}
