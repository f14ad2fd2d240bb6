import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinds } from '../../src/business/kinds.ts';
import type { AgentGoals } from '../../src/tree/kinds/agent-goals.ts';
import { agentSlug } from '../../src/tree/kinds/agent-goals.ts';
import type { Entity } from '../../src/tree/kinds/entity.ts';
import { slugOf } from '../../src/tree/kinds/entity.ts';
import type { TreePlace } from '../../src/tree/kinds/structure.ts';
import type { MetricRow } from '../../src/tree/kinds.ts';
import { codesOf, document, readAs, readFixture } from './fixture.ts';

const goals = (row: MetricRow) => row.target.map(({ target, label }) => [target?.op ?? null, target?.value ?? null, label ?? ''].join(' '));

describe('agents', async () => {
  const reading = await readFixture<AgentGoals>('AGENT_GOALS.md', 'bizos/AGENT_GOALS.md');
  const [desk, crew] = reading.value.agents;

  it('are the sections with a mission; nothing is wrong with them', () => {
    expect(reading.value.agents.map(({ name, slug, line }) => [name, slug, line])).toEqual([
      ['Harbour Desk Agent', 'harbour-desk', 6],
      ['Crew Agent (TTL/PTL)', 'crew', 60],
    ]);
    expect(codesOf(reading)).toEqual([]);
    expect(desk.mission).toBe('Boats leave on time, and every guest knows where to stand.');
    expect(reading.value.standards).toEqual(['cto-brain/CORE_RULES.md', 'Ask before the first write']);
  });

  it('have metrics with current values and targets', () => {
    expect(desk.metrics.map((row) => [row.name, row.line, goals(row)])).toEqual([
      ['Win rate (overall)', 14, ['>= 0.4 small', '>= 0.25 large']],
      ['Deal velocity (avg days to close)', 15, ['reduce 0.25 ']],
      ['Follow-up compliance', 16, ['>= 0.9 within SLA']],
      ['Guest feedback', 17, ['  Establish baseline']],
      ['Pipeline concentration risk', 18, ['< 0.45 in top 2']],
    ]);
    expect(crew.metrics.map((row) => [row.level, row.name, goals(row)])).toEqual([
      ['TTL', 'Health', ['  Blend (money + crew) → feeds a pool (0/5/10%)']],
      ['PTL', 'Key Results (20pts)', ['>= 0.75 of roles at Yellow (≥70%) or above']],
      ['PTL', 'Kaizen (25pts)', ['>= 2 ideas/quarter']],
    ]);
    expect(reading.metrics).toHaveLength(8);
  });

  it('look after companies, by bold names and by tables', () => {
    expect(desk.scopeNotes).toEqual([
      { entity: 'Ferries', note: 'first — RM 3.2M open', does: ['Late quotes', 'Watch PD-4 | and its sisters'], line: 22 },
      { entity: 'Islands', note: 'second', does: ['Clean records'], line: 26 },
    ]);
    expect(crew.scope).toEqual(['All entities', 'Ferries', 'Islands']);
  });

  it('have phases with what they do, and the current one; the first where none is marked', () => {
    expect(desk.phases.map(({ number, title, current, does }) => [number, title, current, does.length])).toEqual([
      [1, 'Look', false, 1],
      [2, 'Prepare and ask', true, 2],
      [3, 'Do what has proven itself', false, 1],
    ]);
    expect([desk.currentPhase, crew.currentPhase]).toEqual([2, 1]);
  });

  it('write to zones: paths of the tree, and places outside; those in a fence are none', () => {
    expect(desk.writeZones).toEqual([
      { path: 'bizos/[entity]/_ENTITY.md', isPath: true, note: 'flags', line: 44 },
      { path: 'bizos/[entity]/reports/', isPath: true, note: '(never roles/)', line: 45 },
      { path: 'SharePoint (through a flow)', isPath: false, note: 'lists', line: 46 },
    ]);
    expect(crew.writeZones).toEqual([]);
  });

  it('have sources, a schedule, deliverables and what stands around them', () => {
    expect(desk.dataSources).toEqual(['_INBOX/zoho/', 'the harbour master']);
    expect(desk.schedule).toEqual([{ what: 'Morning look', when: 'working days 08:00', line: 56 }]);
    expect(crew.deliverables).toEqual(['Lists — one a company', 'Reviews — each quarter']);
    expect(crew.context.map(({ label }) => label)).toEqual(['Data Home', 'Framework']);
  });

  it('German headings are understood', async () => {
    const text =
      '# Ziele\n\n## Vertriebs-Agent\n\n**Auftrag:** Dranbleiben.\n\n### Kennzahlen\n\n| Kennzahl | Ist | Ziel |\n|---|---|---|\n| Abschlussquote | 31,5 % | mindestens 40 % |\n\n### Geltungsbereich\n\n**Fähren** (zuerst):\n- alles\n\n### Verhalten\n\n**Phase 1 (aktuell):** Schauen\n- zählen\n\n### Schreibzonen\n\n- `bizos/<entity>/reports/`\n\n### Datenquellen\n\n- `_INBOX/`\n\n## Gemeinsame Regeln\n\n- fragen\n';
    const { value, problems } = await readAs<AgentGoals>('bizos/AGENT_GOALS.md', text);
    expect(problems).toEqual([]);
    expect(value.standards).toEqual(['fragen']);
    expect(value.agents).toMatchObject([
      {
        slug: 'vertriebs',
        mission: 'Dranbleiben.',
        scope: ['Fähren'],
        currentPhase: 1,
        writeZones: [{ path: 'bizos/<entity>/reports/' }],
        dataSources: ['_INBOX/'],
      },
    ]);
    expect(goals(value.agents[0].metrics[0])).toEqual(['>= 0.4 ']);
  });

  it('two current phases, two of one name and unreadable numbers are problems with their line', async () => {
    const agent = (name: string) =>
      `## ${name}\n\n**Mission:** x\n\n### Agent Behaviors\n\n**Phase 1 (Current):** a\n\n**Phase 2 (Current):** b\n\n| Metric | Current | Target |\n|---|---|---|\n| A | x 5 | 10–15% |\n|  |  | 5 |\n\n`;
    const reading = await readAs('bizos/AGENT_GOALS.md', `# T\n\n${agent('A Agent')}${agent('A')}`);
    expect(codesOf(reading).sort()).toEqual(
      [
        'agent-duplicate:18',
        'current-unreadable:15',
        'current-unreadable:30',
        'metric-unnamed:16',
        'metric-unnamed:31',
        'phase-ambiguous:22',
        'phase-ambiguous:7',
        'target-unreadable:15',
        'target-unreadable:30',
      ].sort(),
    );
  });

  it('slugs', () => {
    expect(['CRM Ops Agent', 'Performance Agent (TTL/PTL)', 'Agent', 'Über-Blick Agent'].map(agentSlug)).toEqual([
      'crm-ops',
      'performance',
      '',
      'über-blick',
    ]);
  });
});

