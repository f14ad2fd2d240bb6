import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ScheduleEntry } from '../../../src/loop/schedule/due.ts';
import { parseTurns, writeTurns } from '../../../src/loop/schedule/turn-text.ts';
import { endTurn, joinTurns, knownOf, seeRows, type Taker, type Turn, type Turns, takeTurn } from '../../../src/loop/schedule/turns.ts';
import { parseWhen, type When } from '../../../src/loop/schedule/when.ts';

const at = (text: string): number => Date.parse(text);
const DUE = at('2026-11-20T08:00:00Z');
const MINUTE = 60_000;
const ME: Taker & { nonce: string } = { host: 'a', machine: 'm1', pid: 10, born: '1', nonce: 'n1' };
const OTHER: Taker = { host: 'b', machine: 'm2', pid: 20, born: '2' };
const KEY = 'crm-ops/scan';

const entry = (key: string): ScheduleEntry => ({
  key,
  agent: key.slice(0, key.indexOf('/')),
  what: 'scan',
  when: parseWhen('daily 08:00') as When,
});
const run = (due = DUE, key = KEY): { entry: ScheduleEntry; due: number } => ({ entry: entry(key), due });
const turn = (more: Partial<Turn>): Turn => ({ seen: 0, due: DUE, at: DUE, by: OTHER, nonce: 'n0', ...more });
const never = (): boolean => false;

describe('a turn', () => {
  const cases: readonly (readonly [what: string, turns: Turns, moment: number, over: boolean, wanted: string])[] = [
    ['that nobody took', {}, DUE, false, 'taken'],
    ['that somebody runs', { [KEY]: turn({ state: 'running' }) }, DUE + MINUTE, false, 'elsewhere'],
    ['whose taker is gone', { [KEY]: turn({ state: 'running' }) }, DUE + MINUTE, true, 'taken'],
    ['that was run', { [KEY]: turn({ state: 'ran' }) }, DUE + MINUTE, false, 'done'],
    ['that was run for the day before', { [KEY]: turn({ state: 'ran', due: DUE - 86_400_000 }) }, DUE, false, 'taken'],
    ['that failed a minute ago', { [KEY]: turn({ state: 'failed', tries: 1 }) }, DUE + MINUTE, false, 'later'],
    ['that failed five minutes ago', { [KEY]: turn({ state: 'failed', tries: 1 }) }, DUE + 5 * MINUTE, false, 'taken'],
    [
      'that failed three times, a quarter of an hour ago',
      { [KEY]: turn({ state: 'failed', tries: 3 }) },
      DUE + 15 * MINUTE,
      false,
      'later',
    ],
    ['that failed fifty times, an hour ago', { [KEY]: turn({ state: 'failed', tries: 50 }) }, DUE + 60 * MINUTE, false, 'taken'],
    ['that failed before the clock was set back', { [KEY]: turn({ state: 'failed', tries: 4 }) }, DUE - 60 * MINUTE, false, 'taken'],
    ['that failed yesterday', { [KEY]: turn({ state: 'failed', tries: 9, due: DUE - 86_400_000 }) }, DUE, false, 'taken'],
    ['of an agent that runs another row', { 'crm-ops/other': turn({ state: 'running' }) }, DUE, false, 'elsewhere'],
    ['beside another agent that runs', { 'performance/scan': turn({ state: 'running' }) }, DUE, false, 'taken'],
    ['run by a machine whose clock said 2099', { [KEY]: turn({ state: 'ran', due: at('2099-01-01T08:00Z') }) }, DUE, false, 'taken'],
    [
      'run for this time before a clock said 2099',
      { [KEY]: turn({ state: 'ran', due: at('2099-01-01T08:00Z'), earlier: [DUE] }) },
      DUE,
      false,
      'done',
    ],
  ];

  test.each(cases)('%s', (_what, turns, moment, over, wanted) => {
    expect(takeTurn(turns, run(), ME, moment, () => over).kind).toBe(wanted);
  });

  test('is one’s own until it is ended, by nobody else', () => {
    const taking = takeTurn({}, run(), ME, DUE, never);
    if (taking.kind !== 'taken') throw new Error(taking.kind);
    expect(taking.turns[KEY]).toMatchObject({ state: 'running', due: DUE, at: DUE, by: { host: 'a' }, nonce: 'n1' });
    expect(endTurn(taking.turns, KEY, 'n2', 'ran', DUE)).toBeUndefined();
    expect(endTurn(taking.turns, KEY, 'n1', 'ran', DUE + MINUTE)?.[KEY]).toMatchObject({ state: 'ran', due: DUE });
    expect(endTurn(taking.turns, KEY, 'n1', 'failed', DUE + MINUTE)?.[KEY]).toMatchObject({ state: 'failed', tries: 1, at: DUE + MINUTE });
    expect(endTurn(taking.turns, KEY, 'n1', 'free', DUE)?.[KEY]).toEqual({ seen: DUE });
  });

  test('that was taken and never ended counts as a failure', () => {
    const dead = { [KEY]: turn({ state: 'running', tries: 1 }) };
    const taking = takeTurn(dead, run(), ME, DUE + MINUTE, () => true);
    expect(taking.kind === 'taken' && taking.turns[KEY].tries).toBe(2);
  });

  test('counts as a run of its time, a failed one does not', () => {
    const known = knownOf({ a: turn({ state: 'ran' }), b: turn({ state: 'failed' }), c: turn({ state: 'running' }) }, () => [7]);
    expect(knownOf({ a: turn({ state: 'running', earlier: [3] }) }, () => []).get('a')?.runs).toEqual([3]);
    expect([...known.values()].map(({ runs }) => runs)).toEqual([[DUE, DUE, 7], [7], [7]]);
  });

  test('rows are seen once', () => {
    const seen = seeRows({ a: { seen: 1 } }, ['a', 'b'], 5);
    expect(seen).toEqual({ a: { seen: 1 }, b: { seen: 5 } });
    expect(seeRows(seen ?? {}, ['a', 'b'], 9)).toBeUndefined();
    expect(joinTurns({ a: { seen: 3, due: 9, state: 'ran' } }, { a: { seen: 1, due: 4, state: 'failed' }, b: { seen: 2 } }, 10)).toEqual({
      a: { seen: 1, due: 9, state: 'ran' },
      b: { seen: 2 },
    });
    const far = at('2099-01-01T08:00Z');
    expect(joinTurns({ a: { seen: 3, due: far, state: 'ran' } }, { a: { seen: 3, due: 4, state: 'ran' } }, 10).a.due).toBe(4);
  });
});

