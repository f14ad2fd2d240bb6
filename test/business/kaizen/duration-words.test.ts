import { describe, expect, it } from 'vitest';
import { endOf, isoDay } from '../../../src/business/kaizen/duration-words.ts';
import { isoDate } from '../../../src/core/moment.ts';

describe('an experiment that began on 20 November 2026 runs', () => {
  it.each([
    ['4 weeks', '2026-12-18'],
    ['4 Wochen', '2026-12-18'],
    ['4 weeks: Week 1 — skill design. Week 2-3 — pricing.', '2026-12-18'],
    ['**4 weeks**', '2026-12-18'],
    ['about 4 weeks', '2026-12-18'],
    ['For max. 4 weeks', '2026-12-18'],
    ['ca. vier Wochen', '2026-12-18'],
    ['Four weeks', '2026-12-18'],
    ['2-4 weeks', '2026-12-18'],
    ['two to four weeks', '2026-12-18'],
    ['zwei bis vier Wochen', '2026-12-18'],
    ['2 – 4 weeks', '2026-12-18'],
    ['28 days', '2026-12-18'],
    ['28-day trial', '2026-12-18'],
    ['28d', '2026-12-18'],
    ['a month', '2026-12-20'],
    ['einen Monat', '2026-12-20'],
    ['1.5 weeks', '2026-11-30'],
    ['eine Woche', '2026-11-27'],
    ['one quarter', '2027-02-18'],
    ['2 weeks to 4 weeks', '2026-12-18'],
    ['2 Wochen bis 1 Monat', '2026-12-20'],
    ['1 month or 2 weeks', '2026-12-20'],
    ['2 weeks and 14 days', '2026-12-18'],
    ['eine Woche und drei Wochen, dann Besprechung', '2026-12-18'],
    ['4 weeks, 2 people', '2026-12-18'],
    ['4 weeks - 2026', '2026-12-18'],
    ['9999 years', ''],
    ['until 2026-12-18', '2026-12-18'],
    ['bis 18.12.2026', '2026-12-18'],
    ['bis zum 18.12.2026, dann Besprechung', '2026-12-18'],
    ['2026-11-20 – 2026-12-18', '2026-12-18'],
    ['bis zum 18. Dezember 2026', '2026-12-18'],
    ['bis 8. Mär. 2027', '2027-03-08'],
    ['bis 8. Ma\u0308rz 2027', '2027-03-08'],
    ['fu\u0308nf Wochen', '2026-12-25'],
    ['until 18 December 2026, then a review', '2026-12-18'],
    ['until Dec 18, 2026', '2026-12-18'],
    ['20. November 2026 – 18. Dezember 2026', '2026-12-18'],
    ['bis Dezember 2026', ''],
    ['until 31 Feb 2027', ''],
    ['20.11.2026-18.12.2026', '2026-12-18'],
    ['2 weeks, then until 2026-12-18', '2026-12-18'],
    // A day before it began is none to run until; a day behind a dash may be of anything.
    ['4 weeks, prepared by 2026-11-01', '2026-12-18'],
    ['4 weeks — see 2026-11-30', '2026-12-18'],
    ['until 2026-02-31', ''],
    ['until the end of the year', ''],
    ['[How long to run before evaluating]', ''],
    ['weeks', ''],
    ['Phase 1: 2 weeks', ''],
    ['forty weeks', ''],
    ['(pending)', ''],
    ['', ''],
  ])('"%s": %s', (duration, day) => expect(isoDate(endOf('2026-11-20', duration))).toBe(day));

  it.each([
    ['20.11.2026', '2026-11-20'],
    ['20. November 2026', '2026-11-20'],
    ['November 20, 2026', '2026-11-20'],
    ['2026-11-20 (Fri)', '2026-11-20 (Fri)'],
    ['20.11.', '20.11.'],
    ['31.02.2026', '31.02.2026'],
  ])('a day of a log that is written as %s', (written, day) => {
    expect(isoDay(written)).toBe(day);
    expect(isoDate(endOf(written, '4 weeks'))).toBe(/^2026-11-20$/.test(day) ? '2026-12-18' : '');
  });

  it('until the day that it names, where the day that it began is not readable', () => {
    expect(isoDate(endOf('im Oktober', 'bis 18.12.2026'))).toBe('2026-12-18');
  });

  it.each([
    [undefined, '4 weeks'],
    [undefined, 'until 2026-12-18'],
    ['someday', '4 weeks'],
    ['2026-11-20', undefined],
  ])('without an end where %s and %s are all that is known', (day, duration) => expect(endOf(day, duration)).toBeNaN());
});
