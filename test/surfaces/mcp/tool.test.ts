import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { operations } from '../../../src/business/index.ts';
import { annotationsOf, forAgents, inputOf, toolName } from '../../../src/surfaces/mcp/tool.ts';
import type { Operation } from '../../../src/workspace/operation.ts';

describe('tools', () => {
  it('have names that every host takes, each once', () => {
    const names = forAgents(operations).map(({ name }) => toolName(name));
    expect(names.filter((name) => !/^[a-z][a-z0-9_]{0,62}$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([
    'approvals approve',
    'approvals reject',
    'approvals edit',
    'approvals postpone',
    'approvals inbox',
    'agent pause',
    'agent resume',
    'findings acknowledge',
    'guard hook',
    'hooks uninstall',
    'integrate claude',
  ])('%s is a person’s and is not offered', (name) => {
    expect(operations.some((one) => one.name === name)).toBe(true);
    expect(forAgents(operations).some((one) => one.name === name)).toBe(false);
  });

  it('every schema can be told to a host, with help for every field', async () => {
    for (const entry of forAgents(operations)) {
      const operation = (await entry.load()) as Operation;
      const told = z.toJSONSchema(inputOf(operation), { io: 'input' }) as {
        type: string;
        properties: Record<string, { description?: string }>;
      };
      expect(told.type).toBe('object');
      const silent = Object.entries(told.properties).filter(([, { description }]) => !description);
      expect([entry.name, silent.map(([key]) => key)]).toEqual([entry.name, []]);
    }
  });

  it('what only looks says so', () => {
    expect([annotationsOf({ effect: 'reads' }).readOnlyHint, annotationsOf({ effect: 'writes' }).readOnlyHint]).toEqual([true, false]);
    expect(annotationsOf({ effect: 'sends' })).toEqual({ readOnlyHint: false, destructiveHint: true, openWorldHint: true });
  });
});
