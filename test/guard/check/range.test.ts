import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkRange } from '../../../src/guard/check/range.ts';
import { CRM, type Files, goals, History, newFolder, PERF, record, SOLARTECH, session, TREE } from './history.ts';

let h: History;
let base: string;

beforeAll(() => {
  h = new History();
  base = h.commit({ files: TREE, message: 'the tree' });
});

/** A commit of a session straight on the base. */
const made = (files: Files | readonly (readonly [string | Buffer, Files[string]])[], by: string | undefined = CRM): string =>
  h.commit({ parents: [base], files, session: by });

describe('whose commit it is', () => {
  it('a session may write its zone, and no other', async () => {
    expect(await h.codes(base, made({ [`${SOLARTECH}/reports/a.md`]: 'two\n' }))).toEqual([]);
    expect(await h.codes(base, made({ [`${SOLARTECH}/TTL_KPIS.md`]: 'two\n' }))).toEqual(['zone-none']);
    expect(await h.codes(base, made({ [`${SOLARTECH}/TTL_KPIS.md`]: 'two\n' }, PERF))).toEqual([]);
  });

  it('Z01 author, Co-authored-by and Agent: say nothing; the trailer of the session does', async () => {
    const message = `change\n\nAgent: performance\nCo-authored-by: performance <p@example.com>\nBizOS-Session: ${CRM}`;
    expect(await h.codes(base, h.commit({ parents: [base], files: { [`${SOLARTECH}/TTL_KPIS.md`]: 'two\n' }, message }))).toEqual([
      'zone-none',
    ]);
  });

  it('a commit without a session is a person’s, and the report says that only the trailer tells', async () => {
    const head = h.commit({ parents: [base], files: { 'bizos/AGENT_GOALS.md': 'new\n' } });
    expect(await checkRange({ root: h.root, base, head })).toMatchObject({ refused: [], faults: [], identity: 'trailer', commits: 1 });
  });

  it.each([
    ['two sessions in one trailer', `change\n\nBizOS-Session: ${CRM},${PERF}`, ['session-several']],
    ['two trailers', `change\n\nBizOS-Session: ${CRM}\nBizOS-Session: ${PERF}`, ['session-several']],
    ['a session that never was', 'change\n\nBizOS-Session: nobody-1', ['session-unknown']],
    ['an id that is a path', 'change\n\nBizOS-Session: ../../x', ['session-unknown']],
    ['an id with a line end in it', `change\n\nBizOS-Session: ${CRM}\n x`, ['session-unknown']],
    ['another spelling of the key', `change\n\nbizos-session: ${CRM}`, ['zone-none']],
    ['a separator that would end a record', `ch\u0001ange \u0001x\n\nBizOS-Session: ${CRM}`, ['zone-none']],
  ])('Z01 trailer: %s', async (_name, message, codes) => {
    const head = h.commit({ parents: [base], files: { [`${SOLARTECH}/TTL_KPIS.md`]: 'two\n' }, message });
    expect(await h.codes(base, head)).toEqual(codes);
  });

  it('Z48 settings of the clone don’t hide a trailer', async () => {
    const head = made({ [`${SOLARTECH}/TTL_KPIS.md`]: 'two\n' });
    h.git('config', 'trailer.separators', '=');
    h.git('config', 'core.commentChar', 'B');
    h.git('config', 'log.showSignature', 'true');
    try {
      expect(await h.codes(base, head)).toEqual(['zone-none']);
    } finally {
      for (const key of ['trailer.separators', 'core.commentChar', 'log.showSignature']) h.git('config', '--unset', key);
    }
  });

  it('Z07 the record is no authority: another agent or company in it is refused at the commit that writes it', async () => {
    const widened = made({ ...record(session(CRM, 'performance')), [`${SOLARTECH}/TTL_KPIS.md`]: 'two\n' });
    expect(await h.codes(base, widened)).toEqual(['session-changed']);
    expect(await h.codes(base, made(record(session(CRM, 'crm-ops', { token: 9 }))))).toEqual(['session-changed']);
    expect(await h.codes(base, made(record(session(PERF, 'performance', { goal: 'x' }))))).toEqual(['session-other-record']);
  });

  it('a session for one company keeps to it', async () => {
    const start = h.commit({
      parents: [base],
      files: record(session('s-hippos', 'crm-ops', { entity: '03_Hippos' })),
      session: 's-hippos',
    });
    const commit = (path: string): string => h.commit({ parents: [start], files: { [path]: 'two\n' }, session: 's-hippos' });
    expect(await h.codes(base, commit('bizos/03_Hippos/_ENTITY.md'))).toEqual([]);
    expect(await h.codes(base, commit(`${SOLARTECH}/_ENTITY.md`))).toEqual(['zone-none']);
  });

  it('a session that has ended makes no commits, even with its record put back', async () => {
    const archive = `_SESSIONS/archive/2026-11/${CRM}.md`;
    const text = record(session(CRM, 'crm-ops'))[`_SESSIONS/active/${CRM}.md`];
    const ended = h.commit({ parents: [base], files: { [`_SESSIONS/active/${CRM}.md`]: null, [archive]: text }, session: CRM });
    const later = h.commit({ parents: [ended], files: { [`${SOLARTECH}/reports/a.md`]: 'two\n' }, session: CRM });
    const back = h.commit({
      parents: [ended],
      files: { ...record(session(CRM, 'crm-ops')), [`${SOLARTECH}/reports/a.md`]: 'two\n' },
      session: CRM,
    });
    expect(await h.codes(base, ended)).toEqual([]);
    expect(await h.codes(base, later)).toEqual(['session-over']);
    expect(await h.codes(base, back)).toEqual(['session-over']);
  });

  it('what an old holder brings in after a take-over is refused', async () => {
    const archive = `_SESSIONS/archive/2026-11/${CRM}.md`;
    const text = `${record(session(CRM, 'crm-ops'))[`_SESSIONS/active/${CRM}.md`]}\n## Taken over\n\nBy somebody.\n`;
    const taken = h.commit({ parents: [base], files: { [`_SESSIONS/active/${CRM}.md`]: null, [archive]: text } });
    const stale = made({ [`${SOLARTECH}/reports/a.md`]: 'two\n' });
    expect(await h.codes(taken, stale, true)).toEqual(['session-fenced']);
    expect(await h.codes(base, stale)).toEqual([]);
  });

  it('Z04 the policy is the base’s: a range can’t widen the zone that it is judged by', async () => {
    const wide = h.commit({ parents: [base], files: { 'bizos/AGENT_GOALS.md': goals(`- \`${SOLARTECH}/TTL_KPIS.md\`\n`) } });
    const used = h.commit({ parents: [wide], files: { [`${SOLARTECH}/TTL_KPIS.md`]: 'two\n' }, session: CRM });
    expect(await h.codes(base, used)).toEqual(['zone-none']);
    expect(await h.codes(wide, used)).toEqual([]);
    expect(await h.codes(base, made({ 'bizos/AGENT_GOALS.md': goals('- `bizos/**`\n') }))).toEqual(['path-guarded']);
  });
});