describe('entities', () => {
  const read = (text: string, path = 'bizos/02_Ferries/_ENTITY.md') => readAs<Entity>(path, text);

  it('say who they are in the front matter', async () => {
    const { value, problems } = await read(
      '---\nid: boats\nname: Ferries & Co\ncurrency: MYR\ntime_zone: Asia/Kuala_Lumpur\nlanguage: de\ncrm: Zoho\ninbox: _INBOX/zoho/*.csv\n---\n# Ferries\n',
    );
    expect(problems).toEqual([]);
    expect(value).toEqual({
      slug: 'boats',
      name: 'Ferries & Co',
      folder: 'bizos/02_Ferries',
      currency: 'MYR',
      timeZone: 'Asia/Kuala_Lumpur',
      language: 'de',
      crm: 'zoho',
      inbox: ['_INBOX/zoho/*.csv'],
    });
  });

  it('load without front matter, by the folder’s name', async () => {
    expect((await read('# The Ferries\n')).value).toEqual({ slug: 'ferries', name: 'The Ferries', folder: 'bizos/02_Ferries', inbox: [] });
    for (const text of ['', 'words alone\n', '#\n']) expect((await read(text)).value.name).toBe('Ferries');
    expect((await read('', 'bizos/03_Sun_Roofs/_ENTITY.md')).value.name).toBe('Sun Roofs');
  });

  it('a wrong key is a problem with its line, and the others count', async () => {
    const reading = await read(
      '---\nid: Bad Id\nname: Ferries\ncurrency: RM\ntime_zone: Mars/Base\nlanguage: fr\ninbox: 5\nextra: kept\n---\n',
    );
    expect(codesOf(reading)).toEqual(['entity-key:2', 'entity-key:4', 'entity-key:5', 'entity-key:6', 'entity-key:7']);
    expect(reading.value).toEqual({ slug: 'ferries', name: 'Ferries', folder: 'bizos/02_Ferries', inbox: [] });
    expect(reading.problems[1].message).toEqual({ en: expect.stringContaining('MYR'), de: expect.stringContaining('Großbuchstaben') });
  });

  it.each(['../../etc/*', '/etc/*', '~/x', 'C:/x', 'a/../../b', 'a\\..\\b'])(
    'an inbox that leads out of the tree is refused: %s',
    async (inbox) => {
      const reading = await read(`---\ninbox: ['${inbox}', _INBOX/x]\n---\n`);
      expect(codesOf(reading)).toEqual(['entity-key:2']);
      expect(reading.value.inbox).toEqual(['_INBOX/x']);
    },
  );

  it('slugs', () =>
    expect(['bizos/02_Solar Tech', '00_Holding', 'WCI', '7-Up'].map(slugOf)).toEqual(['solar-tech', 'holding', 'wci', 'up']));
});

