import { describe, expect, test } from 'vitest';
import { isoMoment, parseIsoMoment, wallOf } from '../../../src/core/moment.ts';
import { instantOf } from '../../../src/core/zone-time.ts';
import { loadCron } from '../../../src/loop/schedule/cron.ts';
import { dueRuns, type KnownRuns, nextOf, type ScheduleEntry } from '../../../src/loop/schedule/due.ts';
import { isCron, lastDue, nextDue, parseWhen, type When } from '../../../src/loop/schedule/when.ts';

const cron = await loadCron();
const at = (text: string): number => Date.parse(text);

function when(text: string): When {
  const parsed = parseWhen(text);
  if (typeof parsed === 'string') throw new Error(`${text}: ${parsed}`);
  return parsed;
}

/** The next times after a moment, on the wall clock of a zone. */
function times(text: string, after: string, zone: string, n: number): string[] {
  const found: string[] = [];
  let moment = at(after);
  for (let k = 0; k < n; k++) {
    const next = nextDue(when(text), moment, zone, cron);
    if (next === undefined) break;
    found.push(isoMoment(wallOf(next, zone)));
    moment = next;
  }
  return found;
}

describe('the words of a schedule', () => {
  test.each([
    ['working days 08:00', ['2026-11-20T08:00', '2026-11-23T08:00']],
    ['every working day 08:00', ['2026-11-20T08:00', '2026-11-23T08:00']],
    ['weekdays at 8:00', ['2026-11-20T08:00', '2026-11-23T08:00']],
    ['Arbeitstage 08:00', ['2026-11-20T08:00', '2026-11-23T08:00']],
    ['jeden Arbeitstag um 8 Uhr', ['2026-11-20T08:00', '2026-11-23T08:00']],
    ['werktags 8.00', ['2026-11-20T08:00', '2026-11-23T08:00']],
    ['Werktags um 08:00 Uhr', ['2026-11-20T08:00', '2026-11-23T08:00']],
    ['Monday 08:30', ['2026-11-23T08:30', '2026-11-30T08:30']],
    ['Mondays 8:30 am', ['2026-11-23T08:30', '2026-11-30T08:30']],
    ['every Monday at 8.30', ['2026-11-23T08:30', '2026-11-30T08:30']],
    ['montags 08:30', ['2026-11-23T08:30', '2026-11-30T08:30']],
    ['jeden Montag um 8.30 Uhr', ['2026-11-23T08:30', '2026-11-30T08:30']],
    ['Mo 08:30', ['2026-11-23T08:30', '2026-11-30T08:30']],
    ['Mon, Thu 09:00', ['2026-11-23T09:00', '2026-11-26T09:00']],
    ['Monday and Thursday 09:00', ['2026-11-23T09:00', '2026-11-26T09:00']],
    ['Mo und Do 9 Uhr', ['2026-11-23T09:00', '2026-11-26T09:00']],
    ['Sat–Mon 07:00', ['2026-11-21T07:00', '2026-11-22T07:00', '2026-11-23T07:00', '2026-11-28T07:00']],
    ['daily 4 pm', ['2026-11-20T16:00', '2026-11-21T16:00']],
    ['every day 12 am', ['2026-11-21', '2026-11-22']],
    ['täglich 23:59', ['2026-11-20T23:59', '2026-11-21T23:59']],
    [
      'first working day of the month 09:00',
      ['2026-12-01T09:00', '2027-01-01T09:00', '2027-02-01T09:00', '2027-03-01T09:00', '2027-04-01T09:00', '2027-05-03T09:00'],
    ],
    ['erster Arbeitstag des Monats 09:00', ['2026-12-01T09:00', '2027-01-01T09:00']],
    ['am ersten Arbeitstag des Monats um 9 Uhr', ['2026-12-01T09:00', '2027-01-01T09:00']],
    ['last working day of the month 17:00', ['2026-11-30T17:00', '2026-12-31T17:00', '2027-01-29T17:00']],
    ['letzter Arbeitstag des Monats 17:00', ['2026-11-30T17:00', '2026-12-31T17:00', '2027-01-29T17:00']],
    ['first Monday of the month 10:00', ['2026-12-07T10:00', '2027-01-04T10:00']],
    ['letzter Freitag des Quartals 16:00', ['2026-12-25T16:00', '2027-03-26T16:00']],
    ['first working day of the quarter 09:00', ['2027-01-01T09:00', '2027-04-01T09:00', '2027-07-01T09:00']],
    ['last day of the month 18:00', ['2026-11-30T18:00', '2026-12-31T18:00', '2027-01-31T18:00', '2027-02-28T18:00']],
    ['31st of the month 10:00', ['2026-11-30T10:00', '2026-12-31T10:00', '2027-01-31T10:00', '2027-02-28T10:00']],
    ['15. des Monats 10 Uhr', ['2026-12-15T10:00', '2027-01-15T10:00']],
    ['hourly', ['2026-11-20T08:00', '2026-11-20T09:00']],
    ['stündlich', ['2026-11-20T08:00', '2026-11-20T09:00']],
    ['every 15 minutes', ['2026-11-20T07:15', '2026-11-20T07:30']],
    ['alle 30 Minuten', ['2026-11-20T07:30', '2026-11-20T08:00']],
    ['0 8 * * 1-5', ['2026-11-20T08:00', '2026-11-23T08:00']],
    ['`30 8 * * mon`', ['2026-11-23T08:30', '2026-11-30T08:30']],
  ])('%s', (text, wanted) => {
    expect(times(text, '2026-11-20T07:00:00Z', 'UTC', wanted.length)).toEqual(wanted);
  });

  test.each([
    ['', 'unknown'],
    ['soon', 'unknown'],
    ['working days', 'time-missing'],
    ['Monday', 'time-missing'],
    ['Monday 25:00', 'unknown'],
    ['Monday 08:61', 'unknown'],
    ['Monday 13 pm', 'unknown'],
    ['Mon–Foo 08:00', 'unknown'],
    ['fifth Sunday of Rome 08:00', 'unknown'],
    ['32nd of the month 08:00', 'unknown'],
    ['every 7 minutes', 'unknown'],
    ['08:00', 'unknown'],
    ['first working day of the month', 'time-missing'],
  ])('%j is %s', (text, fault) => {
    expect(parseWhen(text)).toBe(fault);
  });

  test.each([
    ['0 8 * * 1-5', true],
    ['*/5 * * * *', true],
    ['0 0 8 * * 1', true],
    ['Mon and Thu at 08:00', false],
    ['rm -rf / --no', false],
    ['a b c d e', false],
  ])('%j is cron: %s', (text, is) => {
    expect(isCron(text)).toBe(is);
  });

  test('a leap year has its day', () => {
    expect(times('last day of the month 12:00', '2028-02-01T00:00:00Z', 'UTC', 1)).toEqual(['2028-02-29T12:00']);
    expect(times('0 12 29 2 *', '2026-03-01T00:00:00Z', 'UTC', 1)).toEqual(['2028-02-29T12:00']);
  });
});

