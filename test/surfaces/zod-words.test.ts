import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { actionKinds, checks, explanations, mergeDrivers, operations, scans } from '../../src/business/index.ts';
import { kinds } from '../../src/business/kinds.ts';
import { readInput } from '../../src/surfaces/cli/flags.ts';
import { callOperation } from '../../src/surfaces/library/call.ts';
import { told } from '../../src/surfaces/mcp/tool.ts';
import type { Operation } from '../../src/workspace/operation.ts';

const wiring = { operations, kinds, explanations, checks, scans, actionKinds, mergeDrivers };
const wrong: readonly (readonly [string, Record<string, unknown>, string])[] = [
  ['search', { limit: 'ten' }, 'limit: Invalid input: expected number, received string'],
  ['search', { limit: 1.5 }, 'limit: Invalid input: expected int, received number'],
  ['search', { words: 3, limit: 0 }, 'words: Invalid input: expected string, received number; limit: Too small: expected number to be >=1'],
  ['approvals show', { id: '' }, 'id: Too small: expected string to have >=1 characters'],
  ['approvals show', {}, 'id: Invalid input: expected string, received undefined'],
  ['scan pipeline', { dateOrder: 'ymd' }, 'dateOrder: Invalid option: expected one of "dmy"|"mdy"'],
  ['learn', { metric: 'compliance' }, 'metric: write it like solartech/follow_up_compliance'],
];

it('what is wrong with a call is said in words, though zod/mini brings none', async () => {
  // No other part of the program has set them for all schemas.
  expect(z.config().localeError).toBeUndefined();
  for (const [name, input, words] of wrong) {
    await expect(callOperation(name, input, { environment: {} }, wiring)).rejects.toMatchObject({ exit: 2, message: `${name}: ${words}` });
    const operation = (await operations.find((one) => one.name === name)?.load()) as Operation;
    const { issues = [] } = await told(operation.input)['~standard'].validate(input);
    expect(issues.map(({ path = [], message }) => `${path.join('.')}: ${message}`).join('; ')).toBe(words);
  }
});

it('and at the command line, where a schema has words of its own or the command line has none', async () => {
  const learn = (await operations.find((one) => one.name === 'learn')?.load()) as Operation;
  await expect(readInput(learn, ['kaizen bizos: x'], { metric: 'compliance' })).rejects.toMatchObject({
    text: { en: expect.stringContaining('--metric: write it like solartech/follow_up_compliance') },
  });
  await expect(readInput(learn, [], { words: 'x', layer: 3 })).rejects.toMatchObject({
    text: { de: expect.stringContaining('--layer: Invalid input: expected string, received number') },
  });
});
