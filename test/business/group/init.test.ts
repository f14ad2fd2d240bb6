import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doctor } from '../../../src/business/group/operations/doctor.ts';
import { init } from '../../../src/business/group/operations/init.ts';
import { checkCompanyName, checkCurrency, checkTimeZone, folderName, yamlName } from '../../../src/business/group/scaffold/names.ts';
import { inboxFolders, placeCompanies, planTree } from '../../../src/business/group/scaffold/plan.ts';
import { templateReader } from '../../../src/business/group/scaffold/templates.ts';
import { BizosError } from '../../../src/core/problem.ts';
import { readDocument } from '../../../src/tree/read.ts';
import { Interrupted } from '../../../src/workspace/operation.ts';
import { answering, call, contextIn, emptyFolder, jsonOf } from './fake-context.ts';

const files = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.git') && !entry.parentPath.includes('.bizos'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();

describe('names', () => {
  it.each(['Acme', 'Müller & Söhne', "O'Hara (Asia)", 'A1', 'Water-Works', 'Ünal'])('"%s" can be a company', (name) => {
    expect(checkCompanyName(name)).toBe(true);
    expect(folderName(name)).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]*$/);
  });

  it.each([
    '',
    '   ',
    '..',
    '.',
    'a/b',
    'a\\b',
    'x.y',
    'a\tb',
    'a\u0000b',
    'a\u202eb',
    'CON',
    'aux',
    'lpt1',
    'Holding',
    'a:b',
    'a|b',
    '太阳能',
    'x'.repeat(61),
  ])('%j can not, and the hint is in both languages', (name) => {
    const verdict = checkCompanyName(name);
    expect(verdict).not.toBe(true);
    expect(verdict).toEqual({ en: expect.stringMatching(/\S/), de: expect.stringMatching(/\S/) });
  });

  it('folders are spelt so that every system can hold them', () => {
    expect(['Müller & Söhne', 'Crème Brûlée', 'WCI', 'Łódź Øre'].map(folderName)).toEqual([
      'Mueller_Soehne',
      'Creme_Brulee',
      'WCI',
      'Lodz_Ore',
    ]);
  });

  it('a name that YAML would take for something else is quoted', () => {
    expect(['Acme', 'No', 'true', '42', "O'Hara", 'A & B', '- x'].map(yamlName)).toEqual([
      'Acme',
      '"No"',
      '"true"',
      '"42"',
      '"O\'Hara"',
      'A & B',
      '"- x"',
    ]);
  });

  it.each([
    ['MYR', true],
    ['EUR', true],
    ['XXX', false],
    ['RM', false],
    ['myr', false],
    ['ABC', false],
    ['XTS', false],
    ['XAF', true],
  ])('currency %s: %s', (code, fine) => {
    expect(checkCurrency(code) === true).toBe(fine);
  });

  it.each([
    ['Asia/Kuala_Lumpur', true],
    ['UTC', true],
    ['Europe/Berlin', true],
    ['+08:00', false],
    ['Mars/Base', false],
    ['', false],
  ])('time zone %s: %s', (zone, fine) => {
    expect(checkTimeZone(zone) === true).toBe(fine);
  });

  it('a mistyped zone is answered with the nearest', () => {
    expect(checkTimeZone('Asia/KualaLumpur')).toMatchObject({ en: expect.stringContaining('Asia/Kuala_Lumpur') });
  });
});

describe('the plan of a tree', () => {
  const company = (name: string, crm: string, folder?: string) => ({ name, crm, currency: 'MYR', folder });

  it('numbers companies from 02 on, behind those that are there', () => {
    const placed = placeCompanies([company('Old', 'zoho', 'bizos/07_Old'), company('New', 'zoho')]);
    expect(placed.map(({ folder }) => folder)).toEqual(['bizos/07_Old', 'bizos/08_New']);
    expect(placeCompanies([company('A', ''), company('B', '')]).map(({ folder }) => folder)).toEqual(['bizos/02_A', 'bizos/03_B']);
  });

  it('companies that share a CRM have an inbox each', () => {
    const answers = {
      group: 'Holding',
      companies: [company('A', 'zoho'), company('B', 'zoho'), company('C', '')],
      currency: 'MYR',
      timeZone: 'UTC',
      language: 'en' as const,
      date: '2026-11-20',
    };
    expect(inboxFolders(answers)).toEqual(['_INBOX/zoho', '_INBOX/zoho/b']);
    const plan = new Map(planTree(answers, templateReader('en')).map(({ path, text }) => [path, text]));
    expect(readDocument('x', Buffer.from(plan.get('bizos/02_A/_ENTITY.md') ?? '')).frontMatter).toMatchObject({
      crm: 'zoho',
      inbox: ['_INBOX/zoho/*'],
    });
    expect(readDocument('x', Buffer.from(plan.get('bizos/03_B/_ENTITY.md') ?? '')).frontMatter).not.toHaveProperty('inbox');
    expect(plan.get('bizos/04_C/_ENTITY.md')).not.toMatch(/crm:|_INBOX/);
  });

  it.each(['en', 'de'] as const)('%s: no placeholder is left, whatever a company is called', (language) => {
    const answers = {
      group: "O'Hara",
      companies: [company('No', 'zoho'), company('true', '')],
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      language,
      date: '2026-11-20',
    };
    const plan = planTree(answers, templateReader(language));
    expect(plan.filter(({ text }) => text.includes('{{'))).toEqual([]);
    const entity = readDocument('x', Buffer.from(plan.find(({ path }) => path === 'bizos/02_No/_ENTITY.md')?.text ?? ''));
    expect(entity.problems).toEqual([]);
    expect(entity.frontMatter).toMatchObject({ id: 'no', name: 'No', currency: 'MYR', time_zone: 'Europe/Berlin', language });
  });
});

