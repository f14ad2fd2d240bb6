import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lackingLines } from '../../../src/business/group/checks/gitignore-lacks.ts';
import { CHECKS } from '../../../src/business/group/checks/index.ts';
import { doctor } from '../../../src/business/group/operations/doctor.ts';
import { UNFINISHED } from '../../../src/tree/write.ts';
import type { Context } from '../../../src/workspace/operation.ts';
import { call, contextIn, emptyFolder, exampleTree, jsonOf } from './fake-context.ts';

interface Told {
  readonly code: string;
  readonly level: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly message: string;
  readonly remedy: string;
  readonly mendable: boolean;
}

async function examined(
  root: string,
  input: Record<string, unknown> = {},
  given: Partial<Context> = {},
): Promise<{ exit: number; problems: Told[]; mended: string[] }> {
  const outcome = await call(doctor, contextIn(root, given), input);
  const json = jsonOf(outcome) as unknown as { problems: Told[]; mended: string[]; schema: string };
  expect(json.schema).toBe('bizos.doctor/1');
  return { exit: outcome.exit, problems: json.problems, mended: json.mended };
}

const put = (root: string, path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const replaceIn = (root: string, path: string, from: string, to: string): void => {
  const text = readFileSync(join(root, path), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(root, path), text.replace(from, to));
};

describe('bizos doctor', () => {
  it('finds nothing wrong in the example tree', async () => {
    const { exit, problems } = await examined(exampleTree());
    expect(problems.filter(({ level }) => level !== 'note')).toEqual([]);
    expect(exit).toBe(0);
  });

  /** Each breaks the example tree in one way: code, file:line, level. */
  it.each<[string, (root: string) => void, Partial<Told>]>([
    [
      'a needed document is missing',
      (root) => rmSync(join(root, 'bizos/04_WCI/TTL_KPIS.md')),
      { code: 'document-missing', level: 'error', file: 'bizos/04_WCI/TTL_KPIS.md', mendable: true },
    ],
    [
      'a folder without _ENTITY.md',
      (root) => put(root, 'bizos/06_Newco/TTL_KPIS.md', '# x\n'),
      { code: 'document-missing', level: 'error', file: 'bizos/06_Newco/_ENTITY.md' },
    ],
    [
      'a file with a mistyped name',
      (root) => put(root, 'bizos/03_Hippos/TTL_KPI.md', '# x\n'),
      { code: 'file-unknown', level: 'warning', file: 'bizos/03_Hippos/TTL_KPI.md' },
    ],
    [
      'STRUCTURE.md without its table',
      (root) => put(root, 'bizos/STRUCTURE.md', '# Structure\n'),
      { code: 'file-unknown', level: 'note', file: 'bizos/STRUCTURE.md' },
    ],
    [
      'an experiment number twice',
      (root) => appendFileSync(join(root, 'bizos/KAIZEN_LOG.md'), '\n### [K-BIZ-001] Again\n'),
      { code: 'experiment-twice', file: 'bizos/KAIZEN_LOG.md' },
    ],
    [
      'two companies with one slug',
      (root) => replaceIn(root, 'bizos/03_Hippos/_ENTITY.md', 'id: hippos', 'id: solartech'),
      { code: 'id-duplicate', level: 'error', file: 'bizos/03_Hippos/_ENTITY.md', line: 2 },
    ],
    [
      'a document id twice',
      (root) => replaceIn(root, 'bizos/02_Solartech/roles/B2C_POD_LEAD.md', 'solartech-b2c-pod-lead', 'solartech-b2b-lead'),
      { code: 'id-duplicate', level: 'error', file: 'bizos/02_Solartech/roles/B2C_POD_LEAD.md', line: 2 },
    ],
    [
      'a day that is none',
      (root) => replaceIn(root, 'bizos/02_Solartech/_ENTITY.md', '2025-03-14', '2025-02-30'),
      { code: 'date-invalid', level: 'error', file: 'bizos/02_Solartech/_ENTITY.md' },
    ],
    [
      'a day in another form',
      (root) => replaceIn(root, 'bizos/FAILURE_LOG.md', '| 2025-12-09 |', '| 9.12.2025 |'),
      { code: 'date-invalid', level: 'error', file: 'bizos/FAILURE_LOG.md', line: 9 },
    ],
    [
      'a link that leads nowhere',
      (root) => replaceIn(root, 'bizos/02_Solartech/roles/B2B_LEAD.md', '../TTL_KPIS.md', '../KPIS.md'),
      { code: 'link-broken', level: 'warning', file: 'bizos/02_Solartech/roles/B2B_LEAD.md', line: 23 },
    ],
    [
      'Z22 a file that its owner may delete, and another document links to',
      (root) => rmSync(join(root, 'bizos/02_Solartech/TTL_KPIS.md')),
      { code: 'link-broken', level: 'warning', file: 'bizos/02_Solartech/roles/B2B_LEAD.md', line: 23 },
    ],
    [
      'a wiki link that leads nowhere',
      (root) => appendFileSync(join(root, 'bizos/BIZOS_RULES.md'), '\n[[No such page]]\n'),
      { code: 'link-broken', level: 'warning', file: 'bizos/BIZOS_RULES.md' },
    ],
    [
      'a currency that ISO does not know',
      (root) => replaceIn(root, 'bizos/05_Kinme/_ENTITY.md', 'currency: MYR', 'currency: MYX'),
      { code: 'entity-settings', level: 'error', file: 'bizos/05_Kinme/_ENTITY.md', line: 4 },
    ],
    [
      'a currency in small letters',
      (root) => replaceIn(root, 'bizos/05_Kinme/_ENTITY.md', 'currency: MYR', 'currency: myr'),
      { code: 'entity-key', level: 'error', file: 'bizos/05_Kinme/_ENTITY.md', line: 4, mendable: true },
    ],
    [
      'a time zone that is none',
      (root) => replaceIn(root, 'bizos/05_Kinme/_ENTITY.md', 'Asia/Kuala_Lumpur', 'Asia/Nowhere'),
      { code: 'entity-key', level: 'error', file: 'bizos/05_Kinme/_ENTITY.md', line: 5, mendable: false },
    ],
    [
      'an agent for a company that is not there',
      (root) => replaceIn(root, 'bizos/AGENT_GOALS.md', '**Hippos** (second)', '**Hipos** (second)'),
      { code: 'scope-unknown', level: 'warning', file: 'bizos/AGENT_GOALS.md' },
    ],
    [
      'an export that is no table of deals',
      (root) => put(root, '_INBOX/zoho/Deals_2026_11_19.csv', 'Colour,Size\nred,1\nblue,2\n'),
      { level: 'error', file: '_INBOX/zoho/Deals_2026_11_19.csv' },
    ],
    [
      'an export of contacts',
      (root) => put(root, '_INBOX/zoho/Contacts.csv', 'Contact Owner,First Name,Last Name,Email,Mobile\nA,B,C,d@example.com,1\n'),
      { code: 'export-not-deals', file: '_INBOX/zoho/Contacts.csv' },
    ],
    [
      'a .gitignore that lets the inbox through',
      (root) => put(root, '.gitignore', '# _INBOX/\n.bizos\n'),
      { code: 'gitignore-lacks', level: 'error', file: '.gitignore', mendable: true },
    ],
    [
      'broken front matter',
      (root) => replaceIn(root, 'bizos/03_Hippos/_ENTITY.md', 'name: Hippos', 'name: "Hippos'),
      { code: 'front-matter-yaml', level: 'error', file: 'bizos/03_Hippos/_ENTITY.md' },
    ],
    [
      'front matter that would run code',
      (root) => put(root, 'bizos/03_Hippos/_ENTITY.md', '---js\n{ id: process.exit(7) }\n---\n# x\n'),
      { code: 'front-matter-language', level: 'error', file: 'bizos/03_Hippos/_ENTITY.md', line: 1 },
    ],
    [
      'an SLA that can not be read',
      (root) =>
        appendFileSync(join(root, 'bizos/03_Hippos/CRM_STRUCTURE.md'), '\n## Stages\n\n| Stage | SLA |\n|---|---|\n| New | soonish |\n'),
      { code: 'sla-unreadable', level: 'error', file: 'bizos/03_Hippos/CRM_STRUCTURE.md' },
    ],
    [
      'a symbolic link',
      (root) => symlinkSync('/etc/hostname', join(root, 'bizos/03_Hippos/roles/X.md')),
      { code: 'symlink', level: 'warning', file: 'bizos/03_Hippos/roles/X.md' },
    ],
  ])('%s', async (_name, damage, expected) => {
    const root = exampleTree({ exports: false });
    damage(root);
    const { exit, problems } = await examined(root);
    const found = problems.filter((problem) => Object.entries(expected).every(([key, value]) => problem[key as keyof Told] === value));
    expect(found, JSON.stringify(problems, null, 1)).toHaveLength(1);
    expect(found[0].remedy).toMatch(/\S/);
    expect(exit).toBe(problems.some(({ level }) => level === 'error') ? 1 : 0);
  });

  /** An experiment that runs, in the log of the example tree. */
  const logged = (root: string, fields: string): void =>
    replaceIn(
      root,
      'bizos/KAIZEN_LOG.md',
      '## Active Experiments\n',
      `## Active Experiments\n\n### [K-BIZ-090] Neue Wege\n${fields}\n**Entity:** Hippos\n**Status:** Active\n**Duration:** 20 Wochen\n`,
    );

  it.each([
    ['**Datum:** 11.02.2026\n**Started:** 18.10.2026', []],
    ['**Date:** 18 October 2026\n**Begonnen:** 18. Oktober 2026', []],
    ['**Date:** 31.02.2026\n**Started:** 2026-10-18', ['31.02.2026']],
    ['**Date:** 2026-10-18\n**Begonnen:** 31. Juni 2026', ['31. Juni 2026']],
    ['**Date:** 2026-10-18\n**Started:** 18.10.', ['18.10.']],
    ['**Date:** 3.4.26\n**Started:** 2026-02-30', ['3.4.26', '2026-02-30']],
  ])('takes days in a kaizen log as the log reads them: %j', async (fields, wrong) => {
    const root = exampleTree({ exports: false });
    logged(root, fields);
    const { exit, problems } = await examined(root);
    const found = problems.filter(({ code }) => code === 'date-invalid');
    expect(found.map(({ message }) => message)).toEqual(wrong.map((day) => `"${day}" is no date.`));
    expect(found.every(({ file, remedy }) => file === 'bizos/KAIZEN_LOG.md' && remedy === 'Write the day as YYYY-MM-DD.')).toBe(true);
    expect(exit).toBe(wrong.length > 0 ? 1 : 0);
  });

  it('takes them so in entries with a number wherever those stand, and nowhere else', async () => {
    const root = exampleTree({ exports: false });
    const entry = '### [F-BIZ-090] Mail twice\n**Datum:** 11.02.2026\n\n**What happened:**\nIt went out twice.\n';
    appendFileSync(join(root, 'bizos/FAILURE_LOG.md'), `\n${entry}\n### Plain words\n**Datum:** 11.02.2026\n`);
    const { problems } = await examined(root);
    expect(problems.filter(({ code }) => code === 'date-invalid')).toMatchObject([{ file: 'bizos/FAILURE_LOG.md', line: 18 }]);
  });

  it('finds leftovers of writes, but not those at work now', async () => {
    const root = exampleTree();
    const [old, young] = ['bizos/KAIZEN_LOG.md.1-0', 'bizos/KAIZEN_LOG.md.2-0'].map((name) => `${name}${UNFINISHED}`);
    for (const name of [old, young]) put(root, name, 'half');
    const now = Date.parse('2026-11-20T01:00:00Z') / 1000;
    utimesSync(join(root, old), now - 3600, now - 3600);
    utimesSync(join(root, young), now - 1, now - 1);
    const { problems } = await examined(root);
    expect(problems.filter(({ code }) => code === 'write-leftover').map(({ file }) => file)).toEqual([old]);
    await examined(root, { fix: true });
    expect([existsSync(join(root, old)), existsSync(join(root, young))]).toEqual([false, true]);
  });

  it('finds secrets and exports that git tracks', async () => {
    const root = exampleTree();
    put(root, '.env', 'TOKEN=abc');
    put(root, '_INBOX/zoho/Deals.csv', 'x');
    execFileSync('git', ['add', '-f', '.env', '_INBOX'], { cwd: root });
    const { exit, problems } = await examined(root);
    expect(problems.filter(({ code }) => code === 'secret-tracked').map(({ file }) => file)).toEqual(['.env', '_INBOX/zoho/Deals.csv']);
    expect(exit).toBe(1);
  });

  it('--fix mends what is safe, says so, and leaves the rest', async () => {
    const root = exampleTree();
    rmSync(join(root, 'bizos/04_WCI/TTL_KPIS.md'));
    writeFileSync(join(root, '.gitignore'), '.bizos/\n');
    const entity = 'bizos/05_Kinme/_ENTITY.md';
    replaceIn(root, entity, 'currency: MYR', 'currency: myr # ringgit');
    const before = readFileSync(join(root, entity), 'utf8');
    replaceIn(root, 'bizos/02_Solartech/_ENTITY.md', '2025-03-14', '2025-02-30');
    const { exit, problems, mended } = await examined(root, { fix: true });
    expect(mended).toHaveLength(3);
    expect(readFileSync(join(root, 'bizos/04_WCI/TTL_KPIS.md'), 'utf8')).toContain('# Targets of WCI');
    expect(readFileSync(join(root, '.gitignore'), 'utf8')).toBe('.bizos/\n_INBOX/\n.env\n');
    expect(readFileSync(join(root, entity), 'utf8')).toBe(before.replace('myr', 'MYR'));
    expect(problems.filter(({ level }) => level !== 'note').map(({ code }) => code)).toEqual(['date-invalid']);
    expect(exit).toBe(1);
    // Once more there is nothing left to mend.
    expect((await examined(root, { fix: true })).mended).toEqual([]);
  });

  it('one broken document does not keep the others from being read', async () => {
    const root = exampleTree();
    put(root, 'bizos/03_Hippos/_ENTITY.md', '---\nid: [\n---\n');
    appendFileSync(join(root, 'bizos/KAIZEN_LOG.md'), '\n### [K-BIZ-001] Again\n');
    const { problems } = await examined(root);
    expect(problems.map(({ code }) => code)).toEqual(expect.arrayContaining(['front-matter-yaml', 'experiment-twice']));
  });

  it('takes checks from the fields of the business too', async () => {
    const check = {
      explanation: CHECKS[0].explanation,
      run: () => [{ problem: { code: 'own', level: 'error' as const, message: { en: 'm', de: 'm' }, remedy: { en: 'r', de: 'r' } } }],
    };
    const { exit, problems } = await examined(exampleTree(), {}, { checks: async () => [check] });
    expect(problems.map(({ code }) => code)).toContain('own');
    expect(exit).toBe(1);
  });

  it('speaks German, and asks for a tree where there is none', async () => {
    const root = exampleTree();
    rmSync(join(root, 'bizos/04_WCI/TTL_KPIS.md'));
    const report = (await call(doctor, contextIn(root, { language: 'de' }))).report();
    expect([report.title, report.subtitle]).toEqual(['Untersuchung des Baums', expect.stringContaining('1 Fehler')]);
    await expect(call(doctor, contextIn(emptyFolder()))).rejects.toMatchObject({ exit: 2 });
  });
});

describe('the lines of a .gitignore', () => {
  it.each([
    ['', ['_INBOX/', '.env']],
    ['_INBOX\n.env', []],
    ['/_INBOX/**\r\n.env\r\n', []],
    ['# _INBOX/\n.env', ['_INBOX/']],
    ['_INBOX/zoho/\n.env', ['_INBOX/']],
    ['!_INBOX/\n.env', ['_INBOX/']],
  ])('%j lacks %j', (text, lacking) => {
    expect(lackingLines(text, ['_INBOX/', '.env'])).toEqual(lacking);
  });
});