describe('the clock of a zone', () => {
  test.each([
    ['summer in Berlin', '2026-07-01T08:00', 'Europe/Berlin', '2026-07-01T06:00:00Z'],
    ['winter in Berlin', '2026-12-01T08:00', 'Europe/Berlin', '2026-12-01T07:00:00Z'],
    ['skipped in Berlin: the jump', '2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:00:00Z'],
    ['shown twice in Berlin: the first', '2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00Z'],
    ['skipped in New York', '2026-03-08T02:30', 'America/New_York', '2026-03-08T07:00:00Z'],
    ['shown twice in New York', '2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00Z'],
    ['half an hour on Lord Howe', '2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
    ['midnight skipped in Beirut', '2026-03-29T00:30', 'Asia/Beirut', '2026-03-28T22:00:00Z'],
    ['no change in Kuala Lumpur', '2026-03-29T02:30', 'Asia/Kuala_Lumpur', '2026-03-28T18:30:00Z'],
    ['a whole day skipped on Samoa', '2011-12-30T10:00', 'Pacific/Apia', '2011-12-30T10:00:00Z'],
  ])('%s', (_what, wall, zone, instant) => {
    expect(new Date(instantOf(parseIsoMoment(wall), zone)).toISOString()).toBe(new Date(instant).toISOString());
  });

  test.each(['daily 02:30', '30 2 * * *', 'daily 03:00', '0 3 * * *'])('%s runs once a day over both changes', (text) => {
    for (const [from, days] of [
      ['2026-03-27T12:00:00Z', 4],
      ['2026-10-23T12:00:00Z', 4],
    ] as const) {
      const found = times(text, from, 'Europe/Berlin', days);
      expect(new Set(found.map((one) => one.slice(0, 10))).size).toBe(days);
    }
  });
});

const entry = (text: string): ScheduleEntry => ({ key: 'crm-ops/scan', agent: 'crm-ops', what: 'scan', when: when(text) });

test.each([
  ['spring', '2026-03-28T22:30:00Z'],
  ['autumn', '2026-10-24T21:30:00Z'],
])('every hour is every hour in %s', (_season, from) => {
  let moment = at(from);
  for (let k = 0; k < 8; k++) {
    const next = nextDue(when('hourly'), moment, 'Europe/Berlin', cron);
    expect(next).toBe(at(from) + 30 * 60_000 + k * 3_600_000);
    moment = next ?? 0;
  }
});

describe('what is due', () => {
  const cases: readonly (readonly [
    what: string,
    text: string,
    known: KnownRuns | undefined,
    moment: string,
    zone: string,
    wanted: readonly [due: string, late: boolean, missed: number] | undefined,
  ])[] = [
    ['before its time', 'daily 08:00', { seen: at('2026-11-20T00:00Z'), runs: [] }, '2026-11-20T07:59:59Z', 'UTC', undefined],
    [
      'at its time',
      'daily 08:00',
      { seen: at('2026-11-20T00:00Z'), runs: [] },
      '2026-11-20T08:00:00Z',
      'UTC',
      ['2026-11-20T08:00:00Z', false, 0],
    ],
    ['after it ran', 'daily 08:00', { seen: 0, runs: [at('2026-11-20T08:00:05Z')] }, '2026-11-20T08:01:00Z', 'UTC', undefined],
    ['a while after it ran', 'daily 08:00', { seen: 0, runs: [at('2026-11-20T08:00:05Z')] }, '2026-11-21T07:59:00Z', 'UTC', undefined],
    [
      'the machine slept three hours',
      'daily 08:00',
      { seen: 0, runs: [at('2026-11-19T08:00:00Z')] },
      '2026-11-20T11:00:00Z',
      'UTC',
      ['2026-11-20T08:00:00Z', true, 0],
    ],
    [
      'the machine slept a week: once',
      'daily 08:00',
      { seen: 0, runs: [at('2026-11-12T08:00:00Z')] },
      '2026-11-20T11:00:00Z',
      'UTC',
      ['2026-11-20T08:00:00Z', true, 7],
    ],
    ['never ran, new today, its time was before', 'daily 08:00', undefined, '2026-11-20T15:00:00Z', 'UTC', undefined],
    ['never ran, new just now', 'daily 08:00', undefined, '2026-11-20T08:03:00Z', 'UTC', ['2026-11-20T08:00:00Z', false, 0]],
    [
      'never ran, seen yesterday',
      'daily 08:00',
      { seen: at('2026-11-19T12:00Z'), runs: [] },
      '2026-11-20T15:00:00Z',
      'UTC',
      ['2026-11-20T08:00:00Z', true, 0],
    ],
    [
      'the clock was set back an hour after a run',
      'daily 08:00',
      { seen: 0, runs: [at('2026-11-20T08:10:00Z')] },
      '2026-11-20T07:10:00Z',
      'UTC',
      undefined,
    ],
    ['and its time comes again', 'daily 08:00', { seen: 0, runs: [at('2026-11-20T08:10:00Z')] }, '2026-11-20T08:00:30Z', 'UTC', undefined],
    [
      'a run was noted in 2099',
      'daily 08:00',
      { seen: 0, runs: [at('2099-01-01T00:00Z'), at('2026-11-19T08:00Z')] },
      '2026-11-20T08:00:30Z',
      'UTC',
      ['2026-11-20T08:00:00Z', false, 0],
    ],
    [
      'the clock jumped ahead by years',
      'daily 08:00',
      { seen: 0, runs: [at('2026-11-19T08:00Z')] },
      '2031-01-01T08:00:00Z',
      'UTC',
      ['2031-01-01T08:00:00Z', false, 100],
    ],
    [
      'the hour is skipped in spring: at the jump',
      'daily 02:30',
      { seen: 0, runs: [at('2026-03-28T01:30Z')] },
      '2026-03-29T01:00:00Z',
      'Europe/Berlin',
      ['2026-03-29T01:00:00Z', false, 0],
    ],
    [
      'the hour is skipped: not before the jump',
      'daily 02:30',
      { seen: 0, runs: [at('2026-03-28T01:30Z')] },
      '2026-03-29T00:59:59Z',
      'Europe/Berlin',
      undefined,
    ],
    [
      'the hour comes twice: the first time',
      'daily 02:30',
      { seen: 0, runs: [at('2026-10-24T00:30Z')] },
      '2026-10-25T00:30:00Z',
      'Europe/Berlin',
      ['2026-10-25T00:30:00Z', false, 0],
    ],
    [
      'the hour comes twice: not again',
      'daily 02:30',
      { seen: 0, runs: [at('2026-10-25T00:30:02Z')] },
      '2026-10-25T01:30:00Z',
      'Europe/Berlin',
      undefined,
    ],
    [
      'cron words in the hour that comes twice: not again',
      '30 2 * * *',
      { seen: 0, runs: [at('2026-10-25T00:30:02Z')] },
      '2026-10-25T01:30:00Z',
      'Europe/Berlin',
      undefined,
    ],
    ['the weekend between', 'working days 08:00', { seen: 0, runs: [at('2026-11-20T08:00Z')] }, '2026-11-22T20:00:00Z', 'UTC', undefined],
    [
      'Monday is a holiday of nobody',
      'working days 08:00',
      { seen: 0, runs: [at('2026-11-20T08:00Z')] },
      '2026-11-23T08:00:00Z',
      'UTC',
      ['2026-11-23T08:00:00Z', false, 0],
    ],
    [
      'the first of the month is a Sunday',
      'first working day of the month 09:00',
      { seen: 0, runs: [at('2026-10-01T09:00Z')] },
      '2026-11-02T09:00:00Z',
      'UTC',
      ['2026-11-02T09:00:00Z', false, 0],
    ],
    [
      'and not on the Sunday',
      'first working day of the month 09:00',
      { seen: 0, runs: [at('2026-10-01T09:00Z')] },
      '2026-11-01T23:00:00Z',
      'UTC',
      undefined,
    ],
    [
      'in the tree’s zone, not in UTC',
      'Monday 08:30',
      { seen: 0, runs: [at('2026-11-16T00:30Z')] },
      '2026-11-23T00:30:00Z',
      'Asia/Kuala_Lumpur',
      ['2026-11-23T00:30:00Z', false, 0],
    ],
    [
      'New York sets its clock ahead: 08:00 is 08:00 there',
      'working days 08:00',
      { seen: 0, runs: [at('2026-03-06T13:00Z')] },
      '2026-03-09T12:00:00Z',
      'America/New_York',
      ['2026-03-09T12:00:00Z', false, 0],
    ],
    [
      'New York sets it back: not an hour early',
      'working days 08:00',
      { seen: 0, runs: [at('2026-10-30T12:00Z')] },
      '2026-11-02T12:30:00Z',
      'America/New_York',
      undefined,
    ],
    [
      'New York, the hour that comes twice: cron words once',
      '30 1 * * *',
      { seen: 0, runs: [at('2026-11-01T05:30:01Z')] },
      '2026-11-01T06:45:00Z',
      'America/New_York',
      undefined,
    ],
    [
      'Kuala Lumpur never changes: the 1st of the month',
      '1st of the month 09:00',
      { seen: 0, runs: [at('2026-10-01T01:00Z')] },
      '2026-11-01T01:00:00Z',
      'Asia/Kuala_Lumpur',
      ['2026-11-01T01:00:00Z', false, 0],
    ],
    [
      'asleep over the change in Berlin: the last one, once',
      'daily 02:30',
      { seen: 0, runs: [at('2026-10-23T00:30Z')] },
      '2026-10-26T12:00:00Z',
      'Europe/Berlin',
      ['2026-10-26T01:30:00Z', true, 2],
    ],
    [
      'cron words every five minutes',
      '*/5 * * * *',
      { seen: 0, runs: [at('2026-11-20T07:00Z')] },
      '2026-11-20T08:02:00Z',
      'UTC',
      ['2026-11-20T08:00:00Z', false, 11],
    ],
  ];

  test.each(cases)('%s', (_what, text, known, moment, zone, wanted) => {
    const made = entry(text);
    const found = dueRuns([made], new Map(known ? [[made.key, known]] : []), at(moment), zone, cron);
    expect(found.map(({ due, late, missed }) => [new Date(due).toISOString(), late, missed])).toEqual(
      wanted ? [[new Date(wanted[0]).toISOString(), wanted[1], wanted[2]]] : [],
    );
  });

  test('is nothing once it ran, whenever it is asked within the period', () => {
    const made = entry('daily 02:30');
    for (let moment = at('2026-03-27T00:00Z'), last = moment; moment < at('2026-03-31T00:00Z'); moment += 7 * 60_000) {
      const found = dueRuns([made], new Map([[made.key, { seen: 0, runs: [last] }]]), moment, 'Europe/Berlin', cron);
      if (found.length > 0) {
        expect(found[0].missed).toBe(0);
        expect(lastDue(made.when, moment, 'Europe/Berlin', cron)).toBe(found[0].due);
        last = moment;
      }
    }
  });

  test('the next of all is the soonest', () => {
    const all = [entry('daily 08:00'), { ...entry('hourly'), key: 'x/y' }];
    expect(nextOf(all, at('2026-11-20T05:10Z'), 'UTC', cron)).toBe(at('2026-11-20T06:00Z'));
    expect(nextOf([], 0, 'UTC', cron)).toBeUndefined();
  });
});