describe('turns as text', () => {
  test('come back as they were', () => {
    const turns: Turns = { [KEY]: turn({ state: 'running', tries: 2 }), b: { seen: 5 } };
    expect(parseTurns(writeTurns(turns, 'x'))).toEqual(turns);
  });

  test.each([
    ['not JSON', '{'],
    ['another schema', '{"schema":"bizos.leases/1","entries":{}}'],
    ['a wrong time', writeTurns({ a: { seen: -1 } }, 'x')],
  ])('%s is nothing', (_what, text) => {
    expect(parseTurns(text)).toBeUndefined();
  });

  test('are never the same bytes twice', () => {
    expect(writeTurns({}, 'x')).not.toBe(writeTurns({}, 'y'));
  });
});

test('machines that take, run, fail and die in any order run each time at most once, and one of them runs it', () => {
  const step = fc.record({
    machine: fc.integer({ min: 1, max: 4 }),
    minutes: fc.integer({ min: 0, max: 90 }),
    how: fc.constantFrom('ran', 'failed', 'dies'),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      let turns: Turns = {};
      let moment = DUE;
      const ran: number[] = [];
      const dead = new Set<string>();
      for (const [k, { machine, minutes, how }] of steps.entries()) {
        moment += minutes * MINUTE;
        const nonce = `n${k}`;
        const taking = takeTurn(turns, run(), { ...OTHER, machine: `m${machine}`, nonce }, moment, (one) => dead.has(one.nonce ?? ''));
        if (taking.kind !== 'taken') continue;
        turns = taking.turns;
        if (how === 'dies') dead.add(nonce);
        else {
          if (how === 'ran') ran.push(moment);
          turns = endTurn(turns, KEY, nonce, how, moment) ?? turns;
        }
      }
      expect(ran.length).toBeLessThanOrEqual(1);
      // However it went: an hour later somebody can run it, unless it was run.
      const last = takeTurn(turns, run(), { ...ME, nonce: 'last' }, moment + 60 * MINUTE, (one) => dead.has(one.nonce ?? ''));
      expect(last.kind).toBe(ran.length === 1 ? 'done' : 'taken');
    }),
    { numRuns: 2000 },
  );
});
