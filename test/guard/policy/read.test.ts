import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../src/core/zone.ts';
import { decide } from '../../../src/guard/decide.ts';
import { lintZones } from '../../../src/guard/policy/lint.ts';
import { readPolicy } from '../../../src/guard/policy/read.ts';
import type { TreeSource } from '../../../src/guard/policy/source.ts';

const FOLDERS = ['00_Holding/', '02_Solartech/', '03_Hippos/', '04_WCI/'];

function tree(goals: string): TreeSource {
  return {
    id: 'test',
    list: async () => FOLDERS,
    read: async (paths) => paths.map((path) => (path === 'bizos/AGENT_GOALS.md' ? Buffer.from(goals) : undefined)),
  };
}

const AGENT = (name: string, scope: string, zones: string): string =>
  `## ${name}\n\n**Mission:** does things.\n\n### Entity Scope\n\n${scope}\n\n### Write Zones\n\n${zones}\n\n`;

const agent = (slug: string): Actor => ({ kind: 'agent', agent: slug });

async function may(goals: string, slug: string, path: string, field?: string): Promise<boolean> {
  const { value } = await readPolicy(tree(goals));
  const facets = field === undefined ? undefined : [{ part: 'field' as const, field }];
  return decide(value, agent(slug), [{ path, what: 'modify', facets }]).every(({ allowed }) => allowed);
}

describe('zones as a list', () => {
  const goals = AGENT(
    'CRM Ops Agent',
    '**Solartech** (first)\n- deals\n',
    '- `bizos/[entity]/_ENTITY.md` — the company (READ others)\n- `bizos/<entity>/crm/deals/*.md` with `stage: write`, `icp_score: read`\n- `bizos/KAIZEN_LOG.md` with `own entries: append, move`\n- `bizos/00_Holding/TTL_KPIS.md` (read only)\n- Zoho (deals, notes)\n',
  );

  it.each([
    ['bizos/02_Solartech/_ENTITY.md', undefined, true],
    ['bizos/03_Hippos/_ENTITY.md', undefined, false],
    ['bizos/02_Solartech/crm/deals/a.md', 'stage', true],
    ['bizos/02_Solartech/crm/deals/a.md', 'icp_score', false],
    ['bizos/02_Solartech/crm/deals/a.md', undefined, false],
    ['bizos/00_Holding/TTL_KPIS.md', undefined, false],
    ['bizos/BIZOS_RULES.md', undefined, false],
  ])('%s %s → %s', async (path, field, allowed) => expect(await may(goals, 'crm-ops', path, field)).toBe(allowed));

  it('keeps file and line of each row', async () => {
    const { value } = await readPolicy(tree(goals));
    const lines = value.agents[0].rules.map(({ place }) => goals.split('\n')[(place.line ?? 0) - 1]);
    expect(lines).toEqual(value.agents[0].rules.map(({ pattern }) => expect.stringContaining(`\`${pattern}\``)));
  });
});

describe('zones as tables', () => {
  it('reads Path | Fields | Mode, in English and in German', async () => {
    for (const [head, rows] of [
      [
        '| Path | Fields | Mode |',
        '| `bizos/*/crm/*.md` | stage, owner | write |\n| `bizos/*/crm/*.md` | amount | read |\n| `notes/` | | write |',
      ],
      [
        '| Pfad | Felder | Modus |',
        '| `bizos/*/crm/*.md` | stage, owner | schreiben |\n| `bizos/*/crm/*.md` | amount | lesen |\n| `notes/` | | schreiben |',
      ],
    ]) {
      const goals = AGENT('Desk Agent', '**All entities**', `${head}\n|---|---|---|\n${rows}\n`);
      expect(await may(goals, 'desk', 'bizos/02_Solartech/crm/a.md', 'owner')).toBe(true);
      expect(await may(goals, 'desk', 'bizos/02_Solartech/crm/a.md', 'amount')).toBe(false);
      expect(await may(goals, 'desk', 'bizos/02_Solartech/crm/a.md', 'other')).toBe(false);
      expect(await may(goals, 'desk', 'notes/x.md')).toBe(true);
    }
  });

  it('reads rows for people', async () => {
    const goals = `${AGENT('Desk Agent', '', '- `notes/`')}## Shared Standards\n\n| Who | Path | Mode |\n|---|---|---|\n| human | \`bizos/generated/\` | read |\n| Desk Agent | \`extra/\` | write |\n`;
    const { value, problems } = await readPolicy(tree(goals));
    expect(problems).toEqual([]);
    expect(decide(value, { kind: 'person' }, [{ path: 'bizos/generated/a.md', what: 'modify' }])[0].code).toBe('person-read-only');
    expect(await may(goals, 'desk', 'extra/a.md')).toBe(true);
  });
});