describe('entries of the tree', () => {
  const link = (mode: string, text: string) => ({ mode, text });
  const gitlink = { mode: '160000', id: '1234567890123456789012345678901234567890' };
  const at = `${SOLARTECH}/reports`;
  it.each<[string, Files | readonly (readonly [string | Buffer, Files[string]])[], readonly string[]]>([
    ['Z05 .gitattributes', { '.gitattributes': '* -text\n' }, ['path-guarded']],
    ['Z06 a guard file that is not there yet', { '.claude/settings.json': '{}' }, ['path-guarded']],
    ['Z08 the same in other case', { '.CLAUDE/settings.json': '{}' }, ['path-guarded']],
    ['Z08 an own file twice, in two cases', { [`${at}/x.md`]: '1', [`${at}/X.md`]: '2' }, ['path-collision']],
    ['Z08 a name that is there in other case', { [`${at}/A.md`]: '1' }, ['path-collision']],
    ['Z08 a folder that is there in other case', { [`${at}/q/1.md`]: '1', [`${at}/Q/2.md`]: '1' }, ['path-collision']],
    ['Z09 a name in decomposed form', { [`${at}/e\u0301.md`]: '1' }, ['path-not-portable']],
    ['Z10 a stream of NTFS', { [`${at}/a:b`]: '1' }, ['path-not-portable']],
    ['Z11 a byte that is no UTF-8', [[Buffer.from(`${at}/\xff.md`, 'latin1'), '1']], ['path-not-plain']],
    ['Z11 a line end in a name', { [`${at}/a\nb.md`]: '1' }, ['path-not-plain']],
    ['Z11 a leading dash and a quote', { [`${at}/-rf "x".md`]: '1' }, ['path-not-portable']],
    ['Z15 a symbolic link in the own zone', { [`${at}/link`]: link('120000', '../TTL_KPIS.md') }, ['path-symlink']],
    ['Z15 a file that becomes a link', { [`${at}/a.md`]: link('120000', '../TTL_KPIS.md') }, ['path-symlink']],
    ['Z18 a submodule', { [`${at}/sub`]: gitlink }, ['path-submodule']],
    ['Z19 a mode alone, in the zone', { [`${at}/a.md`]: link('100755', '# A\n\none\n') }, []],
    ['Z19 a mode alone, outside', { [`${SOLARTECH}/TTL_KPIS.md`]: link('100755', '# Targets\n\none\n') }, ['zone-none']],
    ['Z20 a folder in place of a file', { [`${SOLARTECH}/roles/SALES.md`]: null, [`${SOLARTECH}/roles/SALES.md/x`]: '1' }, ['zone-none']],
    ['Z20 a file in place of a folder', { [`${SOLARTECH}/roles`]: '1' }, ['zone-none']],
    ['Z20 a deletion outside', { [`${SOLARTECH}/TTL_KPIS.md`]: null }, ['zone-none']],
    [
      'Z21 a move out of another’s zone into the own',
      { [`${SOLARTECH}/TTL_KPIS.md`]: null, [`${at}/t.md`]: '# Targets\n\none\n' },
      ['zone-none'],
    ],
    ['Z21 a copy of another’s file', { [`${at}/t.md`]: '# Targets\n\none\n' }, []],
    ['a part of a file that is its own', { [`${SOLARTECH}/crm/deals/d1.md`]: '---\nstage: Won\nicp_score: 3\n---\n\n# D1\n\ntext\n' }, []],
    [
      'a part that is only to read',
      { [`${SOLARTECH}/crm/deals/d1.md`]: '---\nstage: New\nicp_score: 9\n---\n\n# D1\n\ntext\n' },
      ['zone-part-read'],
    ],
    [
      'the text of a file with parts',
      { [`${SOLARTECH}/crm/deals/d1.md`]: '---\nstage: New\nicp_score: 3\n---\n\n# D1\n\nnew\n' },
      ['zone-part-only'],
    ],
  ])('%s', async (_name, files, codes) => {
    expect(await h.codes(base, made(files))).toEqual(codes);
  });

  it('Z08 two names that were in order each by itself are not together', async () => {
    const [one, two] = [`${at}/new.md`, `${at}/NEW.md`];
    let head = base;
    for (const files of [
      { [one]: '1' },
      { [one]: null },
      { [two]: '1' },
      { [two]: null },
      { [one]: '1', [two]: '2' },
      { [one]: null, [two]: null },
    ])
      head = h.commit({ parents: [head], files, session: CRM });
    expect(await h.codes(base, head)).toEqual(['path-collision']);
  });

  it('the same files over and over are judged in each commit: parts, modes and who it is', async () => {
    const deal = (stage: string, score: number) => ({
      [`${SOLARTECH}/crm/deals/d1.md`]: `---\nstage: ${stage}\nicp_score: ${score}\n---\n\n# D1\n\ntext\n`,
    });
    let head = base;
    const add = (files: Files, by: string): string => (head = h.commit({ parents: [head], files, session: by }));
    add({ [`${at}/a.md`]: '2', ...deal('Won', 3) }, CRM);
    add({ [`${at}/a.md`]: '3', ...deal('Lost', 3) }, CRM);
    const wrong = [
      add({ [`${at}/a.md`]: '4', ...deal('New', 9) }, CRM),
      add({ [`${at}/a.md`]: '5' }, PERF),
      add({ [`${at}/a.md`]: link('120000', '../TTL_KPIS.md') }, CRM),
    ];
    const { refused } = await checkRange({ root: h.root, base, head });
    expect(refused.map(({ commit }) => commit)).toEqual(wrong);
  });

  it('Z18 a submodule that the checkout’s own .gitmodules hides is seen', async () => {
    const modules = `[submodule "s"]\n\tpath = ${at}/sub\n\turl = ./s\n\tignore = all\n`;
    const head = made({ [`${at}/sub`]: gitlink });
    writeFileSync(join(h.root, '.gitmodules'), modules);
    h.git('config', 'diff.ignoreSubmodules', 'all');
    expect(await h.codes(base, head)).toEqual(['path-submodule']);
    h.git('config', '--unset', 'diff.ignoreSubmodules');
  });

  it('Z14 a wide commit and a long name are judged in bounded time', async () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`${at}/n/${i}.md`, 'x']));
    expect(await h.codes(base, made(many))).toEqual([]);
    expect(await h.codes(base, made({ [`${at}/${'d/'.repeat(2100)}x.md`]: '1' }))).toEqual(['path-not-plain']);
  });
});

