import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scans } from '../../../src/business/index.ts';
import { compared, said } from '../../../src/business/kaizen/metric-evidence.ts';
import { learn } from '../../../src/business/kaizen/operations/learn.ts';
import { result } from '../../../src/business/kaizen/operations/result.ts';
import { start } from '../../../src/business/kaizen/operations/start.ts';
import { pipelineMeasures } from '../../../src/business/pipeline/measures.ts';
import type { Metric } from '../../../src/core/metric.ts';
import { rateDifference, wilson } from '../../../src/stats/intervals.ts';
import { openWorkspace } from '../../../src/workspace/workspace.ts';
import { call, contextIn, exampleTree, jsonOf } from '../group/fake-context.ts';

const metric = (given: Partial<Metric>): Metric => ({
  id: 'x',
  label: { en: 'x', de: 'x' },
  value: 0.5,
  unit: 'ratio',
  n: 100,
  status: 'none',
  definition: { en: '', de: '' },
  ...given,
});

describe('the interval of a difference of rates', () => {
  // Newcombe 1998, table II, method 10: rows (a) to (h); first rate less second there, so signs are turned here.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('%i of %i less %i of %i', (a, m, b, n, low, high) => {
    const [from, to] = rateDifference(b, n, a, m);
    expect([from, to].map((x) => Number(x.toFixed(4)))).toEqual([low, high]);
  });
});

/** What a scan gives for a rate of so many cases. */
const RATE = (value: number, n = 100): Partial<Metric> => ({ value, n, interval: wilson(value * n, n) });

describe('before and after', () => {
  it.each([
    [RATE(0.5), RATE(0.8), 'more'],
    [RATE(0.5), RATE(0.55), 'noise'],
    // A share of money, an error of more than all there was.
    [{ value: 0.5 }, { value: 0.8 }, 'unknown'],
    [{ value: 2.27, n: 172 }, { value: 1.1, n: 172 }, 'unknown'],
    [{ value: null, n: 3, status: 'too_few' as const }, RATE(0.9), 'few'],
    [{ value: 10, unit: 'days' as const }, { value: 5, unit: 'days' as const }, 'unknown'],
    [
      { value: 10, unit: 'days' as const, interval: [9, 11] as const },
      { value: 5, unit: 'days' as const, interval: [4, 6] as const },
      'more',
    ],
    [
      { value: 10, unit: 'days' as const, interval: [5, 15] as const },
      { value: 5, unit: 'days' as const, interval: [1, 9] as const },
      'noise',
    ],
    // Intervals that reach further to one side: what counts is the side that faces the other number.
    [
      { value: 103, unit: 'days' as const, interval: [96, 139] as const },
      { value: 90, unit: 'days' as const, interval: [85, 99] as const },
      'more',
    ],
  ])('%j and %j: %s', (before, after, verdict) => expect(compared(metric(before), metric(after)).verdict).toBe(verdict));

  it('says values, samples, days, change and interval, in both languages', () => {
    const before = { metric: metric(RATE(0.5)), day: '2026-01-01' };
    const { says } = said('solartech/x', before, { metric: metric(RATE(0.8, 200)), day: '2026-02-01' }, words);
    expect(says.en).toBe(
      'solartech/x: before 50.0 % (n = 100, 2026-01-01), after 80.0 % (n = 200, 2026-02-01): +30.0 points (95 %: +18.6 points to +40.8 points). More than noise.',
    );
    expect(says.de).toBe(
      'solartech/x: vorher 50,0 % (n = 100, 2026-01-01), nachher 80,0 % (n = 200, 2026-02-01): +30,0 Punkte (95 %: +18,6 Punkte bis +40,8 Punkte). Mehr als Rauschen.',
    );
  });
});

const { words } = pipelineMeasures;