describe('the matrix of fields and agents', () => {
  const AGENTS = ['Lead Gen Agent', 'Qualification Agent', 'Conversion Support', 'Lifecycle Agent'] as const;
  const ROWS: readonly (readonly [string, ...('Write' | 'Read' | string)[]])[] = [
    ['Contact create/update', 'Write', 'Read', 'Read', 'Read'],
    ['Deal stage advance', 'Read', 'Write', 'Write', 'Read'],
    ['Activity log', 'Write (outreach)', 'Write (qualification)', 'Write (proposals)', 'Write (health checks)'],
    ['ICP fit score', 'Read', 'Write', 'Read', 'Read'],
    ['Deal value/probability', 'Read', 'Read', 'Write', 'Read'],
    ['Churn risk', 'Read', 'Read', 'Read', 'Write'],
  ];
  const goals = `${AGENTS.map((name) => AGENT(name, '', `- \`notes/${name.toLowerCase().replace(/\W+/g, '-')}/\``)).join('')}## Shared Standards\n\nFor \`bizos/*/crm/prospects/*.md\`:\n\n| CRM Field | ${AGENTS.join(' | ')} |\n|---|---|---|---|---|\n${ROWS.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`;
  const slugs = ['lead-gen', 'qualification', 'conversion-support', 'lifecycle'];
  const cells = ROWS.flatMap(([field, ...said]) => said.map((cell, i) => [field, slugs[i], cell.startsWith('Write')] as const));

  it('is six fields by four agents', () => expect(cells).toHaveLength(24));

  it.each(cells)('%s, %s: write %s', async (field, slug, allowed) => {
    const key = field.toLowerCase().replace(/\W+/g, '_');
    expect(await may(goals, slug, 'bizos/02_Solartech/crm/prospects/p1.md', key)).toBe(allowed);
    expect(await may(goals, slug, 'bizos/02_Solartech/crm/prospects/p1.md', field)).toBe(allowed);
  });

  it('gives nobody a field that it doesn’t name, nor the file as a whole', async () => {
    for (const slug of slugs) {
      expect(await may(goals, slug, 'bizos/02_Solartech/crm/prospects/p1.md', 'discount')).toBe(false);
      expect(await may(goals, slug, 'bizos/02_Solartech/crm/prospects/p1.md')).toBe(false);
    }
  });

  it('is a problem where no path is named', async () => {
    const { problems } = await readPolicy(tree(goals.replace(/For `[^`]+`:/, '')));
    expect(problems).toMatchObject([{ code: 'zone-matrix-path', level: 'error', place: { file: 'bizos/AGENT_GOALS.md' } }]);
  });
});

describe('what can’t be read gives nothing', () => {
  it.each([
    ['a class of letters', '- `bizos/[abc]/x.md`', 'zone-pattern'],
    ['braces', '- `bizos/{a,b}/x.md`', 'zone-pattern'],
    ['Z63 an extended glob', '- `bizos/+(a)/x.md`', 'zone-pattern'],
    ['Z61 a negation', '- `!bizos/x.md`', 'zone-pattern'],
    ['Z12 up and over', '- `bizos/../x.md`', 'zone-pattern'],
    ['Z68 an absolute place', '- `/workspace/operations/`', 'zone-pattern'],
    ['Z57 ** glued to text', '- `bizos/foo**bar.md`', 'zone-pattern'],
    ['Z66 a pattern of stars only', `- \`${'*a'.repeat(20)}\``, 'zone-pattern'],
    ['Z62 a blank behind it', '- `bizos/x.md ` and', 'zone-pattern'],
    ['Z62 an escaped mark', '- `\\\\!bizos/x.md`', 'zone-pattern'],
    ['Z65 two slashes at the end', '- `bizos/x//`', 'zone-pattern'],
    ['Z09 a pattern in form NFD', '- `bizos/Bu\u0308ro/`', 'zone-pattern'],
    ['Z13 a home folder', '- `~/notes/`', 'zone-pattern'],
    ['Z13 a variable', '- `$HOME/notes/`', 'zone-pattern'],
    ['a drive', '- `C:/notes/`', 'zone-pattern'],
    ['a part without a mode', '- `bizos/x.md` with `stage: maybe`', 'zone-part'],
    ['entries without a change', '- `bizos/x.md` with `own entries: everything`', 'zone-part'],
    ['a table’s row without a mode', '| Path | Mode |\n|---|---|\n| `bizos/x.md` | perhaps |', 'zone-mode'],
  ])('%s', async (_title, zones, code) => {
    const { value, problems } = await readPolicy(tree(AGENT('Desk Agent', '', zones)));
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(problems[0].place).toMatchObject({ file: 'bizos/AGENT_GOALS.md', line: expect.any(Number) });
    expect(value.agents[0].rules).toEqual([]);
  });

  it('a row for nobody', async () => {
    const { problems } = await readPolicy(
      tree(`${AGENT('Desk Agent', '', '- `notes/`')}## Rules\n\n| Agent | Path | Mode |\n|---|---|---|\n| Ghost | \`x/\` | write |\n`),
    );
    expect(problems.map(({ code }) => code)).toEqual(['zone-agent']);
  });

  it('no document: nobody may write', async () => {
    const { value } = await readPolicy({ id: 'none', list: async () => [], read: async (paths) => paths.map(() => undefined) });
    expect(decide(value, agent('crm-ops'), [{ path: 'bizos/x.md', what: 'modify' }])[0].allowed).toBe(false);
  });
});