describe('the shape of history', () => {
  it('Z25 what passed by every hook is judged all the same', async () => {
    const tree = h.commit({ parents: [base], files: { [`${SOLARTECH}/TTL_KPIS.md`]: 'two\n' } });
    const plain = h.run(['commit-tree', `${tree}^{tree}`, '-p', base], `x\n\nBizOS-Session: ${CRM}\n`).trim();
    expect(await h.codes(base, plain)).toEqual(['zone-none']);
  });

  it('Z28 a bad commit that is taken back in the same range', async () => {
    const bad = made({ [`${SOLARTECH}/TTL_KPIS.md`]: 'two\n' });
    const back = h.commit({ parents: [bad], tree: `${base}^{tree}`, session: CRM });
    expect(h.git('diff', '--name-only', base, back)).toBe('');
    const { refused } = await checkRange({ root: h.root, base, head: back });
    expect(refused.map(({ commit }) => commit)).toEqual([bad, back]);
  });

  it('Z37 an empty commit and Z38 an empty range are in order', async () => {
    expect(await checkRange({ root: h.root, base, head: made({}) })).toMatchObject({ commits: 1, changes: 0, refused: [], faults: [] });
    expect(await checkRange({ root: h.root, base, head: base })).toMatchObject({ commits: 0, changes: 0, refused: [], faults: [] });
  });

  it('Z37 an empty commit of a session that is not there is refused', async () => {
    expect(await h.codes(base, h.commit({ parents: [base], session: 'nobody-1' }))).toEqual(['session-unknown']);
  });

  it('Z39 a range without a beginning is asked for one', async () => {
    await expect(checkRange({ root: h.root, base: '0'.repeat(40), head: base })).rejects.toMatchObject({ exit: 2 });
  });

  it('Z40 an end that does not descend from the beginning is refused; three dots are for a branch that left earlier', async () => {
    const main = h.commit({ parents: [base], files: { 'README.md': 'x' } });
    const branch = made({ [`${SOLARTECH}/reports/a.md`]: 'two\n' });
    expect(await h.codes(main, branch)).toEqual(['range-not-descendant']);
    expect(await h.codes(main, branch, true)).toEqual([]);
    expect(await h.codes(main, made({ [`${SOLARTECH}/TTL_KPIS.md`]: 'two\n' }), true)).toEqual(['zone-none']);
  });

  it('Z40 a branch that left before its zone was narrowed is judged by the zone as it is now', async () => {
    const narrowed = h.commit({ parents: [base], files: { 'bizos/AGENT_GOALS.md': goals().replace('- `bizos/[entity]/reports/`\n', '') } });
    const branch = made({ [`${SOLARTECH}/reports/a.md`]: 'two\n' });
    expect(await h.codes(narrowed, branch, true)).toEqual(['zone-none']);
  });

  it('Z41 a deleted branch has no commits', async () => {
    expect(await checkRange({ root: h.root, base, head: '0'.repeat(40) })).toMatchObject({ commits: 0, refused: [], faults: [] });
  });

  it('Z34 a second root is refused, alone and merged', async () => {
    const root = h.commit({ files: { [`${SOLARTECH}/reports/z.md`]: '1' }, session: CRM });
    expect(await h.codes(base, root)).toContain('range-not-descendant');
    const merged = h.commit({ parents: [base, root], files: { [`${SOLARTECH}/reports/z.md`]: '1' }, session: CRM });
    expect(await h.codes(base, merged)).toEqual(expect.arrayContaining(['merge-unrelated', 'second-root']));
  });

  it('Z43 a shallow clone fails closed', async () => {
    const shallow = newFolder();
    h.git('branch', '-f', 'tip', made({ [`${SOLARTECH}/TTL_KPIS.md`]: 'two\n' }));
    h.git('clone', '-q', '--depth=1', '--branch=tip', `file://${h.root}`, shallow);
    await expect(checkRange({ root: shallow, base: 'HEAD~1', head: 'HEAD' })).rejects.toMatchObject({ exit: 4 });
    await expect(checkRange({ root: shallow, base: 'HEAD', head: 'HEAD' })).rejects.toMatchObject({ exit: 4 });
  });

  it('Z44 git replace and grafts hide nothing', async () => {
    const bad = made({ [`${SOLARTECH}/TTL_KPIS.md`]: 'two\n' });
    const good = made({ [`${SOLARTECH}/reports/a.md`]: 'two\n' });
    h.git('replace', bad, good);
    expect(h.git('diff', '--name-only', base, bad)).toBe(`${SOLARTECH}/reports/a.md`);
    expect(await h.codes(base, bad)).toEqual(['zone-none']);
    const last = h.commit({ parents: [bad], files: { [`${SOLARTECH}/reports/b.md`]: 'two\n' }, session: CRM });
    mkdirSync(join(h.root, '.git', 'info'), { recursive: true });
    writeFileSync(join(h.root, '.git', 'info', 'grafts'), `${last} ${base}\n`);
    expect(h.git('rev-list', '--count', `${base}..${last}`)).toBe('1');
    expect(await h.refusedPaths(base, last)).toEqual([`${SOLARTECH}/TTL_KPIS.md`]);
    writeFileSync(join(h.root, '.git', 'info', 'grafts'), '');
    h.git('replace', '-d', bad);
  });

  it('Z45 a partial clone and a missing object fail closed', async () => {
    const partial = newFolder();
    h.git('config', 'uploadpack.allowFilter', 'true');
    h.git('branch', '-f', 'tip', made({ [`${SOLARTECH}/reports/a.md`]: 'two\n' }));
    h.git('clone', '-q', '--no-checkout', '--filter=blob:none', '--branch=tip', `file://${h.root}`, partial);
    await expect(checkRange({ root: partial, base: 'HEAD~1', head: 'HEAD' })).rejects.toMatchObject({ exit: 4 });

    const torn = new History();
    const first = torn.commit({ files: TREE });
    const second = torn.commit({ parents: [first], files: { [`${SOLARTECH}/crm/deals/d1.md`]: '---\nstage: Won\n---\n' }, session: CRM });
    const blob = torn.git('rev-parse', `${second}:${SOLARTECH}/crm/deals/d1.md`);
    const loose = join(torn.root, '.git', 'objects', blob.slice(0, 2), blob.slice(2));
    expect(existsSync(loose)).toBe(true);
    torn.git('config', 'core.sharedRepository', 'group');
    rmSync(loose, { force: true });
    await expect(checkRange({ root: torn.root, base: first, head: second })).rejects.toMatchObject({ exit: 4 });
  });

  it('Z46 an object that is not what its name says fails closed, and no fetch brings one', async () => {
    const other = new History();
    const first = other.commit({ files: TREE });
    const deal = `${SOLARTECH}/crm/deals/d1.md`;
    const second = other.commit({
      parents: [first],
      files: { [deal]: '---\nstage: New\nicp_score: 9\n---\n\n# D1\n\ntext\n' },
      session: CRM,
    });
    expect(await other.codes(first, second)).toEqual(['zone-part-read']);
    const id = other.git('rev-parse', `${second}:${deal}`);
    const path = join(other.root, '.git', 'objects', id.slice(0, 2), id.slice(2));
    // What the policy would allow stands under the name of what it refuses.
    const smuggled = '---\nstage: Won\nicp_score: 3\n---\n\n# D1\n\ntext\n';
    rmSync(path);
    writeFileSync(path, deflateSync(`blob ${smuggled.length}\0${smuggled}`));
    expect(other.git('cat-file', 'blob', id)).toContain('stage: Won');
    await expect(checkRange({ root: other.root, base: first, head: second })).rejects.toMatchObject({ exit: 4 });
    other.git('update-ref', 'refs/heads/main', second);
    expect(() => h.git('clone', '-q', '--no-local', other.root, newFolder())).toThrow();
  });

  it('Z14 a file too large to tell its parts apart counts as a whole', async () => {
    const large = `---\nstage: Won\nicp_score: 3\n---\n\n# D1\n\n${'text\n'.repeat(900_000)}`;
    expect(await h.codes(base, made({ [`${SOLARTECH}/crm/deals/d1.md`]: large }))).toEqual(['zone-part-only']);
    expect(await h.codes(base, made({ [`${SOLARTECH}/reports/a.md`]: large }))).toEqual([]);
  });

  it('a name that is no commit, or an option, is none', async () => {
    await expect(checkRange({ root: h.root, base: '--all', head: 'HEAD' })).rejects.toMatchObject({ exit: 4 });
    await expect(checkRange({ root: h.root, base: `${base}^{tree}`, head: base })).rejects.toMatchObject({ exit: 4 });
  });

  it('Z48 settings and attributes of the clone change nothing', async () => {
    const settings = {
      'diff.external': '/bin/false',
      'diff.renames': 'copies',
      'diff.noprefix': 'true',
      'core.quotePath': 'true',
      'color.ui': 'always',
      'diff.ignoreSubmodules': 'all',
      'core.attributesFile': '/dev/null',
    };
    for (const [key, value] of Object.entries(settings)) h.git('config', key, value);
    try {
      const moved = made({ [`${SOLARTECH}/TTL_KPIS.md`]: null, [`${SOLARTECH}/reports/ü.md`]: '# Targets\n\none\n' });
      expect(await h.refusedPaths(base, moved)).toEqual([`${SOLARTECH}/TTL_KPIS.md`]);
    } finally {
      for (const key of Object.keys(settings)) h.git('config', '--unset', key);
    }
  });

  it('Z51 the caller’s GIT_* environment is not believed', async () => {
    const bad = made({ [`${SOLARTECH}/TTL_KPIS.md`]: 'two\n' });
    const kept = { ...process.env };
    Object.assign(process.env, {
      GIT_DIR: '/nowhere',
      GIT_OBJECT_DIRECTORY: '/nowhere',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.bare',
      GIT_CONFIG_VALUE_0: 'true',
      GIT_REPLACE_REF_BASE: 'refs/made/',
    });
    try {
      expect(await h.codes(base, bad)).toEqual(['zone-none']);
    } finally {
      process.env = kept;
    }
  });

  it('a tree below the top of its repository: what lies outside is nobody’s zone', async () => {
    const inner = new History();
    const files = Object.fromEntries(Object.entries(TREE).map(([path, text]) => [`group/${path}`, text]));
    const first = inner.commit({ files });
    mkdirSync(join(inner.root, 'group'));
    const own = inner.commit({ parents: [first], files: { [`group/${SOLARTECH}/reports/a.md`]: 'two\n' }, session: CRM });
    const other = inner.commit({ parents: [first], files: { 'src/a.ts': 'two\n' }, session: CRM });
    const root = join(inner.root, 'group');
    expect(await checkRange({ root, base: first, head: own })).toMatchObject({ refused: [], faults: [], prefix: 'group/' });
    expect((await checkRange({ root, base: first, head: other })).refused.map(({ verdict }) => verdict.code)).toEqual(['tree-unknown']);
  });
});
