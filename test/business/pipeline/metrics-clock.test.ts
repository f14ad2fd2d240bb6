import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLOCKS, LOST, NO_CLOCK, NO_DAY, OPEN, PARKED, prepare, WON } from '../../../src/business/pipeline/prepared.ts';
import { runsByTheHour, slaCalendar, standingMs } from '../../../src/business/pipeline/sla-clock.ts';
import { DAY_MS, dayOf, HOUR_MS, isoDate, parseIsoMoment } from '../../../src/core/moment.ts';
import type { StageStep } from '../../../src/sources/crm/deals.ts';
import { type DealRow, facts, history, MOMENT, policy } from './build-deals.ts';

const NO_WEEKENDS = { weekendsCount: false };

describe('the days that count', () => {
  // 20 March 2026 is a Friday.
  it.each([
    ['2026-03-20T08:00', {}, 0],
    ['2026-03-19', {}, 1],
    ['2026-03-25', {}, 0],
    ['2026-03-13', {}, 7],
    ['2026-03-13', NO_WEEKENDS, 5],
    ['2026-03-14', NO_WEEKENDS, 5],
    ['2026-03-15', NO_WEEKENDS, 5],
    ['2026-03-16', NO_WEEKENDS, 4],
    ['2026-03-13', { holidays: ['2026-03-18', '2026-03-18', '2026-03-13', '2026-12-25', '2026-02-30'] }, 6],
    ['2026-03-13', { ...NO_WEEKENDS, holidays: ['2026-03-18', '2026-03-15'] }, 4],
  ])('since %s with %j: %i', (from, settings, expected) => {
    const { countingDays } = slaCalendar(policy(settings), MOMENT.asOf);
    expect(countingDays(parseIsoMoment(from))).toBe(expected);
  });

  it('are those that a walk through the calendar finds, from any day on', () => {
    const days = fc.integer({ min: -40_000, max: dayOf(MOMENT.asOf) });
    fc.assert(
      fc.property(days, fc.array(days, { maxLength: 5 }), fc.boolean(), fc.nat(60), (from, near, weekendsCount, back) => {
        const holidays = [...near, dayOf(MOMENT.asOf) - back].map((day) => isoDate(day * DAY_MS));
        const { countingDays } = slaCalendar(policy({ weekendsCount, holidays }), MOMENT.asOf);
        let expected = 0;
        for (let day = from + 1; day <= dayOf(MOMENT.asOf); day++) {
          const weekday = new Date(day * DAY_MS).getUTCDay();
          if ((weekendsCount || (weekday !== 0 && weekday !== 6)) && !holidays.includes(isoDate(day * DAY_MS))) expected++;
        }
        expect(countingDays(from * DAY_MS)).toBe(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('is not known of an unknown moment', () => {
    for (const settings of [{}, NO_WEEKENDS]) {
      const calendar = slaCalendar(policy(settings), MOMENT.asOf);
      expect(calendar.countingDays(Number.NaN)).toBeNaN();
      expect(standingMs(Number.NaN, true, calendar)).toBeNaN();
    }
  });
});

describe('the hours that count', () => {
  const monday = parseIsoMoment('2026-03-23T10:00');
  it.each([
    // From Friday 18:00: six hours of Friday, ten of Monday.
    ['2026-03-20T18:00', monday, NO_WEEKENDS, 16],
    // From Saturday noon: Monday's ten alone.
    ['2026-03-21T12:00', monday, NO_WEEKENDS, 10],
    ['2026-03-20T18:00', monday, {}, 64],
    // On a Sunday evening: Friday's six.
    ['2026-03-20T18:00', parseIsoMoment('2026-03-22T20:00'), NO_WEEKENDS, 6],
    ['2026-03-22T08:00', parseIsoMoment('2026-03-22T20:00'), NO_WEEKENDS, 0],
    ['2026-03-23T08:00', monday, NO_WEEKENDS, 2],
    ['2026-03-23T12:00', monday, NO_WEEKENDS, 0],
  ])('since %s: hours', (from, asOf, settings, hours) => {
    expect(slaCalendar(policy(settings), asOf).countingMs(parseIsoMoment(from)) / HOUR_MS).toBe(hours);
  });

  it.each([
    ['24h', true],
    ['48 Std.', true],
    ['90 min', true],
    ['30 m', true],
    ['7 Tage', false],
    ['2 months', false],
    ['14 days', false],
    ['1 Monat', false],
  ])('an SLA of %s by the hour: %s', (text, expected) => {
    expect(runsByTheHour({ name: 'x', category: 'open', order: 0, sla: { ms: 1, text } })).toBe(expected);
    expect(runsByTheHour(undefined)).toBe(false);
  });

  it('takes whole days where the moment has no time of day', () => {
    const calendar = slaCalendar(policy(), monday);
    expect(standingMs(parseIsoMoment('2026-03-22'), true, calendar)).toBe(DAY_MS);
    expect(standingMs(parseIsoMoment('2026-03-22T09:00'), true, calendar)).toBe(25 * HOUR_MS);
    expect(standingMs(parseIsoMoment('2026-03-22T09:00'), false, calendar)).toBe(DAY_MS);
  });
});

function clockOf(row: DealRow, settings = {}, entered?: string): [string | undefined, number] {
  const known = entered === undefined ? {} : { stageEntered: Float64Array.of(parseIsoMoment(entered)) };
  const prepared = prepare(facts([{ stage: 'Negotiation', ...row }], { history: history(1, known) }), policy(settings), MOMENT);
  return [CLOCKS[prepared.clock[0]], prepared.standing[0] / DAY_MS];
}

describe('the clock of an open deal', () => {
  const dates = { created: '2026-01-01', modified: '2026-03-01', lastActivity: '2026-03-10' };
  it.each([
    ['the first that has a time', dates, {}, '2026-02-01', ['stage_entered', 47]],
    ['the next where the first has none', dates, {}, undefined, ['last_activity', 10]],
    ['in the order of the policy', dates, { slaClocks: ['created', 'modified'] }, '2026-02-01', ['created', 78]],
    ['wound forward by an activity', dates, { slaResets: ['activity'] }, '2026-02-01', ['last_activity', 10]],
    ['not wound back', dates, { slaResets: ['activity', 'modified'] }, '2026-03-15', ['stage_entered', 5]],
    ['not one of a day to come', { ...dates, lastActivity: '2026-03-21' }, {}, undefined, ['modified', 19]],
    ['one of later today', { lastActivity: '2026-03-20T23:59' }, {}, undefined, ['last_activity', 0]],
    ['none where nothing tells', {}, {}, undefined, [undefined, Number.NaN]],
    ['none where the policy names none', dates, { slaClocks: [] }, undefined, [undefined, Number.NaN]],
  ])('%s', (_, row, settings, entered, expected) => expect(clockOf(row, settings, entered)).toEqual(expected));
});

describe('what is prepared of each deal', () => {
  const prepared = prepare(
    facts([
      { id: 'A', stage: 'Offer Sent', owner: 'Ana', amount: 500, created: '2026-03-01T09:30', nextStep: 'call', closing: '2026-03-20' },
      { id: 'B', stage: 'closed WON', owner: 'Ana', amount: 900, created: '2026-01-01', closed: '2026-02-01' },
      { id: 'C', stage: 'Verbal', owner: 'Ben', amount: 0, nextStep: 'call', closing: '2026-03-19' },
      { id: 'D', stage: 'Nurturing', owner: 'Ben', amount: 100 },
      { id: 'E', stage: 'Closed Lost', owner: '' },
      { id: 'F', stage: 'New Lead', owner: 'Ben', amount: -200, closing: '2026-04-01' },
    ]),
    policy(),
    MOMENT,
  );

  it('knows open, parked, won, lost; and takes an unknown stage for open', () => {
    expect([...prepared.category]).toEqual([OPEN, WON, OPEN, PARKED, LOST, OPEN]);
    expect([...prepared.open]).toEqual([0, 2, 5]);
  });

  it('counts the open deals of owners, with what they are worth', () => {
    const of = (name: string): number => prepared.facts.deals.owner.words.indexOf(name);
    expect([prepared.ownerCount[of('Ana')], prepared.ownerCount[of('Ben')]]).toEqual([1, 2]);
    expect([prepared.ownerValue[of('Ana')], prepared.ownerValue[of('Ben')]]).toEqual([500, -200]);
    expect([prepared.openValue, prepared.openWithoutAmount]).toEqual([300, 1]);
  });

  it('has day numbers, and says where there is none', () => {
    expect(prepared.createdDay[0]).toBe(dayOf(parseIsoMoment('2026-03-01')));
    expect([prepared.createdDay[2], prepared.closedDay[0]]).toEqual([NO_DAY, NO_DAY]);
    expect(prepared.clock[2]).toBe(NO_CLOCK);
  });

  it('sees a planned step with a closing day not past', () => expect([...prepared.planned]).toEqual([1, 0, 0, 0, 0, 0]));

  it('keeps the last step of open deals where it led back', () => {
    const step = (deal: string, from: string, to: string, on: string): StageStep => ({
      deal,
      from,
      to,
      at: parseIsoMoment(on),
      basis: 'history',
    });
    const rows: DealRow[] = ['A', 'B', 'C', 'D'].map((id) => ({ id, stage: id === 'D' ? 'Closed Lost' : 'Qualified' }));
    const steps = [
      step('A', 'Negotiation', 'Qualified', '2026-03-01'),
      step('B', 'Negotiation', 'New Lead', '2026-03-01'),
      step('B', 'New Lead', 'Qualified', '2026-03-02'),
      step('C', 'Nurturing', 'Qualified', '2026-03-02'),
      step('D', 'Negotiation', 'Qualified', '2026-03-02'),
    ];
    const { movedBack } = prepare(facts(rows, { history: history(4, { steps }) }), policy(), MOMENT);
    expect([...movedBack.keys()]).toEqual([0]);
    expect(movedBack.get(0)).toBe(steps[0]);
  });
});
