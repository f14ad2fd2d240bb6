import { describe, expect, it } from 'vitest';
import { statesNamed } from '../../../src/business/kaizen/gathered.ts';
import { STATE_WORDS } from '../../../src/business/kaizen/steps.ts';
import { BizosError } from '../../../src/core/problem.ts';
import { jsonOf } from '../group/fake-context.ts';
import { ask, treeWithLog } from './log-tree.ts';

const FIELDS: readonly (readonly [id: string, layer: string, entity: string, status: string])[] = [
  ['K-BIZ-001', 'System', 'Solartech', 'Proposed'],
  ['K-BIZ-002', 'Prozess', 'Firmenübergreifend', 'Proposed'],
  ['K-BIZ-003', 'Process', 'Cross-entity (boats first)', 'Proposed'],
  ['K-BIZ-004', 'System', 'Sales team', 'Proposed'],
  ['K-BIZ-005', 'System', 'All', 'Dropped'],
];

const folder = treeWithLog(
  `# Log\n\n## Active Experiments\n\n${FIELDS.map(
    ([id, layer, entity, status]) => `### [${id}] Try it\n**Layer:** ${layer}\n**Entity:** ${entity}\n**Status:** ${status}\n`,
  ).join('\n')}`,
);

/** Numbers of the experiments that an operation finds. */
async function found(operation: string, input: Record<string, unknown>): Promise<number[]> {
  const { experiments, columns } = jsonOf(await ask(folder, operation, input)) as unknown as {
    experiments?: { id: string }[];
    columns?: { experiments: { id: string }[] }[];
  };
  return (experiments ?? (columns ?? []).flatMap((column) => column.experiments)).map(({ id }) => Number(id.slice(-3)));
}

describe('a word of a filter', () => {
  it.each([
    ['kaizen list', { overdue: true, layer: 'Systen' }, 'Layers: System, Process, Model', 'Ebenen: System, Prozess, Modell'],
    ['kaizen board', { layer: 'Systen' }, 'Layers: System, Process, Model', 'Ebenen: System, Prozess, Modell'],
    ['kaizen list', { log: 'nix' }, 'Logs: bizos, cto', 'Logs: bizos, cto'],
    ['kaizen board', { log: 'nix' }, 'Logs: bizos, cto', 'Logs: bizos, cto'],
    ['kaizen report', { log: 'nix' }, 'Logs: bizos, cto', 'Logs: bizos, cto'],
    ['kaizen stats', { log: 'nix' }, 'Logs: bizos, cto', 'Logs: bizos, cto'],
    ['kaizen list', { entity: 'Solartec h' }, 'solartech', 'solartech'],
    ['kaizen list', { entity: 'Solartec h', overdue: true }, 'cross-entity', 'cross-entity'],
    ['kaizen list', { entity: ' ' }, 'solartech', 'solartech'],
    ['kaizen board', { entity: 'Solartec h' }, 'solartech', 'solartech'],
    ['kaizen list', { status: 'to decade' }, 'to-decide', 'unentschieden'],
  ])('that means nothing is refused with those that do: %s %j', async (operation, input, en, de) => {
    const error = await ask(folder, operation, input).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BizosError);
    expect(error).toMatchObject({ exit: 2, hint: { en: expect.stringContaining(en), de: expect.stringContaining(de) } });
  });

  it.each([
    ['kaizen list', { layer: 'Model' }, []],
    ['kaizen list', { layer: 'sYSTEM' }, [1, 4, 5]],
    ['kaizen list', { layer: 'Process' }, [2, 3]],
    ['kaizen list', { log: 'cto' }, []],
    ['kaizen list', { log: 'BizOS' }, [1, 2, 3, 4, 5]],
    ['kaizen report', { log: 'CTO' }, []],
    ['kaizen list', { entity: 'hippos' }, []],
    ['kaizen list', { entity: 'SOLARTECH' }, [1]],
    ['kaizen list', { entity: 'cross-entity' }, [2, 3, 5]],
    ['kaizen board', { entity: 'Firmenübergreifend' }, [2, 3, 5]],
    ['kaizen list', { entity: 'sales' }, [4]],
    // It stands in a log, though not with what else is asked.
    ['kaizen list', { entity: 'sales', status: 'dropped' }, []],
    ['kaizen list', { entity: 'sales', log: 'cto' }, []],
    ['kaizen list', { entity: 'alle', log: 'cto' }, []],
    ['kaizen list', { status: 'to decide' }, []],
  ])('that means something is answered, also with none: %s %j', async (operation, input, numbers) => {
    expect(await found(operation, input)).toEqual(numbers);
  });

  it.each(Object.entries(STATE_WORDS))('may be what the table calls a status: %s', (state, { en, de }) => {
    expect(statesNamed(en)).toContain(state);
    expect(statesNamed(de)).toContain(state);
  });
});
