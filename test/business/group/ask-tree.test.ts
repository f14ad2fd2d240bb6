import { appendFileSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/business/group/operations/explain.ts';
import { query } from '../../../src/business/group/operations/query.ts';
import { search } from '../../../src/business/group/operations/search.ts';
import { show } from '../../../src/business/group/operations/show.ts';
import { status } from '../../../src/business/group/operations/status.ts';
import { openWorkspace } from '../../../src/workspace/workspace.ts';
import { call, contextIn, emptyFolder, exampleTree, jsonOf } from './fake-context.ts';

const tree = exampleTree();
const context = contextIn(tree);

describe('bizos search', () => {
  it('finds sections with file and line, the best first', async () => {
    const { hits, more } = jsonOf(await call(search, context, { words: 'follow-up compliance', limit: 2 })) as unknown as {
      hits: { path: string; line: number; snippet: { text: string; hit: boolean }[] }[];
      more: boolean;
    };
    expect(hits).toHaveLength(2);
    expect(more).toBe(true);
    for (const { path, line, snippet } of hits) {
      expect(path).toMatch(/\.md$/);
      expect(line).toBeGreaterThan(0);
      expect(snippet.some(({ hit }) => hit)).toBe(true);
    }
  });

  it('says when nothing is found, and what to type when nothing is asked', async () => {
    expect(jsonOf(await call(search, context, { words: 'zyzzyva' })).hits).toEqual([]);
    await expect(call(search, context, { words: ' ' })).rejects.toMatchObject({ exit: 2 });
  });
});

describe('bizos show', () => {
  it.each([
    ['solartech', { kind: 'entity', folder: 'bizos/02_Solartech', currency: 'MYR' }],
    ['02_Solartech', { kind: 'entity', slug: 'solartech' }],
    ['SOLARTECH', { kind: 'entity', slug: 'solartech' }],
    ['CRM Ops Agent', { kind: 'agent', currentPhase: 1 }],
    ['crm-ops', { kind: 'agent', currentPhase: 1 }],
    ['b2b-lead', { kind: 'role', path: 'bizos/02_Solartech/roles/B2B_LEAD.md' }],
    ['B2B Lead', { kind: 'role', title: 'B2B Lead' }],
    ['solartech/b2b-lead', { kind: 'role' }],
    ['solartech-b2b-lead', { kind: 'role' }],
    ['bizos/KAIZEN_LOG.md', { kind: 'document', title: 'Kaizen Log' }],
    ['cost_budgets', { kind: 'document', path: 'bizos/00_Holding/COST_BUDGETS.md' }],
    ['PD-000127', { kind: 'deal', stage: 'Negotiation/Review', amount: 148_000_000, currency: 'MYR', stage_category: 'open' }],
    ['pd-000127', { kind: 'deal', id: 'PD-000127' }],
  ])('%s', async (name, expected) => {
    const outcome = await call(show, context, { name });
    expect(outcome.exit).toBe(0);
    expect(jsonOf(outcome)).toMatchObject({ schema: 'bizos.show/1', ...expected });
    expect(outcome.report().blocks.length).toBeGreaterThan(0);
  });

  it('tells a deal’s history', async () => {
    const { changes } = jsonOf(await call(show, context, { name: 'PD-000127' })) as unknown as { changes: { at: string; new: string }[] };
    expect(changes.at(-1)).toMatchObject({ at: '2025-02-28T10:12', new: 'Negotiation/Review' });
  });

  it('lists all that share a name, and guesses none', async () => {
    const outcome = await call(show, context, { name: 'TTL_KPIS' });
    expect(outcome.exit).toBe(2);
    expect(jsonOf(outcome).matches).toHaveLength(5);
  });

  it.each([
    ['solartek', 'solartech'],
    ['crm-opps', 'crm-ops'],
    ['PD-00127', 'PD-000127'],
  ])('%s: perhaps %s?', async (name, near) => {
    await expect(call(show, context, { name })).rejects.toMatchObject({ exit: 2, hint: { en: expect.stringContaining(near) } });
  });
});

describe('bizos query', () => {
  it('asks the views, deals included', async () => {
    const { columns, rows } = jsonOf(
      await call(query, context, {
        sql: "SELECT stage_category, sum(amount) AS value FROM deals WHERE stage_category = 'open' GROUP BY 1",
      }),
    ) as unknown as { columns: string[]; rows: unknown[][] };
    expect([columns, rows]).toEqual([['stage_category', 'value'], [['open', 2_050_000_000]]]);
  });

  it('deals follow the exports', async () => {
    const root = exampleTree();
    const count = async (): Promise<unknown> =>
      (jsonOf(await call(query, contextIn(root), { sql: 'SELECT count(*) FROM deals' })) as unknown as { rows: unknown[][] }).rows[0][0];
    expect(await count()).toBe(406);
    mkdirSync(join(root, '_INBOX', 'zoho'), { recursive: true });
    copyFileSync(join(root, 'templates/demo/Deals_2025_12_01.csv'), join(root, '_INBOX/zoho/Deals_2026_11_01.csv'));
    expect(await count()).toBe(329);
    rmSync(join(root, '_INBOX'), { recursive: true });
    rmSync(join(root, 'templates'), { recursive: true });
    expect(await count()).toBe(0);
  });

  it('a policy that is changed changes what counts as open', async () => {
    const root = exampleTree();
    const open = async (): Promise<unknown> =>
      (
        jsonOf(await call(query, contextIn(root), { sql: "SELECT count(*) FROM deals WHERE stage_category = 'open'" })) as unknown as {
          rows: unknown[][];
        }
      ).rows[0][0];
    expect(await open()).toBe(106);
    appendFileSync(
      join(root, 'bizos/02_Solartech/CRM_STRUCTURE.md'),
      '\n## More\n\n| CRM Stage | Stage |\n|---|---|\n| Negotiation/Review | Nurturing |\n',
    );
    expect(await open()).toBe(82);
  });

  it('cuts at the limit and says so', async () => {
    const outcome = await call(query, context, { sql: 'SELECT id FROM deals', limit: 3 });
    expect(jsonOf(outcome)).toMatchObject({ cut: true, rows: [[expect.any(String)], [expect.any(String)], [expect.any(String)]] });
    expect(outcome.report().subtitle).toContain('3');
  });

  it.each([
    'DELETE FROM deal',
    'SELECT',
    'SELECT * FROM deals; DROP TABLE deal',
    'PRAGMA writable_schema = 1',
    'SELECT * FROM nowhere',
    '',
  ])('refuses %j', async (sql) => {
    await expect(call(query, context, { sql })).rejects.toMatchObject({ exit: 2 });
  });

  it('C64: CSV that a spreadsheet opens without running anything', async () => {
    const outcome = await call(query, context, {
      sql: "SELECT name, -amount AS minus FROM deals WHERE name GLOB '[=+@-]*' ORDER BY name",
      csv: true,
    });
    const lines = [...(outcome.plain?.() ?? [])].join('').split('\r\n');
    expect(lines[0]).toBe('name,minus');
    expect(lines.slice(1, -1)).toHaveLength(4);
    for (const line of lines.slice(1, -1)) expect(line).toMatch(/^(?:"?')[=+@-].*,-\d+$/);
  });
});

describe('bizos status', () => {
  it.each([
    // Four weeks from 23 October end on 20 November, and that day is still their own.
    ['2026-10-23', false],
    ['2026-10-22', true],
  ])('an experiment of the systems that began on %s is there; overdue: %s', async (began, overdue) => {
    const root = exampleTree();
    writeFileSync(
      join(root, 'cto-brain', 'kaizen', 'KAIZEN_LOG.md'),
      `# Log\n\n## Active Experiments\n\n### [K-CTO-001] Cache it\n**Status:** Active\n**Started:** ${began}\n\n**Duration:**\n4 weeks\n`,
    );
    for (const hour of ['00:00', '15:59']) {
      // The group lives eight hours ahead of UTC.
      const now = (): number => Date.parse(`2026-11-20T${hour}:00Z`);
      const outcome = await call(status, contextIn(root, { now }));
      const { experiments } = jsonOf(outcome) as unknown as { experiments: { id: string }[] };
      expect(experiments.find(({ id }) => id === 'K-CTO-001')).toMatchObject({ overdue, file: 'cto-brain/kaizen/KAIZEN_LOG.md', line: 5 });
      const table = outcome.report().blocks.find((one) => one.kind === 'table' && one.columns[0].label === 'Experiment');
      const k = table?.kind === 'table' ? table.rows.findIndex(([id]) => id === 'K-CTO-001') : -1;
      expect(table).toMatchObject({ tones: { [k]: overdue ? 'warn' : 'plain' } });
      expect(JSON.stringify(table)).toContain(overdue ? '19 Nov 2026 (overdue)' : '"20 Nov 2026"');
    }
  });

  it('shows companies, agents, experiments, exports and problems', async () => {
    const said = jsonOf(await call(status, context)) as unknown as {
      entities: { slug: string; export: { date: string; ageDays: number } | null; inbox: string; metrics: unknown[] }[];
      agents: { slug: string; phase: number }[];
      experiments: { id: string; overdue: boolean; ends: string }[];
      problems: { errors: number };
    };
    expect(said.entities.map(({ slug }) => slug)).toEqual(['holding', 'solartech', 'hippos', 'wci', 'kinme']);
    expect(said.entities[1]).toMatchObject({ export: { date: '2026-02-10', ageDays: 283 }, inbox: '_INBOX/zoho' });
    expect(said.entities[2]).toMatchObject({ export: null, inbox: '_INBOX/zoho/hippos' });
    expect(said.agents.map(({ phase }) => phase)).toEqual([1, 1]);
    expect(said.experiments).toEqual([
      expect.objectContaining({ id: 'K-BIZ-003', overdue: false, ends: '2026-12-14' }),
      expect.objectContaining({ id: 'K-BIZ-002', overdue: true, ends: '2026-10-12' }),
    ]);
    expect(said.problems.errors).toBe(0);
  });

  it('shows the numbers of the last scan that was kept, and passes over what it can not read', async () => {
    const root = exampleTree();
    const workspace = await openWorkspace(contextIn(root));
    const put = workspace.store.prepare('INSERT INTO scan_memo VALUES (?, ?, ?, ?)');
    const metric = { id: 'win_rate', label: 'Win rate', value: 0.327, unit: 'ratio', status: 'missed' };
    put.run('old', 'solartech', 1, JSON.stringify({ json: JSON.stringify({ metrics: [{ ...metric, value: 0.9 }] }) }));
    put.run('new', 'solartech', 2, JSON.stringify({ json: `"entity":"solartech","metrics":[${JSON.stringify(metric)}]` }));
    put.run('odd', 'hippos', 3, '{"half');
    put.run('long', 'solartech', 4, '{"json":null}');
    workspace.close();
    const outcome = await call(status, contextIn(root));
    const { entities } = jsonOf(outcome) as unknown as { entities: { slug: string; headlines: { value: number }[] }[] };
    expect(entities.find(({ slug }) => slug === 'solartech')?.headlines.map(({ value }) => value)).toEqual([0.327]);
    expect(entities.find(({ slug }) => slug === 'hippos')?.headlines).toEqual([]);
    expect(JSON.stringify(outcome.report())).toContain('32.7 %');
  });

  it('a broken document is counted, and the screen is still there', async () => {
    const root = exampleTree();
    writeFileSync(join(root, 'bizos/03_Hippos/_ENTITY.md'), '---\nid: [\n---\n# Hippos\n');
    const said = jsonOf(await call(status, contextIn(root))) as unknown as { problems: { errors: number }; entities: unknown[] };
    expect(said.problems.errors).toBeGreaterThan(0);
    expect(said.entities).toHaveLength(5);
  });

  it('needs a tree', async () => {
    await expect(call(status, contextIn(emptyFolder()))).rejects.toMatchObject({
      exit: 2,
      hint: { en: expect.stringContaining('bizos init') },
    });
  });
});

describe('bizos explain', () => {
  it('opens a code of a check, of reading and of a rule', async () => {
    for (const code of ['link-broken', 'column-missing', 'stalled', 'ID_DUPLICATE']) {
      const outcome = await call(explain, context, { code });
      expect(jsonOf(outcome).code).toBe(code.toLowerCase().replace('_', '-'));
      expect(outcome.report().blocks).toHaveLength(5);
    }
  });

  it('lists all codes, and names the nearest of one that is not there', async () => {
    const { codes } = jsonOf(await call(explain, context)) as unknown as { codes: { code: string }[] };
    expect(codes.length).toBeGreaterThan(60);
    await expect(call(explain, context, { code: 'linkbroken' })).rejects.toMatchObject({
      exit: 2,
      hint: { en: expect.stringContaining('link-broken') },
    });
  });
});