describe('bizos init', () => {
  it('--yes alone makes the group of the example, and the doctor finds nothing', async () => {
    const root = emptyFolder();
    const made = await call(init, contextIn(root), { yes: true });
    expect(jsonOf(made).entities).toEqual([
      { name: 'Solartech', crm: 'zoho', currency: 'MYR' },
      { name: 'Hippos', crm: 'zoho', currency: 'MYR' },
      { name: 'WCI', crm: 'odoo', currency: 'MYR' },
      { name: 'Kinme', crm: 'eats365', currency: 'MYR' },
    ]);
    expect(jsonOf(made).next).toHaveLength(3);
    expect(existsSync(join(root, '_INBOX', 'zoho'))).toBe(true);
    expect(readFileSync(join(root, '.gitignore'), 'utf8').split('\n')).toEqual(expect.arrayContaining(['_INBOX/', '.bizos/', '.env']));
    const found = jsonOf(await call(doctor, contextIn(root)));
    expect([found.errors, found.warnings]).toEqual([0, 0]);
  });

  it('run again, it overwrites nothing and adds what is missing', async () => {
    const root = emptyFolder();
    await call(init, contextIn(root), { yes: true, git: false });
    writeFileSync(join(root, 'bizos', 'KAIZEN_LOG.md'), 'mine');
    const { rmSync } = await import('node:fs');
    rmSync(join(root, 'bizos', '04_WCI', 'TTL_KPIS.md'));
    const before = files(root);
    const again = jsonOf(await call(init, contextIn(root), { yes: true, git: false })) as unknown as {
      files: { path: string; state: string }[];
    };
    expect(readFileSync(join(root, 'bizos', 'KAIZEN_LOG.md'), 'utf8')).toBe('mine');
    expect(again.files.filter(({ state }) => state !== 'was there')).toEqual([{ path: 'bizos/04_WCI/TTL_KPIS.md', state: 'made' }]);
    expect(files(root)).toEqual([...before, 'bizos/04_WCI/TTL_KPIS.md'].sort());
  });

  it('a company is added to a tree that is there; the example group is not', async () => {
    const root = emptyFolder();
    await call(init, contextIn(root), { entity: ['Acme:hubspot:EUR'], timeZone: 'Europe/Berlin', language: 'de', git: false });
    await call(init, contextIn(root), { entity: ['Bolt'], crm: 'none', git: false });
    await call(init, contextIn(root), { yes: true, git: false });
    expect(readdirSync(join(root, 'bizos')).filter((name) => /^\d/.test(name))).toEqual(['00_Holding', '02_Acme', '03_Bolt']);
    // What the tree says goes on: language and clock are not asked for again.
    expect(readFileSync(join(root, 'bizos', '03_Bolt', '_ENTITY.md'), 'utf8')).toContain('time_zone: Europe/Berlin');
    expect(readFileSync(join(root, 'bizos', '03_Bolt', 'TTL_KPIS.md'), 'utf8')).toContain('Kennzahl');
  });

  it('a folder with other files is fine; its .gitignore keeps its lines', async () => {
    const root = emptyFolder();
    writeFileSync(join(root, 'notes.txt'), 'mine');
    writeFileSync(join(root, '.gitignore'), '*.log\r\n/_INBOX\r\n.env');
    await call(init, contextIn(root), { entity: ['Acme'], git: false });
    expect(readFileSync(join(root, '.gitignore'), 'utf8')).toBe('*.log\r\n/_INBOX\r\n.env\r\n.bizos/\r\n');
    expect(readFileSync(join(root, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it.each([
    { entity: ['../evil'] },
    { entity: ['Acme:zo/ho'] },
    { entity: ['Acme:zoho:RM'] },
    { entity: ['Acme:zoho:MYR:x'] },
    { entity: ['Acme', 'ACME '] },
    { yes: true, currency: 'QQQ' },
    { yes: true, timeZone: 'Nowhere' },
    { yes: true, crm: 'a b' },
    { yes: true, group: 'a/b' },
    {},
  ])('refuses %j before anything is written', async (input) => {
    const root = emptyFolder();
    await expect(call(init, contextIn(root), input)).rejects.toMatchObject({ exit: 2 });
    expect(readdirSync(root)).toEqual([]);
  });

  it('refuses a file in the way, and a symbolic link that leads elsewhere', async () => {
    const [root, elsewhere] = [emptyFolder(), emptyFolder()];
    writeFileSync(join(root, 'file'), '');
    await expect(call(init, contextIn(root), { dir: 'file', yes: true })).rejects.toBeInstanceOf(BizosError);
    symlinkSync(elsewhere, join(root, 'bizos'));
    await expect(call(init, contextIn(root), { yes: true, git: false })).rejects.toMatchObject({ exit: 2 });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('the wizard makes what was answered', async () => {
    const root = emptyFolder();
    const ask = answering([
      'de',
      'Meier Gruppe',
      'eur',
      'Europe/Berlin',
      'Meier Bau, Meier Dach',
      'hubspot',
      'EUR',
      'other',
      'excel',
      'CHF',
    ]);
    const made = jsonOf(await call(init, contextIn(root, { ask }), { git: false }));
    expect(made.entities).toEqual([
      { name: 'Meier Bau', crm: 'hubspot', currency: 'EUR' },
      { name: 'Meier Dach', crm: 'excel', currency: 'CHF' },
    ]);
    expect(readFileSync(join(root, 'bizos', '00_Holding', '_ENTITY.md'), 'utf8')).toContain('name: Meier Gruppe');
    expect(existsSync(join(root, '_INBOX', 'excel'))).toBe(true);
  });

  it('left at a question, it leaves nothing', async () => {
    const root = emptyFolder();
    await expect(call(init, contextIn(root, { ask: answering(['en', 'Holding', new Interrupted()]) }))).rejects.toBeInstanceOf(Interrupted);
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('the repository of a new tree', () => {
  const git = (cwd: string, ...words: string[]): string =>
    execFileSync('git', words, { cwd, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: '1' } }).trim();

  it('has a first commit only when git knows the person', async () => {
    const [known, unknown] = [emptyFolder(), emptyFolder()];
    writeFileSync(join(known, '.gitconfig'), '[user]\nname = A Person\nemail = person@example.com\n');
    const environment = (home: string) => ({
      environment: { PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: '1', EDITOR: 'vi', GIT_PAGER: 'less' },
    });
    expect(jsonOf(await call(init, contextIn(known, environment(known)), { dir: 'tree', entity: ['Acme'] })).git).toBe('committed');
    expect(git(join(known, 'tree'), 'status', '--porcelain')).toBe('');
    expect(git(join(known, 'tree'), 'ls-files')).not.toContain('_INBOX');
    expect(jsonOf(await call(init, contextIn(unknown, environment(unknown)), { dir: 'tree', entity: ['Acme'] })).git).toBe('made');
    expect(() => git(join(unknown, 'tree'), 'rev-parse', 'HEAD')).toThrow();
  });

  it('is left alone when it was there', async () => {
    const root = emptyFolder();
    git(root, 'init', '-q', '-b', 'main');
    const made = jsonOf(await call(init, contextIn(root), { entity: ['Acme'] }));
    expect(made.git).toBe('was there');
    expect(git(root, 'status', '--porcelain')).toContain('?? bizos/');
  });

  it('of another project around it is used; one of another tree is not', async () => {
    const root = emptyFolder();
    git(root, 'init', '-q', '-b', 'main');
    mkdirSync(join(root, 'ops'));
    expect(jsonOf(await call(init, contextIn(join(root, 'ops')), { entity: ['Acme'] })).git).toBe('around');
    expect(existsSync(join(root, 'ops', '.git'))).toBe(false);
    const tree = emptyFolder();
    git(tree, 'init', '-q', '-b', 'main');
    await call(init, contextIn(tree), { entity: ['Acme'] });
    const inner = jsonOf(await call(init, contextIn(tree), { dir: 'mine', entity: ['Other'] }));
    expect(['made', 'committed']).toContain(inner.git);
    expect(existsSync(join(tree, 'mine', '.git'))).toBe(true);
  });
});