it.each([
  [
    { unit: 'money/day', currency: 'MYR', value: 69_600 },
    { unit: 'money/day', currency: 'MYR', value: 49_744 },
    'before RM 696 a day (n = 100, a), after RM 497 a day (n = 100, b): -RM 199 a day.',
  ],
  [{ unit: 'index', value: 0.251 }, { unit: 'index', value: 0.2 }, 'before 0.251 (n = 100, a), after 0.200 (n = 100, b): -0.051.'],
  [
    { unit: 'days', value: 12, interval: [10, 14] },
    { unit: 'days', value: 9, interval: [8, 10] },
    'before 12 days (n = 100, a), after 9 days (n = 100, b): -3 days (95 %: -5.2 days to -0.8 days).',
  ],
  [{ unit: 'count', value: 40 }, { unit: 'count', value: 41 }, 'before 40 (n = 100, a), after 41 (n = 100, b): +1.'],
] as const)('numbers are worded as the scan words them: %j', (before, after, says) => {
  expect(said('x', { metric: metric(before), day: 'a' }, { metric: metric(after), day: 'b' }, words).says.en).toContain(`x: ${says} `);
});

describe('what the scans of the tree say of an experiment', () => {
  /** An experiment that runs from one day to another, in a tree with these exports; what was measured of it. */
  async function measured(began: string, ended: string, exports?: Readonly<Record<string, string>>): Promise<unknown> {
    const folder = exampleTree();
    if (exports) {
      mkdirSync(join(folder, '_INBOX/zoho/solartech'), { recursive: true });
      for (const [name, text] of Object.entries(exports)) writeFileSync(join(folder, '_INBOX/zoho/solartech', name), text);
    }
    const at = (day: string) => contextIn(folder, { now: () => Date.parse(`${day}T08:00:00Z`), scans });
    const words = 'kaizen bizos: If we remind owners weekly then more is done';
    await call(learn, at(began), { words, metric: 'solartech/follow_up_compliance' });
    await call(start, at(began), { id: 'K-BIZ-004' });
    return jsonOf(await call(result, at(ended), { id: 'K-BIZ-004', text: 'More was done' })).measured;
  }

  const HEAD = 'Id,Deal Name,Stage,Amount,Owner,Created Time,Last Activity Time';
  /** An export of forty open deals, of which so many were last looked after on a day. */
  const deals = (followed: number, day: string): string =>
    [
      HEAD,
      ...Array.from({ length: 40 }, (_, k) => `${k},Roof ${k},Qualification,500,Ana,2026-01-02,${k < followed ? day : '2026-01-03'}`),
    ].join('\n');

  it('before is what the export of then said, not what the newest one says of then', async () => {
    const exports = {
      'Deals_2026_03_02.csv': deals(10, '2026-03-01'),
      'Deals_2026_03_20.csv': deals(20, '2026-03-19'),
      'Deals_2026_04_01.csv': deals(30, '2026-03-31'),
    };
    expect(await measured('2026-03-02', '2026-04-01', exports)).toMatchObject({
      before: { value: 0.25, n: 40, day: '2026-03-02' },
      after: { value: 0.75, n: 40, day: '2026-04-01' },
      verdict: 'more',
    });
  });

  it('of the days between an export and the day that is asked nobody knows anything: they are not counted', async () => {
    const exports = { 'Deals_2026_02_25.csv': deals(30, '2026-02-24'), 'Deals_2026_03_30.csv': deals(30, '2026-03-29') };
    expect(await measured('2026-03-02', '2026-04-01', exports)).toMatchObject({
      before: { value: 0.75, n: 40, day: '2026-02-25' },
      after: { value: 0.75, n: 40, day: '2026-03-30' },
      verdict: 'noise',
    });
  });

  it('an export that lacks what the metric needs: the scan says why', async () => {
    const bare = (count: number): string =>
      ['Id,Deal Name,Stage', ...Array.from({ length: count }, (_, k) => `${k},Roof ${k},Qualification`)].join('\n');
    const exports = { 'Deals_2026_03_02.csv': bare(40), 'Deals_2026_04_01.csv': bare(60) };
    expect(await measured('2026-03-02', '2026-04-01', exports)).toMatchObject({
      verdict: 'unread',
      why: expect.stringContaining('no column for the last activity'),
    });
  });

  it('an old export is looked at as of its own day', async () => {
    expect(await measured('2025-12-20', '2026-03-20')).toMatchObject({
      before: { day: '2025-12-01' },
      after: { n: 106, day: '2026-02-10' },
    });
  });

  it.each([
    ['nothing came in since', { 'Deals_2026_03_01.csv': deals(10, '2026-03-01') }, 'there is no export of a day after 2026-03-02'],
    // As of today, though nobody knows what happened since.
    ['nothing new came in since', { 'Deals_2026_03_02.csv': deals(10, '2026-03-01') }, 'there is no export of a day after 2026-03-02'],
    ['nothing was there before', { 'Deals_2026_03_05.csv': deals(10, '2026-03-01') }, 'there is no export of 2026-03-02 or a day before'],
  ])('%s: it says so', async (_, exports, why) => {
    expect(await measured('2026-03-02', '2026-03-06', exports)).toMatchObject({ verdict: 'unread', why });
  });
});

