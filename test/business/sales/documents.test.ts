import { describe, expect, it } from 'vitest';
import type { SalesProcess } from '../../../src/business/sales/process-reader.ts';
import { codesOf, readAs, readFixture } from '../../tree/fixture.ts';

describe('the sales process, tables in prose without blank lines or headings', async () => {
  const reading = await readFixture<SalesProcess>('SALES_PROCESS.md', 'bizos/02_A/SALES_PROCESS.md');
  const { layers, permissions, agents, rows, decisionsMin } = reading.value;

  it('has layers with weights, what they check and from where', () => {
    expect(codesOf(reading)).toEqual([]);
    expect(layers).toEqual([
      { name: 'Place', weight: 0.25, why: 'near is not enough', checks: 'lives near the pier', source: 'address', line: 21 },
      { name: 'Habit', weight: 0.45, why: 'deeds before words', checks: 'has crossed before', source: 'tickets', line: 22 },
      { name: 'Heart', weight: 0.3, why: 'hard to see', checks: 'likes the sea', source: 'talk', line: 23 },
    ]);
    expect(decisionsMin).toBe(30);
  });

  it('has what each agent may do with each field', () => {
    expect(permissions.map(({ field, agent, access, only }) => [field, agent, access, only])).toEqual([
      ['Contact', 'Caller', 'write', undefined],
      ['Contact', 'Clerk', 'read', undefined],
      ['Activity log', 'Caller', 'write', 'calls'],
      ['Activity log', 'Clerk', 'write', 'tickets'],
      ['Price', 'Caller', 'none', undefined],
      ['Price', 'Clerk', 'write', undefined],
    ]);
  });

  it('has the agents, and the outcomes as metrics', () => {
    expect(agents.map(({ name, workflow, handoff }) => [name, workflow, handoff])).toEqual([
      ['Caller', 'Calling', 'list of names'],
      ['Clerk', 'Selling', 'tickets to sign'],
    ]);
    expect(rows.map(({ name, target, current }) => [name, target[0].target?.op, target[0].target?.value, current[0].value])).toEqual([
      ['Calls that were wanted', '>=', 7, 0],
      ['Right guesses', '>', 0.65, null],
      ['Sold', '>', 2_000_000, 0],
    ]);
  });

  it('weights that don’t make 100 %, and rights that can’t be read, are problems', async () => {
    const text =
      '| Layer | Weight |\n|---|---|\n| A | 50% |\n| B | 40% |\n| C | a lot |\n\n| CRM-Feld | Agent |\n|---|---|\n| X | Schreiben |\n| Y | perhaps |\n';
    const found = await readAs<SalesProcess>('bizos/02_A/SALES_PROCESS.md', text);
    expect(codesOf(found)).toEqual(['weight-unreadable:5', 'weights-sum:3', 'permission-unreadable:10']);
    expect(found.value.permissions).toEqual([{ field: 'X', agent: 'Agent', access: 'write', line: 9 }]);
  });
});
