import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layPolicies } from '../../../src/business/pipeline/policy-layers.ts';
import { read as readStructure } from '../../../src/business/pipeline/policy-reader.ts';
import { read as readAgents } from '../../../src/tree/kinds/agent-goals.ts';
import { readDocument } from '../../../src/tree/read.ts';

const TEMPLATES = join(import.meta.dirname, '..', '..', '..', 'templates');
const document = (path: string) => readDocument(path, readFileSync(join(TEMPLATES, path)));

describe('scaffolds', () => {
  it('exist in both languages, file for file', () => {
    const list = (language: string): string[] =>
      readdirSync(join(TEMPLATES, 'tree', language), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(join(TEMPLATES, 'tree', language).length + 1))
        .filter((name) => !name.startsWith('policies'))
        .sort();
    expect(list('de')).toEqual(list('en'));
  });

  it('the German policy says the same as the shipped one', () => {
    const laid = (path: string) => {
      const { value, problems } = readStructure(document(path));
      expect(problems).toEqual([]);
      const policy = layPolicies([value], [], 'MYR');
      expect(policy.problems).toEqual([]);
      const { stages, targets, rules, ...rest } = policy.value;
      return {
        ...rest,
        stages: stages.map(({ name, category, sla, probability }) => ({ name, category, ms: sla?.ms, probability })),
        targets: Object.fromEntries(Object.entries(targets).map(([id, { op, value: goal }]) => [id, { op, goal }])),
        rules: Object.fromEntries(Object.entries(rules).map(([rule, { severity }]) => [rule, severity])),
      };
    };
    expect(laid('tree/de/policies/CRM_STRUCTURE.md')).toEqual(laid('policies/CRM_STRUCTURE.md'));
  });

  it.each(['en', 'de'])('%s: the agents are read with mission, metrics, current phase and zones', (language) => {
    const { value, problems } = readAgents(document(`tree/${language}/bizos/AGENT_GOALS.md`));
    expect(problems).toEqual([]);
    expect(
      value.agents.map(({ mission, metrics, currentPhase, phases, writeZones, dataSources }) => [
        mission !== '',
        metrics.length,
        currentPhase,
        phases.length,
        writeZones.length,
        dataSources.length,
      ]),
    ).toEqual([
      [true, 5, 1, 3, 2, 3],
      [true, 4, 1, 3, 3, 2],
    ]);
    expect(value.standards).toHaveLength(4);
  });
});
