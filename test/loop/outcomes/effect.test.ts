import { describe, expect, it } from 'vitest';
import { effectsOf } from '../../../src/loop/outcomes/effect.ts';
import type { ActedOn } from '../../../src/loop/outcomes/note.ts';
import { rateDifference } from '../../../src/stats/intervals.ts';
import { type RecordBook, type RecordLife, standAt } from '../../../src/workspace/records.ts';

const DAY = 86_400_000;
const life = (key: string, movesOn: number | undefined): RecordLife => ({
  key,
  stands: [
    { at: 0, stage: 'Offer', rank: 2, state: 'open' },
    ...(movesOn === undefined ? [] : [{ at: movesOn * DAY, stage: 'Negotiation', rank: 3, state: 'open' as const }]),
  ],
});
function book(lives: readonly RecordLife[], asOf = 100): RecordBook {
  return {
    kind: 'deal',
    asOf: asOf * DAY,
    life: (key) => lives.find((one) => one.key === key),
    standingIn: (stage, at) => lives.filter((one) => standAt(one, at)?.stage === stage),
  };
}
const acted = (key: string, day: number): ActedOn => ({
  action: { plan: { act: 'follow-up-mail', entity: 'solartech', stage: 'Offer' } } as ActedOn['action'],
  entity: 'solartech',
  kind: 'deal',
  key,
  at: day * DAY,
});
const many = (n: number, name: string, movesOn: (k: number) => number | undefined): RecordLife[] =>
  Array.from({ length: n }, (_, k) => life(`${name}${k}`, movesOn(k)));
const effect = (actions: ActedOn[], lives: RecordLife[], sample = 20, asOf = 100) =>
  effectsOf(actions, [{ entity: 'solartech', records: book(lives, asOf) }], 14 * DAY, sample)[0];

describe('the effect of actions', () => {
  // 30 acted on at day 10, of which 18 moved on; 40 others, of which 8 did.
  const lives = [...many(30, 'a', (k) => (k < 18 ? 15 : undefined)), ...many(40, 'b', (k) => (k < 8 ? 20 : undefined))];
  const actions = many(30, 'a', () => undefined).map(({ key }) => acted(key, 10));

  it('is the difference of the two shares, with Newcombe’s interval', () => {
    const { acted: with_, others, uplift, became, pending } = effect(actions, lives);
    expect([with_.progressed, with_.n, others.progressed, others.n, pending]).toEqual([18, 30, 8, 40, 0]);
    expect(uplift?.difference).toBeCloseTo(0.4, 10);
    expect(uplift?.interval).toEqual(rateDifference(8, 40, 18, 30));
    expect(became).toEqual({ moved: 18, nothing: 12 });
  });

  it('too few on either side: no number', () => {
    expect(effect(actions.slice(0, 19), lives).uplift).toBeUndefined();
    expect(effect(actions, lives.slice(0, 49)).uplift).toBeUndefined();
    expect(effect(actions, lives, 31).uplift).toBeUndefined();
    expect(effect(actions, lives, 30).uplift).toBeDefined();
  });

  it('those acted on within the time are no others, and each other counts once', () => {
    const twice = [...actions, ...actions.map(({ key }) => acted(key, 30))];
    const { others } = effect(twice, lives);
    // On day 30 eight of the others are in another stage already; the rest was counted on day 10.
    expect(others.n).toBe(40);
    const all = [...actions, ...many(40, 'b', () => undefined).map(({ key }) => acted(key, 20))];
    expect(effect(all, lives).others.n).toBe(0);
  });

  it('where the time is not over, nothing counts yet', () => {
    const early = effect(actions, lives, 20, 23);
    expect([early.acted.n, early.others.n, early.pending]).toEqual([0, 0, 30]);
    expect(early.acted.interval).toBeUndefined();
  });

  it('an action that does nothing has an interval around nought', () => {
    const flat = [...many(200, 'a', (k) => (k % 4 === 0 ? 15 : undefined)), ...many(200, 'b', (k) => (k % 4 === 0 ? 15 : undefined))];
    const { uplift } = effect(
      many(200, 'a', () => undefined).map(({ key }) => acted(key, 10)),
      flat,
    );
    expect(uplift?.difference).toBe(0);
    expect(uplift?.interval[0]).toBeLessThan(0);
    expect(uplift?.interval[1]).toBeGreaterThan(0);
  });
});
