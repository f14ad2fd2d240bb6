import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { companiesNamed } from '../../../src/business/kaizen/company-names.ts';
import { kaizenScan } from '../../../src/business/kaizen/scans/kaizen.ts';
import { openWorkspace } from '../../../src/workspace/workspace.ts';
import { contextIn, jsonOf } from '../group/fake-context.ts';
import { ask, treeWithLog } from './log-tree.ts';

const company = (name: string, folder: string) => ({ name, folder, slug: name.toLowerCase().replaceAll(' ', '-') });

describe('companies that words name', () => {
  const all = [
    company('Acme Group', 'bizos/00_Holding'),
    company('Solar', 'bizos/01_Solar'),
    company('Solartech', 'bizos/02_Solartech'),
    company('Solartech Nord', 'bizos/03_Nord'),
    company('Art', 'bizos/04_Art'),
    company('A.C+', 'bizos/05_AC'),
    company('Jörg & Söhne', 'bizos/06_Joerg'),
  ];

  it.each([
    ['Solartech', ['Solartech']],
    ['SOLAR', ['Solar']],
    ['at Solartech Nord, then at Solar', ['Solar', 'Solartech Nord']],
    ['solartech-nord', ['Solartech Nord']],
    ['Solartech / Solartech Nord', ['Solartech', 'Solartech Nord']],
    ['Start with parts', []],
    ['Solar2 Übersolar Solarß Solars', []],
    ['🚀Solar', ['Solar']],
    ['Solar-Team', ['Solar']],
    ['A.C+', ['A.C+']],
    ['Jo\u0308rg & So\u0308hne', ['Jörg & Söhne']],
    ['Holding', ['Acme Group']],
    ['acme group', ['Acme Group']],
    ['Sales team', []],
    ['', []],
  ])('%j: %j', (words, names) => expect(companiesNamed(words, all).map(({ name }) => name)).toEqual(names));

  it('both of one name are', () => {
    const twins = [company('Solar', 'bizos/01_Solar'), company('Solar', 'bizos/02_Solar')];
    expect(companiesNamed('Solar', twins)).toEqual(twins);
  });
});

describe('a company whose name is a part of another', () => {
  const FIELDS = [
    'Solartech',
    'Sun Nord',
    'Sun',
    'Cross-entity',
    'Firmenübergreifend (Test)',
    'Hippos (first), then cross-entity',
    'Sales party',
  ];

  function tree(): string {
    const entry = (field: string, k: number): string =>
      `### [K-BIZ-00${k + 1}] Try it\n**Entity:** ${field}\n**Status:** Active\n**Started:** 2026-01-05\n**Duration:** 4 weeks\n`;
    const folder = treeWithLog(`# Log\n\n## Active Experiments\n\n${FIELDS.map(entry).join('\n')}`);
    for (const name of ['Solar', 'Art', 'Sun', 'Sun Nord']) {
      const at = join(folder, 'bizos', `1${name.length}_${name.replace(' ', '_')}`);
      mkdirSync(at);
      writeFileSync(join(at, '_ENTITY.md'), `---\nname: ${name}\n---\n\n# ${name}\n`);
    }
    return folder;
  }

  it('has no experiments of the other in numbers, and the whole group is one row', async () => {
    const { byEntity } = jsonOf(await ask(tree(), 'kaizen stats')) as unknown as { byEntity: { key: string; total: number }[] };
    expect(byEntity.map(({ key, total }) => `${key} ${total}`).sort()).toEqual([
      'Cross-entity 2',
      'Hippos 1',
      'Sales party 1',
      'Solartech 1',
      'Sun 1',
      'Sun Nord 1',
    ]);
  });

  it.each([
    ['art', []],
    ['solar', []],
    ['solartech', [1]],
    ['Sun Nord', [2]],
    ['sun', [3]],
    // No company: found anywhere in the field.
    ['sal', [7]],
    ['cross-entity', [4, 5, 6]],
    ['firmenübergreifend', [4, 5, 6]],
    ['Firmenu\u0308bergreifend', [4, 5, 6]],
    ['hippos', [6]],
  ])('nor in a list: --entity %s', async (entity, numbers) => {
    const { experiments } = jsonOf(await ask(tree(), 'kaizen list', { entity })) as unknown as { experiments: { id: string }[] };
    expect(experiments.map(({ id }) => Number(id.slice(-3)))).toEqual(numbers);
  });

  it('nor findings of it', async () => {
    const context = contextIn(tree());
    const workspace = await openWorkspace(context);
    const given: Record<string, string[]> = {};
    try {
      for (const entity of workspace.entities) {
        const { findings } = await kaizenScan.run(context, workspace, { entity });
        if (findings.length > 0) given[entity.slug] = findings.map(({ subject }) => FIELDS[Number(subject.id.slice(-1)) - 1]);
      }
    } finally {
      workspace.close();
    }
    expect(given).toEqual({
      holding: ['Cross-entity', 'Firmenübergreifend (Test)', 'Sales party'],
      solartech: ['Solartech'],
      sun: ['Sun'],
      'sun-nord': ['Sun Nord'],
      hippos: ['Hippos (first), then cross-entity'],
    });
  });
});
