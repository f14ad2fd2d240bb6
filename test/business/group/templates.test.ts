import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kinds } from '../../../src/business/kinds.ts';
import { layPolicies } from '../../../src/business/pipeline/policy-layers.ts';
import { read as readStructure } from '../../../src/business/pipeline/policy-reader.ts';
import { read as readAgents } from '../../../src/tree/kinds/agent-goals.ts';
import { read as readPlaces } from '../../../src/tree/kinds/structure.ts';
import { matchesPath } from '../../../src/tree/patterns.ts';
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

  it.each(['en', 'de'])('%s: every document that BizOS reads has its place in the table that the doctor goes by', (language) => {
    const { places } = readPlaces(document(`tree/${language}/bizos/STRUCTURE.md`)).value;
    const paths = kinds
      .flatMap((kind) => kind.paths)
      .map((pattern) => pattern.replace('bizos/*/', 'bizos/03_Acme/').replace('*', 'seller'));
    expect(paths.length).toBeGreaterThan(15);
    expect(paths.filter((path) => !places.some(({ pattern }) => matchesPath(pattern, path)))).toEqual([]);
  });

  it.each(['en', 'de'])('%s: the agents are read with mission, metrics, current phase and zones', (language) => {
    const { value, problems } = readAgents(document(`tree/${language}/bizos/AGENT_GOALS.md`));
    expect(problems).toEqual([]);
    expect(
      value.agents.map(({ slug, mission, metrics, currentPhase, phases, writeZones, dataSources }) => ({
        slug,
        hasMission: mission !== '',
        metrics: metrics.length,
        currentPhase,
        phases: phases.length,
        zones: writeZones.map(({ path }) => path),
        dataSources: dataSources.length,
      })),
    ).toEqual([
      {
        slug: 'crm-ops',
        hasMission: true,
        metrics: 5,
        currentPhase: 1,
        phases: 3,
        zones: ['bizos/<entity>/_ENTITY.md', 'bizos/<entity>/reports/', 'bizos/KAIZEN_LOG.md'],
        dataSources: 3,
      },
      {
        slug: 'performance',
        hasMission: true,
        metrics: 4,
        currentPhase: 1,
        phases: 3,
        zones: ['bizos/<entity>/roles/', 'bizos/<entity>/TTL_KPIS.md', 'cto-brain/modules/grow-ptl/', 'bizos/KAIZEN_LOG.md'],
        dataSources: 2,
      },
    ]);
    expect(value.standards).toHaveLength(4);
  });
});