describe('a metric as people name it', () => {
  const said = 'kaizen bizos: If we remind owners weekly then more is done';
  const asked = (metric: string) => call(learn, contextIn(exampleTree(), { scans }), { words: said, layer: 'process', metric });

  it('is written down as the scans call it', async () => {
    expect(jsonOf(await asked('SOLARTECH/Follow_Up_Compliance'))).toMatchObject({ metric: 'solartech/follow_up_compliance' });
  });

  it.each([
    ['nope/win_rate', 'there is no company "nope".', 'Es gibt keine Firma „nope“.', 'solartech'],
    ['solartech/xyz', 'no scan brings "xyz".', 'Keine Prüfung liefert „xyz“.', 'follow_up_compliance'],
  ])('--metric %s is refused, with those there are', async (metric, en, de, one) => {
    await expect(asked(metric)).rejects.toMatchObject({
      exit: 2,
      text: { en: `--metric ${metric}: ${en}`, de: `--metric ${metric}: ${de}` },
      hint: { en: expect.stringMatching(`^There are: .*${one}`), de: expect.stringMatching(`^Es gibt: .*${one}`) },
    });
  });

  it('every number that a scan of the tree brings can be named', async () => {
    const folder = exampleTree();
    const context = contextIn(folder, { scans });
    const workspace = await openWorkspace(context);
    try {
      const [entity] = workspace.entities.filter(({ slug }) => slug === 'solartech');
      for (const scan of await scans()) {
        const { metrics } = await (await scan.load()).run(context, workspace, { entity });
        expect((await scan.metrics?.()) ?? []).toEqual(expect.arrayContaining(metrics.map(({ id }) => id)));
      }
    } finally {
      workspace.close();
    }
  });

  it.each([
    ['Solartech / Follow_up_compliance', 'solartech/follow_up_compliance', 'there is no export of a day after 2026-11-20'],
    ['Solartec / win_rate', 'Solartec / win_rate', 'there is no company "Solartec"'],
    ['win_rate', 'win_rate', 'it is written like solartech/follow_up_compliance'],
    ['solartech/xyz', 'solartech/xyz', 'no scan brings this number'],
  ])('in a log: %s', async (written, name, why) => {
    const folder = exampleTree();
    const context = contextIn(folder, { scans });
    await call(learn, context, { words: said, layer: 'process', metric: 'solartech/win_rate' });
    const log = join(folder, 'bizos/KAIZEN_LOG.md');
    writeFileSync(log, readFileSync(log, 'utf8').replace('`solartech/win_rate`', written));
    await call(start, context, { id: 'K-BIZ-004' });
    const { measured } = jsonOf(await call(result, context, { id: 'K-BIZ-004', text: 'More was done' }));
    expect(measured).toEqual({ metric: name, verdict: 'unread', why });
  });
});