describe('the structure and the numbers of a company', () => {
  it('reads where what may stand', async () => {
    const reading = await readAs<{ places: TreePlace[] }>(
      'bizos/STRUCTURE.md',
      '# S\n\n| Path | What | Needed |\n|---|---|---|\n| `bizos/<entity>/_ENTITY.md` | it | yes |\n| `bizos/**` | rest | |\n| ../x | out | |\n| `bizos/**` | again | |\n\n| Pfad | Was |\n|---|---|\n| `cto-brain/**` | Kopf |\n',
    );
    expect(reading.value.places.map(({ pattern, needed, line }) => [pattern, needed, line])).toEqual([
      ['bizos/<entity>/_ENTITY.md', true, 5],
      ['bizos/**', false, 6],
      ['cto-brain/**', false, 12],
    ]);
    expect(codesOf(reading)).toEqual(['place-outside:7', 'place-twice:8']);
  });

  it('reads every metric table, with the heading above it as scope', async () => {
    const { value, metrics } = await readAs<{ rows: MetricRow[] }>(
      'bizos/02_A/TTL_KPIS.md',
      '# A\n\n## Sales\n\n| KPI | Wert | Ziel |\n|---|---|---|\n| Umsatz | RM 1,5 Mio. | ≥ RM 2 Mio. |\n\n| Not | a metric |\n|---|---|\n| x | 5 |\n',
    );
    expect(value.rows.map(({ name, scope, current, target }) => [name, scope, current[0].value, target[0].target?.value])).toEqual([
      ['Umsatz', 'Sales', 150_000_000, 200_000_000],
    ]);
    expect(metrics).toEqual(value.rows);
  });
});

describe('every kind', () => {
  const pieces = [
    '# T',
    '## A Agent',
    '### Entity Scope',
    '### From "X" onwards',
    '### [K-BIZ-001] T',
    '**Mission:** x',
    '**Phase 1 (Current):** y',
    '**Date:**',
    '- `a/[entity]/` — b',
    '1. x',
    '```',
    '---',
    '\n',
    '| Metric | Current | Target |',
    '| Stage | SLA |',
    '| Service | Monthly Limit | Alert at | Hard Stop |',
    '| Layer | Weight |',
    '| CRM Field | A |',
    '| Path | What |',
    '|---|---|',
    '|---|---|---|',
    '| Total | €5 | 5% | (x |',
    '| ((((  | 10–15% | ≥ |',
    'id: x',
  ];
  const text = fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'grapheme', maxLength: 20 })), { maxLength: 30 })
    .map((lines) => lines.join('\n'));

  it.each(kinds.map((kind) => [kind.name, kind] as const))(
    '%s: no text makes its reader throw, and every problem has a place and both languages',
    async (_, kind) => {
      const { read } = await kind.load();
      const path = kind.paths[0].replace('*', '02_A').replace('*', 'X');
      fc.assert(
        fc.property(text, (source) => {
          for (const { place, message, remedy } of read(document(path, source)).problems) {
            expect(place?.file).toBe(path);
            for (const words of [message, remedy]) expect(words.en !== '' && words.de !== '').toBe(true);
          }
        }),
      );
    },
  );

  it.each([
    ['(', 200_000],
    [' ', 200_000],
    ['*', 1000],
    ['- ', 50],
    ['9', 100_000],
    ['< ', 20_000],
    ['_', 1000],
    [': ', 50_000],
  ])('a line of %j many times over does not keep a reader busy', async (mark, times) => {
    const line = `x${mark.repeat(times)}y`;
    const source = `# T${line}\n\n## ${line} Agent\n\n**Mission:** ${line}\n\n### Write Zones\n\n- ${line}\n\n| Metric | Current | Target |\n|---|---|---|\n| ${line} | ${line} | ${line} |\n\n| Stage | SLA |\n|---|---|\n| ${line} | ${line} |\n`;
    const read = document('bizos/x.md', source);
    for (const kind of kinds) (await kind.load()).read({ ...read, path: kind.paths[0].replace('*', '02_A').replace('*', 'X') });
    expect(document('bizos/x.md', `---\nid: ${line}\n---\n`).text.length).toBeGreaterThan(times);
  });
});