describe('zones that a sentence of another section gives', () => {
  const goals = `${AGENT('CRM Ops Agent', '', '').replace(/### Write Zones[\s\S]*$/, '')}${AGENT('Performance Management Agent (TTL/PTL)', '', '- `bizos/[entity]/roles/`\n\n**No conflict with CRM Ops Agent** — CRM writes to Zoho and `bizos/[entity]/_ENTITY.md`. Perf Mgmt writes to SharePoint.\n')}`;

  it('counts for an agent without a section of its own', async () => {
    expect(await may(goals, 'crm-ops', 'bizos/02_Solartech/_ENTITY.md')).toBe(true);
    expect(await may(goals, 'crm-ops', 'bizos/02_Solartech/roles/a.md')).toBe(false);
    expect(await may(goals, 'performance-management', 'bizos/02_Solartech/_ENTITY.md')).toBe(false);
  });
});

describe('keys, exclusive companies, other trees', () => {
  const goals = `${AGENT('Desk Agent', '**Solartech**', '- `bizos/[entity]/x.md`\n- `brand-site:content/`\n\n**Signing Key:** `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDesk desk`\n**Exclusive:** yes\n')}## Trees\n\n| Tree | Where |\n|---|---|\n| brand-site | git@example.org:site |\n`;

  it('reads them', async () => {
    const { value } = await readPolicy(tree(goals));
    expect(value.agents[0]).toMatchObject({ keys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDesk desk'], exclusive: true });
    expect(value.trees).toEqual(['brand-site']);
    expect(decide(value, agent('desk'), [{ path: 'content/a', tree: 'brand-site', what: 'modify' }])[0].allowed).toBe(true);
  });
});

describe('lint', () => {
  it('Z67 finds two agents on one path, also where no file is yet', async () => {
    const { value } = await readPolicy(
      tree(`${AGENT('A Agent', '', '- `bizos/*/reports/`')}${AGENT('B Agent', '', '- `bizos/02_Solartech/**/week.md`')}`),
    );
    expect(lintZones(value, []).problems.map(({ code }) => code)).toContain('zone-overlap');
  });

  it('finds nothing where two agents write different fields of one file', async () => {
    const { value } = await readPolicy(
      tree(`${AGENT('A Agent', '', '- `deals/*.md` with `stage: write`')}${AGENT('B Agent', '', '- `deals/*.md` with `score: write`')}`),
    );
    expect(lintZones(value, ['deals/a.md']).problems).toEqual([]);
  });

  it('finds patterns that match nothing, and names the spelling that does', async () => {
    const { value } = await readPolicy(tree(AGENT('A Agent', '', '- `KAIZEN_LOG.md`\n- `notes/`')));
    const { problems, unowned } = lintZones(value, ['bizos/KAIZEN_LOG.md', 'notes/a.md', 'CLAUDE.md']);
    expect(problems.map(({ code, message }) => [code, message.en.includes('KAIZEN_LOG.md')])).toEqual([['zone-dead', true]]);
    expect(unowned).toEqual(['bizos/KAIZEN_LOG.md']);
  });

  it('takes an open pattern in a folder that is there for files to come', async () => {
    const { value } = await readPolicy(
      tree(
        AGENT(
          'A Agent',
          '**Solartech**',
          '- `bizos/[entity]/reports/`\n- `bizos/*/calls/*.md`\n- `bizos/02_Solartech/PLAN.md`\n- `bizos/02_Solartec/x/`\n- `nowhere/x/`\n- `bizos/02_solartech/_ENTITY.md`',
        ),
      ),
    );
    const { problems } = lintZones(value, ['bizos/02_Solartech/_ENTITY.md']);
    expect(problems.map(({ code, level, message }) => [code, level, message.en.split('`')[1]])).toEqual([
      ['zone-dead', 'note', 'bizos/02_Solartech/PLAN.md'],
      ['zone-dead', 'warning', 'bizos/02_Solartec/x/'],
      ['zone-dead', 'warning', 'nowhere/x/'],
      ['zone-dead', 'warning', 'bizos/02_solartech/_ENTITY.md'],
    ]);
  });

  it('Z68 finds a tree that nobody knows', async () => {
    const { value } = await readPolicy(tree(AGENT('A Agent', '', '- `brand-sight:content/`')));
    expect(lintZones(value, []).problems.map(({ code }) => code)).toEqual(['tree-unknown']);
  });

  it('counts no file that guards the guard as one that nobody owns', async () => {
    const { value } = await readPolicy(tree(AGENT('A Agent', '', '- `notes/`')));
    const paths = ['.claude/settings.json', '_SESSIONS/active/a.md', '_SESSIONS/ledger/a.jsonl', 'README.md', 'notes/a.md'];
    expect(lintZones(value, paths).unowned).toEqual(['README.md']);
  });
});

describe('the agents’ document as it is first written', () => {
  // Two agents; one has a list with remarks and a place outside the tree, the other only a sentence in that list's section.
  const goals = `# Agents

## CRM Desk Agent

**Mission:** keeps deals moving.

### Entity Scope

**Solartech** (first):
- deals

---

## People Agent (TTL/PTL)

**Mission:** keeps targets.

### Entity Scope

**All entities** (02_Solartech, 03_Hippos, 04_WCI):

### Write Zones (Parallel Safety)

This agent writes to:
- \`cto-brain/modules/people/\` — specs and scripts
- \`cto-brain/designs/PEOPLE.md\` — the design
- SharePoint (via flows) — lists
- \`bizos/[entity]/roles/\` — role files (READ from company files, WRITE only to roles/)
- \`bizos/[entity]/TTL_KPIS.md\` — targets

**No conflict with CRM Desk Agent** — CRM Desk writes to Zoho and \`bizos/[entity]/_ENTITY.md\`. People writes to SharePoint and \`roles/\` + \`TTL_KPIS.md\`.

**Caution:** CRM owns _ENTITY.md; People owns roles/ and TTL_KPIS.md.
`;

  it.each<[string, string, boolean]>([
    ['crm-desk', 'bizos/02_Solartech/_ENTITY.md', true],
    ['crm-desk', 'bizos/03_Hippos/_ENTITY.md', false],
    ['crm-desk', 'bizos/02_Solartech/roles/a.md', false],
    ['crm-desk', 'bizos/02_Solartech/TTL_KPIS.md', false],
    ['people', 'bizos/03_Hippos/roles/a.md', true],
    ['people', 'bizos/04_WCI/TTL_KPIS.md', true],
    ['people', 'bizos/02_Solartech/_ENTITY.md', false],
    ['people', 'cto-brain/modules/people/x/y.json', true],
    ['people', 'cto-brain/designs/PEOPLE.md', true],
    ['people', 'cto-brain/designs/OTHER.md', false],
    ['people', 'roles/a.md', false],
    ['people', 'TTL_KPIS.md', false],
  ])('%s, %s: %s', async (slug, path, allowed) => expect(await may(goals, slug, path)).toBe(allowed));

  it('has nothing that can’t be read', async () => expect((await readPolicy(tree(goals))).problems).toEqual([]));
});
