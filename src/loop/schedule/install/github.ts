import { DAY_MS } from '../../../core/moment.ts';
import type { ScheduledRow } from '../read.ts';
import { type CronNext, nextDue } from '../when.ts';

/** Days that are looked at from now, and once more half a year later, when the clock is set the other way. */
const WINDOW_DAYS = 36;
const HALF_YEAR_DAYS = 182;
/** A row with more times than these in a window runs at least about every hour: its minutes count, at every hour of every day. */
const TIMES_MAX = 60;
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
/** A weekday counts as a weekday of the row when its time comes this often in a window; of rarer ones any day may be one. */
const WEEKLY = 4;

/**
 * The times of a schedule as cron lines in UTC, for a service that knows no time zones: those of summer and those of winter. They may be
 * more than the schedule has (`bizos schedule run` then finds nothing due), never fewer; a time in
 * the hour that a clock skips is found by the look within the hour after.
 */
export function utcCronLines(rows: readonly ScheduledRow[], moment: number, timeZone: string, cron: CronNext): string[] {
  const days = new Map<string, Set<string>>();
  for (const row of rows) {
    for (const from of [moment, moment + HALF_YEAR_DAYS * DAY_MS]) {
      const times = timesFrom(row, from, timeZone, cron);
      for (const [time, weekdays] of weekdaysOf(times)) {
        const known = days.get(time) ?? new Set<string>();
        for (const day of weekdays) known.add(day);
        days.set(time, known);
      }
    }
  }
  const hours = new Map<string, Set<number>>();
  for (const [time, weekdays] of days) {
    const [hour, minute] = time.split(':');
    const list = weekdays.has('*') || weekdays.size === 7 ? '*' : [...weekdays].sort().join(',');
    const key = `${minute} ${list}`;
    hours.set(key, (hours.get(key) ?? new Set()).add(Number(hour)));
  }
  return [...hours]
    .map(([key, at]) => {
      const [minute, list] = key.split(' ');
      const sorted = [...at].sort((a, b) => a - b);
      return `${Number(minute)} ${sorted.length === 24 ? '*' : sorted.join(',')} * * ${list}`;
    })
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function timesFrom(row: ScheduledRow, from: number, timeZone: string, cron: CronNext): number[] {
  const times: number[] = [];
  for (let at = nextDue(row.when, from, timeZone, cron); at !== undefined; at = nextDue(row.when, at, timeZone, cron)) {
    // The next one counts however far away it is; the others within the window.
    if (times.length > 0 && (at > from + WINDOW_DAYS * DAY_MS || times.length >= TIMES_MAX)) break;
    times.push(at);
  }
  return times;
}

/** Times of day in UTC with the weekdays they fall on: `*` where they are too few to tell. */
function weekdaysOf(times: readonly number[]): Map<string, readonly string[]> {
  if (times.length >= TIMES_MAX) {
    const minutes = [...new Set(times.map((at) => new Date(at).toISOString().slice(14, 16)))];
    return new Map(minutes.flatMap((minute) => HOURS.map((hour) => [`${hour}:${minute}`, ['*']] as const)));
  }
  const counts = new Map<string, Map<string, number>>();
  for (const at of times) {
    const date = new Date(at);
    const time = date.toISOString().slice(11, 16);
    const of = counts.get(time) ?? new Map<string, number>();
    const day = String(date.getUTCDay());
    counts.set(time, of.set(day, (of.get(day) ?? 0) + 1));
  }
  return new Map([...counts].map(([time, of]) => [time, [...of.values()].some((n) => n < WEEKLY) ? ['*'] : [...of.keys()]]));
}

/** What a workflow for GitHub Actions is made from. */
export interface WorkflowFacts {
  readonly lines: readonly string[];
  /** `bizos@0.1.0`. */
  readonly packageName: string;
  /** The tree's folder in its repository; empty: the top. */
  readonly inside: string;
  readonly timeZone: string;
}

/**
 * A workflow that runs what is due. One at a time (`concurrency`), the whole history (sessions and ledger need it), and what the run committed is
 * pushed with the checks of the branch. Format: docs.github.com, workflow syntax.
 */
export function githubWorkflow({ lines, packageName, inside, timeZone }: WorkflowFacts): string {
  const root = inside === '' ? '.' : inside;
  return [
    '# Written by `bizos schedule install --github`: run it again when a Schedule table changes.',
    `# Times are UTC, those of summer and of winter in ${timeZone}; what is due is decided by the documents.`,
    'name: bizos schedule',
    'on:',
    '  schedule:',
    ...lines.map((line) => `    - cron: '${line}'`),
    '  workflow_dispatch:',
    'permissions:',
    '  contents: write',
    'concurrency:',
    '  group: bizos-schedule',
    '  cancel-in-progress: false',
    'jobs:',
    '  run:',
    '    runs-on: ubuntu-latest',
    '    timeout-minutes: 60',
    '    env:',
    '      # A version of the registry, or git+https://HOST/OWNER/bizos.git#TAG. Pin it.',
    `      BIZOS_PACKAGE: ${packageName}`,
    '    steps:',
    '      - uses: actions/checkout@v4',
    '        with:',
    '          fetch-depth: 0',
    '      - uses: actions/setup-node@v4',
    '        with:',
    '          node-version: 22',
    '      - run: npm install --global --no-audit --no-fund "$BIZOS_PACKAGE"',
    '      - name: what is due',
    `        working-directory: ${JSON.stringify(root)}`,
    '        # Secrets of the channels: add them here by name, from secrets.NAME.',
    '        run: |',
    '          git config user.name "bizos schedule"',
    '          git config user.email "bizos-schedule@users.noreply.github.com"',
    '          code=0; bizos schedule run || code=$?',
    '          git pull --quiet --rebase && git push --quiet',
    '          case "$code" in 0|1|8) ;; *) exit "$code" ;; esac',
    '',
  ].join('\n');
}
