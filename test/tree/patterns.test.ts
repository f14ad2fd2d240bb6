import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinds } from '../../src/business/kinds.ts';
import { matchesPath } from '../../src/tree/patterns.ts';
import { kindAt } from './fixture.ts';

describe('path patterns', () => {
  it.each([
    ['bizos/*/_ENTITY.md', 'bizos/02_A/_ENTITY.md', true],
    ['bizos/*/_ENTITY.md', 'bizos/02_A/b/_ENTITY.md', false],
    ['bizos/*/_ENTITY.md', 'x/bizos/02_A/_ENTITY.md', false],
    ['bizos/*/_ENTITY.md', 'bizos/02_A/_ENTITY.md.bak', false],
    ['bizos/**', 'bizos/a/b/c.md', true],
    ['bizos/**/x.md', 'bizos/x.md', true],
    ['bizos/**/x.md', 'bizos/a/b/x.md', true],
    ['bizos/**/a/**/x.md', 'bizos/a/b/a/c/x.md', true],
    ['bizos/**/a/**/x.md', 'bizos/b/x.md', false],
    ['**', 'anything/at/all', true],
    ['bizos/[entity]/roles/', 'bizos/02_A/roles/B.md', true],
    ['bizos/<entity>/roles/', 'bizos/02_A/roles/deep/B.md', true],
    ['bizos/[entity]/x.md', 'bizos/e/x.md', true],
    ['bizos/[abc]/x.md', 'bizos/a/x.md', false],
    ['bizos/[abc]/x.md', 'bizos/[abc]/x.md', true],
    ['a+(b).md', 'a+(b).md', true],
    ['a.md', 'abmd', false],
    ['K*-*.md', 'K1-2-3.md', true],
    ['aa*a.md', 'aa.md', false],
    ['!a.md', 'a.md', false],
    ['*.md', '.hidden.md', true],
    ['BIZOS/*', 'bizos/a', false],
  ])('%s against %s: %s', (pattern, path, fits) => expect(matchesPath(pattern, path)).toBe(fits));

  it('companies can be given by name', () => {
    const companies = new Set(['02_A']);
    expect(matchesPath('bizos/[entity]/x.md', 'bizos/02_A/x.md', companies)).toBe(true);
    expect(matchesPath('bizos/[entity]/x.md', 'bizos/_archive/x.md', companies)).toBe(false);
  });

  it('every path matches itself unless it has a mark in it', () => {
    const name = fc.stringMatching(/^[\w .+()^$[\]{}|?é-]{1,12}$/).filter((text) => text !== '[entity]');
    fc.assert(fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (parts) => matchesPath(parts.join('/'), parts.join('/'))));
  });

  it('stars by the dozen don’t take for ever', () => {
    expect(matchesPath(`${'**/a/'.repeat(12)}b`, `${'a/'.repeat(200)}c`)).toBe(false);
    expect(matchesPath(`${'*a'.repeat(30)}b`, 'a'.repeat(5000))).toBe(false);
  });
});

describe('kinds of documents', () => {
  it.each([
    ['bizos/02_A/_ENTITY.md', 'entity'],
    ['bizos/AGENT_GOALS.md', 'agent-goals'],
    ['bizos/STRUCTURE.md', 'structure'],
    ['bizos/KAIZEN_LOG.md', 'kaizen-log'],
    ['cto-brain/kaizen/KAIZEN_LOG.md', 'kaizen-log'],
    ['bizos/02_A/TTL_KPIS.md', 'kpis'],
    ['bizos/02_A/CRM_STRUCTURE.md', 'crm-structure'],
    ['bizos/00_Holding/PTL_FRAMEWORK.md', 'ptl-framework'],
    ['bizos/00_Holding/COST_BUDGETS.md', 'cost-budgets'],
    ['bizos/02_A/roles/_ROLES_INDEX.md', 'roles-index'],
    ['bizos/02_A/roles/LEAD.md', 'role'],
    ['bizos/02_A/OPERATIONS.md', 'operations'],
    ['bizos/02_A/SALES_PROCESS.md', 'sales-process'],
    ['bizos/02_A/PLANNING_AREA.md', 'planning-area'],
    ['bizos/02_A/reports/2026-01-01-pipeline.md', undefined],
    ['README.md', undefined],
  ])('%s is %s', (path, name) => expect(kindAt(path)?.name).toBe(name));

  it('have names of their own, both languages, and readers whose values survive JSON', async () => {
    expect(new Set(kinds.map(({ name }) => name)).size).toBe(kinds.length);
    const { readDocument } = await import('../../src/tree/read.ts');
    for (const kind of kinds) {
      expect(kind.summary.de).not.toBe('');
      expect(kind.summary.en).not.toBe('');
      const path = kind.paths[0].replace('*', '02_A').replace('*', 'X');
      const { value, problems } = (await kind.load()).read(readDocument(path, new Uint8Array()));
      expect(JSON.parse(JSON.stringify(value))).toEqual(value);
      expect(problems).toEqual([]);
    }
  });
});
