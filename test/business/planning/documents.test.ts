import { describe, expect, it } from 'vitest';
import type { PlanningArea } from '../../../src/business/planning/area-reader.ts';
import { codesOf, readFixture } from '../../tree/fixture.ts';

describe('a planning area', async () => {
  const reading = await readFixture<PlanningArea>('PLANNING_AREA.md', 'bizos/02_A/PLANNING_AREA.md');
  const { steps, weekly, tails, games, rows } = reading.value;

  it('has a guard band for each metric, two in a cell too', () => {
    expect(codesOf(reading)).toEqual([]);
    expect(
      rows.map(({ name, level, target: [part] }) => [level, name, part.target?.op, part.target?.value, part.currency ?? part.unit]),
    ).toEqual([
      ['Guests', 'P90 Boat Lateness', '<', 0.25, 'hours'],
      ['Guests', 'P10 NPS', '>', 6, 'number'],
      ['Crew', 'P10 Weekly Pay', '>', 48_000, 'USD'],
      ['Crew', '90‑day churn', '<', 0.09, 'ratio'],
      ['Cost', 'P90 Fuel Delta', '<', 0.1, 'ratio'],
      ['Growth', 'Trips / wk', 'increase', 0.08, 'ratio'],
    ]);
  });

  it('has tails: the line that is crossed', () => {
    expect(tails.map(({ metric, crossed, unit, currency }) => [metric, crossed.op, crossed.value, currency ?? unit])).toEqual([
      ['P10 crew pay', '<', 48_000, 'USD'],
      ['P90 boat lateness', '>', expect.closeTo(25 / 60, 9), 'hours'],
    ]);
  });

  it('has steps, weekly phases and games', () => {
    expect(steps.map(({ name, does }) => [name, does])).toEqual([
      ['01 Look', ['Reads the news:', 'boats out', 'crew on shore']],
      ['02 Tails', ['Flags:', 'Any P10 crew pay < $480/wk', 'Any P90 boat lateness > 25 min']],
    ]);
    expect(weekly).toMatchObject([{ name: 'A. Pack', produces: ['plots', 'best five'], drives: 'sets the talk' }]);
    expect(games).toMatchObject([{ name: 'Board', signal: 'trips', experience: 'rank', impact: 'fun' }]);
  });
});
