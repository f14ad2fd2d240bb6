import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runningExperiments } from '../../../src/business/group/experiments.ts';
import { nearest } from '../../../src/business/group/nearest.ts';
import { explanations } from '../../../src/business/index.ts';
import { editDistance } from '../../../src/core/edit-distance.ts';
import { DAY_MS, wallOf } from '../../../src/core/moment.ts';
import { spanAround } from '../../../src/workspace/wall-clock.ts';

describe('explanations', () => {
  it('every one has all its sentences in both languages, and no code is there twice', async () => {
    const all = await explanations();
    for (const { code, title, explain, example, remedy } of all) {
      expect(code).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      for (const text of [title, explain, example, remedy])
        for (const words of [text.en, text.de]) expect(words.length, code).toBeGreaterThan(2);
    }
    const codes = all.map(({ code }) => code);
    expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([]);
  });
});

describe('the nearest name', () => {
  it.each([
    ['solartech', 'solartech', 0],
    ['solartek', 'solartech', 2],
    ['', 'abc', 3],
    ['abcd', 'abdc', 1],
    ['kitten', 'sitting', 3],
  ])('%s → %s takes %i steps', (a, b, steps) => {
    expect(editDistance(a, b)).toBe(steps);
    expect(editDistance(b, a)).toBe(steps);
  });

  it('gives the nearest first, and nothing where nothing is like it', () => {
    expect(nearest('hipos', ['solartech', 'hippos', 'kinme'], 3)).toEqual(['hippos']);
    expect(nearest('zzzz', ['solartech', 'hippos'], 3)).toEqual([]);
    expect(nearest('kpi', ['ttl_kpis', 'kpi', 'other'], 1)).toEqual(['kpi']);
  });
});

describe('running experiments', () => {
  it('are those of all logs that are active, with their end', () => {
    const log = (path: string, experiments: object[]) => ({ path, problems: [], value: { experiments } });
    const documents = (() => [
      log('bizos/KAIZEN_LOG.md', [
        { id: 'K-BIZ-002', title: 'Two', state: 'active', ends: Date.UTC(2026, 10, 30), line: 9 },
        { id: 'K-BIZ-001', title: 'One', state: 'adopted', ends: Date.UTC(2026, 0, 3), line: 30 },
        { id: 'K-BIZ-003', title: 'Three', state: 'active', ends: null, line: 40 },
      ]),
      log('cto-brain/kaizen/KAIZEN_LOG.md', [{ id: 'K-SYS-001', title: 'Other', state: 'active', ends: null, line: 1 }]),
    ]) as unknown as Parameters<typeof runningExperiments>[0]['documents'];
    const found = runningExperiments({ documents });
    expect(found.map(({ id, file, line }) => `${id} ${file}:${line}`)).toEqual([
      'K-BIZ-002 bizos/KAIZEN_LOG.md:9',
      'K-BIZ-003 bizos/KAIZEN_LOG.md:40',
      'K-SYS-001 cto-brain/kaizen/KAIZEN_LOG.md:1',
    ]);
    expect(found[0].ends).toBe(Date.UTC(2026, 10, 30));
    expect(found[1].ends).toBeNaN();
  });
});

describe('the remembered clock', () => {
  it.each(['Asia/Kuala_Lumpur', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'])(
    '%s: an offset that is remembered is the right one',
    (zone) => {
      fc.assert(
        fc.property(fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2028, 0) }), fc.nat(DAY_MS * 59), (instant, later) => {
          const { from, until, offset } = spanAround(zone, instant);
          const at = instant + later;
          return at < from || at >= until || wallOf(at, zone) === at + offset;
        }),
        { numRuns: 60 },
      );
    },
  );
});
