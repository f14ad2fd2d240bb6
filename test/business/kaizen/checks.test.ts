import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doctor } from '../../../src/business/group/operations/doctor.ts';
import { CHECKS } from '../../../src/business/kaizen/checks/index.ts';
import { call, contextIn, jsonOf } from '../group/fake-context.ts';
import { ask, fixtureLog, gitIn, logOf, treeWithLog } from './log-tree.ts';

interface Said {
  readonly code: string;
  readonly level: string;
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
  readonly remedy: string;
}

/** All that the doctor says. */
async function problemsOf(folder: string, language: 'en' | 'de' = 'en'): Promise<readonly Said[]> {
  const outcome = await call(doctor, contextIn(folder, { checks: async () => CHECKS, language }));
  return (jsonOf(outcome) as unknown as { problems: Said[] }).problems;
}

const endless = async (folder: string, language: 'en' | 'de'): Promise<Said | undefined> =>
  (await problemsOf(folder, language)).find(({ code }) => code === 'experiment-endless');

/** What the doctor says of logs: `code file:line`. */
async function said(folder: string): Promise<{ exit: number; codes: readonly string[] }> {
  const outcome = await call(doctor, contextIn(folder, { checks: async () => CHECKS }));
  const { problems } = jsonOf(outcome) as unknown as { problems: { code: string; file: string; line: number | null }[] };
  return {
    exit: outcome.exit,
    codes: problems
      .filter(({ code }) => code.startsWith('experiment-'))
      .map(({ code, file, line }) => `${code} ${file}${line ? `:${line}` : ''}`),
  };
}

const LOG = 'bizos/KAIZEN_LOG.md';
const RULES = 'bizos/BIZOS_RULES.md';
const ARCHIVE = 'bizos/_archive/OLD.md';
const put = (folder: string, text: string, file = LOG): void => writeFileSync(join(folder, file), text);
const commit = (folder: string, words: string): string =>
  gitIn(folder, '-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '-qam', words);
const without = (text: string, id: string): string => text.replace(new RegExp(`### \\[${id}\\][\\s\\S]*?(?=\\n### |\\n## |\\n---)`), '');

describe('what the doctor finds in logs', () => {
  it.each([
    ['Completed', 'Completed', 'Adopt', false],
    ['Completed', 'Completed', '(pending)', false],
    ['Completed', 'Dropped', 'Drop', true],
    ['Dropped', 'Dropped', 'Drop', false],
    ['Dropped', 'Dropped', '(pending)', false],
    ['Dropped', 'Dropped', 'Adopt', true],
    ['Dropped', 'Completed', 'Adopt', true],
    ['Dropped', 'Active', '(pending)', true],
  ])('an experiment with two ends: %s, %s, %s', async (part, status, decision, wrong) => {
    const entry = `### [K-BIZ-001] One\n**Date:** 2026-11-02\n**Status:** ${status}\n**Duration:** 9 weeks\n\n**Decision:** ${decision}\n`;
    const folder = treeWithLog(`# Kaizen Log\n\n## ${part} Experiments\n\n${entry}`);
    const { codes } = await said(folder);
    expect(codes.filter((one) => one.includes('two-ends'))).toEqual(wrong ? [`experiment-two-ends ${LOG}:5`] : []);
  });

  it('a running experiment that says no end', async () => {
    const folder = treeWithLog();
    const text = logOf(folder).replace(/(\*\*Status:\*\* Active[\s\S]*?\*\*Duration:\*\*\n).*/, '$1until we know more');
    put(folder, text);
    const line = text.slice(0, text.lastIndexOf('### [', text.indexOf('until we know more'))).split('\n').length;
    expect((await said(folder)).codes.filter((one) => !one.startsWith('experiment-overdue'))).toEqual([
      `experiment-endless ${LOG}:${line}`,
    ]);
  });

  it.each([
    ['01.10.', '4 weeks', `the day that it began can't be read: "01.10."`, '„01.10.“', 'like this: 2026-11-20.'],
    ['(pending)', '4 weeks', 'since when', 'seit wann', 'like this: 2026-11-20.'],
    ['2026-10-01', 'until we know', 'it does not say until when', 'bis wann', 'Give its Duration'],
    ['2026-10-01', 'until 2026-09-30', 'is before the day that it began', 'liegt vor dem Tag', 'Give its Duration'],
    ['01.10.', 'until we know', 'nor does it say until when', 'auch nicht gesagt', 'like this: 2026-11-20. Give its Duration'],
  ])('why an experiment has no end: %s, %s', async (date, duration, en, de, remedy) => {
    const folder = treeWithLog(
      `# Log\n\n## Active Experiments\n\n### [K-BIZ-001] A\n**Date:** ${date}\n**Status:** Active\n\n**Duration:**\n${duration}\n`,
    );
    const [english, german] = [await endless(folder, 'en'), await endless(folder, 'de')];
    expect(english).toMatchObject({ message: expect.stringContaining(en), remedy: expect.stringContaining(remedy) });
    expect(german).toMatchObject({ message: expect.stringContaining(de) });
    // Nobody is sent to the field that is in order.
    expect(english?.remedy.includes('Duration')).toBe(remedy.includes('Duration'));
    expect(english?.remedy.includes('2026-11-20')).toBe(remedy.includes('2026-11-20'));
    expect(german?.remedy.includes('Dauer')).toBe(remedy.includes('Duration'));
  });

  const HIPPOS = 'bizos/03_Hippos/KAIZEN_LOG.md';
  const row = (scope: string, file: string, prefix: string): string => `| kaizen ${scope} | \`${file}\` | ${prefix} |`;
  it.each([
    ['an unrouted log', HIPPOS, 'K-HIP', [], `in bizos/STRUCTURE.md: ${row('hippos', HIPPOS, 'K-HIP')}`],
    ['one with a row', HIPPOS, 'K-HIP', [row('hippos', HIPPOS, 'K-HIP')], undefined],
    ['one whose word is another log’s', HIPPOS, 'K-HIP', [row('hippos', LOG, 'K-BIZ')], row('hip', HIPPOS, 'K-HIP')],
    ['letters that no row has', LOG, 'K-HIP', [], row('hip', LOG, 'K-HIP')],
    ['letters of another log', HIPPOS, 'K-BIZ', [], `Move these experiments to ${LOG}`],
    ['an archive', 'bizos/_archive/KAIZEN_LOG.md', 'K-OLD', [], undefined],
  ])('%s', async (_what, file, prefix, rows, remedy) => {
    const folder = treeWithLog();
    if (rows.length > 0)
      appendFileSync(join(folder, 'bizos', 'STRUCTURE.md'), `\n## Lernwege\n\n| Say | File | Id |\n|---|---|---|\n${rows.join('\n')}\n`);
    mkdirSync(join(folder, 'bizos', '_archive'), { recursive: true });
    put(folder, `# Log\n\n## Active Experiments\n\n### [${prefix}-001] A\n**Status:** Active\n`, file);
    const faults = (await problemsOf(folder)).filter(({ code }) => code === 'experiment-unrouted');
    expect(faults).toEqual(
      remedy === undefined ? [] : [expect.objectContaining({ level: 'warning', file, line: 5, remedy: expect.stringContaining(remedy) })],
    );
    if (remedy === undefined || !remedy.includes('|')) return;
    // The row that it names is a way: the next look finds nothing, and the command that the doctor names finds the experiment.
    appendFileSync(
      join(folder, 'bizos', 'STRUCTURE.md'),
      `\n## Learn Routes\n\n| Say | File | Id |\n|---|---|---|\n${faults[0].remedy.slice(faults[0].remedy.indexOf('|'))}\n`,
    );
    expect((await problemsOf(folder)).filter(({ code }) => code === 'experiment-unrouted')).toEqual([]);
    expect(jsonOf(await ask(folder, 'kaizen result', { id: `${prefix}-001`, text: 'well' }))).toMatchObject({ before: 'active' });
  });

  it('nothing in one that is in order', async () => {
    expect((await said(treeWithLog())).codes.filter((one) => !one.startsWith('experiment-overdue'))).toEqual([]);
  });

  it('a number twice in a log, and in two documents: errors, so that CI stops', async () => {
    const folder = treeWithLog();
    put(folder, fixtureLog().replace('[K-BIZ-003]', '[K-BIZ-001]'));
    const { exit, codes } = await said(folder);
    expect(exit).toBe(1);
    expect(codes).toContainEqual(expect.stringContaining('experiment-twice'));
    put(folder, fixtureLog());
    mkdirSync(join(folder, 'bizos', '_archive'));
    put(folder, '# Old\n\n### [K-BIZ-002] A copy\n**Date:** 2026-01-01\n', 'bizos/_archive/2025.md');
    expect((await said(folder)).codes).toContainEqual(expect.stringContaining('experiment-elsewhere-too'));
    const failures = logOf(folder, 'bizos/FAILURE_LOG.md');
    put(folder, `${failures}\n### [F-BIZ-001] One\n\nx\n\n### [F-BIZ-001] Two\n\nx\n`, 'bizos/FAILURE_LOG.md');
    expect((await said(folder)).codes).toContainEqual(expect.stringContaining('experiment-elsewhere-too bizos/FAILURE_LOG.md'));
  });

  it.each([
    ['a copy', 'Old Title', '2026-11-02', 'Keep one of them.', 'Behalte einen davon.'],
    ['a copy without its day', 'Old Title', '', 'Keep one of them.', 'Behalte einen davon.'],
    ['another one, and older', 'Other', '2026-10-01', `Give the newer one (${LOG}:5)`, `Gib dem neueren (${LOG}:5)`],
    ['another one, and newer', 'Other', '2026-11-03', `Give the newer one (${ARCHIVE}:3)`, `Gib dem neueren (${ARCHIVE}:3)`],
    ['one of another day', 'Old Title', '2026-10-01', `Give the newer one (${LOG}:5)`, `Gib dem neueren (${LOG}:5)`],
    ['a copy of a day in other words', 'Old Title', '2. November 2026', 'Keep one of them.', 'Behalte einen davon.'],
    ['another one, its day in words', 'Other', '3. November 2026', `Give the newer one (${ARCHIVE}:3)`, `Gib dem neueren (${ARCHIVE}:3)`],
    ['another one of no day', 'Other', '', 'Give the newer one the next free id, also', 'Gib dem neueren die nächste freie Nummer, auch'],
  ])('a number in a log and its archive, told once: %s', async (_what, title, day, en, de) => {
    const folder = treeWithLog(
      `# Log\n\n## Completed Experiments\n\n### [K-BIZ-002] Old Title\n**Date:** 2026-11-02\n**Status:** Completed\n`,
    );
    mkdirSync(join(folder, 'bizos', '_archive'));
    put(folder, `# Old\n\n### [K-BIZ-002] ${title}\n${day === '' ? '' : `**Date:** ${day}\n`}\nWords\n`, ARCHIVE);
    const about = async (language: 'en' | 'de'): Promise<readonly Said[]> =>
      (await problemsOf(folder, language)).filter((one) => [LOG, ARCHIVE].includes(one.file) && one.level === 'error');
    const [english, german] = [await about('en'), await about('de')];
    expect(english).toEqual([expect.objectContaining({ code: 'experiment-elsewhere-too', message: expect.stringContaining(':') })]);
    expect(german).toHaveLength(1);
    expect([english[0].remedy, german[0].remedy]).toEqual([expect.stringContaining(en), expect.stringContaining(de)]);
    // Both places are named.
    expect(english.map(({ file, line, message }) => `${file}:${line} ${message}`).join()).toMatch(
      /(?=.*bizos\/KAIZEN_LOG\.md:5\b)(?=.*bizos\/_archive\/OLD\.md:3\b)/,
    );
  });

  it('a number in three documents: each is told of the one that it is a copy of', async () => {
    const folder = treeWithLog('# Log\n\n## Completed Experiments\n\n### [K-BIZ-002] One\n**Date:** 2026-11-02\n');
    mkdirSync(join(folder, 'bizos', '_archive', '2025'), { recursive: true });
    for (const file of ['bizos/_archive/A.md', 'bizos/_archive/B.md']) put(folder, '### [K-BIZ-002] Two\n**Date:** 2026-11-03\n', file);
    // An archive of the same name is no log that a reader looks into, and is looked at as any other.
    put(folder, '### [K-BIZ-009] Nine\n\n### [K-BIZ-009] Nine\n', 'bizos/_archive/2025/KAIZEN_LOG.md');
    const faults = (await problemsOf(folder)).filter(({ code }) => code === 'experiment-elsewhere-too');
    expect(faults.map(({ file, message, remedy }) => [file, message, remedy.slice(0, 10)])).toEqual([
      ['bizos/_archive/2025/KAIZEN_LOG.md', 'K-BIZ-009 is also in bizos/_archive/2025/KAIZEN_LOG.md:1.', 'Keep one o'],
      ['bizos/_archive/A.md', `K-BIZ-002 is another entry in ${LOG}:5: "One".`, 'Give the n'],
      ['bizos/_archive/B.md', 'K-BIZ-002 is also in bizos/_archive/A.md:1.', 'Keep one o'],
    ]);
  });

  it.each([
    ['two rules', '- **R-BIZ-002** Beta', 'is another entry in', 'Give the newer one the next', 'Gib dem neueren die nächste'],
    ['a copy', '- **R-BIZ-002** Alpha', 'is also in', 'Keep one of them.', 'Behalte einen davon.'],
    ['none: rules below headings count', '- **R-BIZ-002** Beta\n\n### [R-BIZ-001] One', '', '', ''],
  ])('a number that two items of a list begin with: %s', async (_what, item, en, remedy, remedyDe) => {
    const folder = treeWithLog();
    put(folder, `# Rules\n\n- **R-BIZ-001** One\n- **R-BIZ-002** Alpha\n${item}\n`, RULES);
    const twice = async (language: 'en' | 'de'): Promise<readonly Said[]> =>
      (await problemsOf(folder, language)).filter(({ code }) => code === 'experiment-elsewhere-too');
    const place = { level: 'error', file: RULES, line: 5 };
    const message = expect.stringContaining(`R-BIZ-002 ${en} ${RULES}:4`);
    expect(await twice('en')).toEqual(
      en === '' ? [] : [expect.objectContaining({ ...place, message, remedy: expect.stringContaining(remedy) })],
    );
    expect(await twice('de')).toEqual(en === '' ? [] : [expect.objectContaining({ ...place, remedy: expect.stringContaining(remedyDe) })]);
  });

  const crossed = async (folder: string, language: 'en' | 'de' = 'en'): Promise<readonly Said[]> =>
    (await problemsOf(folder, language)).filter(({ code }) => code === 'experiment-link-crossed');
  const one = (id: string, ...fields: string[]): string =>
    `### [${id}] Of ${id}\n**Date:** 2026-11-02\n${fields.map((field) => `${field}\n`).join('')}\nWords\n\n`;
  /** A log with four experiments, the first with a field, and rules; the ends of links that are told, by line of the first. */
  const withLinks = (fields: readonly string[], rules: readonly string[], more: readonly string[] = []): string => {
    const folder = treeWithLog(
      `# Log\n\n## Dropped Experiments\n\n${one('K-BIZ-001', ...fields)}${one('K-BIZ-002', ...more)}${one('K-BIZ-003')}${one('K-BIZ-004')}`,
    );
    put(folder, `# Rules\n\n${rules.length === 0 ? '' : one('R-BIZ-001', ...rules)}${one('R-BIZ-002')}`, RULES);
    put(folder, `# Failures\n\n${one('F-BIZ-001')}`, 'bizos/FAILURE_LOG.md');
    return folder;
  };

  it.each<[string, string[], string[], boolean, string[]?]>([
    ['another experiment', ['**Led to:** R-BIZ-001'], ['**From:** K-BIZ-003'], true],
    ['several others', ['**Led to:** R-BIZ-002, R-BIZ-001'], ['**From:** K-BIZ-003 and [K-BIZ-004](KAIZEN_LOG.md)'], true],
    ['in German', ['**Führte zu:** R-BIZ-001'], ['**Aus:** K-BIZ-003'], true],
    ['the same', ['**Led to:** R-BIZ-001'], ['**From:** K-BIZ-001'], false],
    ['several, and it', ['**Led to:** R-BIZ-001'], ['**From:** K-BIZ-003, K-BIZ-001'], false],
    ['it below the label', ['**Led to:** R-BIZ-001'], ['', '**From:**', '- K-BIZ-003', '- K-BIZ-001'], false],
    ['nothing', ['**Led to:** R-BIZ-001'], [''], false],
    ['words', ['**Led to:** R-BIZ-001'], ['**From:** a talk with Ana'], false],
    ['what it is made for', ['**Led to:** R-BIZ-001'], ['**From:** F-BIZ-001'], false],
    ['an entry that is nowhere, which is told', ['**Led to:** R-BIZ-001'], ['**From:** K-BIZ-077'], false],
    ['itself', ['**Led to:** K-BIZ-001', '**From:** K-BIZ-003'], [], false],
    ['that it came of one which names others', ['**Led to:** R-BIZ-002'], ['**From:** K-BIZ-001'], false],
    ['as its successor that it follows another', ['**Followed by:** K-BIZ-002'], [], true, ['**Follows:** K-BIZ-003']],
    ['as its successor that it follows it', ['**Followed by:** K-BIZ-002'], [], false, ['**Follows:** K-BIZ-001']],
    [
      'another one in a document called as its own successor',
      ['**Followed by:** [K-BIZ-004](K-BIZ-002.md)'],
      [],
      false,
      ['**Follows:** K-BIZ-003'],
    ],
    ['as its successor what it came from', ['**Followed by:** K-BIZ-002'], [], false, ['**From:** K-BIZ-003']],
  ])('two ends of a link: the other end names %s', async (_what, fields, rules, wrong, more = []) => {
    const folder = withLinks(fields, rules, more);
    const faults = await crossed(folder);
    const there = more.length > 0 ? `${LOG}:13` : `${RULES}:5`;
    expect(faults).toEqual(
      wrong
        ? [
            expect.objectContaining({
              level: 'warning',
              file: LOG,
              line: 7,
              message: expect.stringContaining(there),
              remedy: expect.stringContaining(there),
            }),
          ]
        : [],
    );
    if (!wrong) return;
    const german = await crossed(folder, 'de');
    expect(german.map(({ message, remedy }) => [message.includes(there), remedy.includes(there)])).toEqual([[true, true]]);
  });

  it('says of a crossed link who says what, and tells nothing of an id that two entries have', async () => {
    const folder = withLinks(['**Led to:** R-BIZ-001'], ['**From:** K-BIZ-003']);
    const [english, german] = [await crossed(folder), await crossed(folder, 'de')];
    expect(english[0].message).toBe(`K-BIZ-001 led to R-BIZ-001, it says here; by ${RULES}:5 R-BIZ-001 came from K-BIZ-003.`);
    expect(english[0].remedy).toBe(`Put the right id there: in "Led to" here, or in "From" in ${RULES}:5.`);
    expect(german[0].message).toBe(`K-BIZ-001 führte zu R-BIZ-001, heißt es hier; laut ${RULES}:5 gilt: R-BIZ-001 kam aus K-BIZ-003.`);
    // In a log that is too long for the reader of documents, too.
    appendFileSync(join(folder, LOG), `${'words '.repeat(16)}\n\n`.repeat(22_000));
    expect(await crossed(folder)).toEqual(english);
    appendFileSync(join(folder, RULES), one('R-BIZ-001', '**From:** K-BIZ-001'));
    expect(await crossed(folder)).toEqual([]);
  });

  it('an entry that is gone: uncommitted, by the last commit, and since the branch began', async () => {
    const folder = treeWithLog();
    put(folder, without(fixtureLog(), 'K-BIZ-002'));
    expect((await said(folder)).codes).toContain(`experiment-gone ${LOG}`);
    commit(folder, 'gone');
    expect((await said(folder)).codes).toContain(`experiment-gone ${LOG}`);
    put(folder, `${logOf(folder)}\n`);
    commit(folder, 'later');
    expect((await said(folder)).codes).not.toContain(`experiment-gone ${LOG}`);
    gitIn(folder, 'update-ref', 'refs/remotes/origin/main', 'HEAD~2');
    gitIn(folder, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
    expect((await said(folder)).codes).toContain(`experiment-gone ${LOG}`);
  });

  it('a log that is gone as a whole, but none that went to the archive', async () => {
    const folder = treeWithLog();
    mkdirSync(join(folder, 'bizos', '_archive'));
    renameSync(join(folder, LOG), join(folder, 'bizos', '_archive', 'KAIZEN_LOG.md'));
    expect((await said(folder)).codes.filter((one) => one.startsWith('experiment-gone'))).toEqual([]);
    rmSync(join(folder, 'bizos', '_archive', 'KAIZEN_LOG.md'));
    expect((await said(folder)).codes.filter((one) => one.startsWith('experiment-gone'))).toHaveLength(3);
  });

  it('none that stands there under another number', async () => {
    const folder = treeWithLog();
    put(folder, fixtureLog().replace('[K-BIZ-002]', '[K-BIZ-009]'));
    expect((await said(folder)).codes.filter((one) => one.startsWith('experiment-gone'))).toEqual([]);
  });

  it('a number that nobody could count up to keeps nobody waiting', async () => {
    const folder = treeWithLog(fixtureLog().replace('[K-BIZ-003]', '[K-BIZ-999999999999]'));
    expect((await said(folder)).codes.filter((one) => !one.startsWith('experiment-overdue'))).toEqual([]);
  });

  it.each([
    ['K-BIZ-077', true],
    ['[K-BIZ-077](KAIZEN_LOG.md#k-biz-077-gone)', true],
    ['[K-BIZ-001](KAIZEN_LOG.md#k-biz-077-gone)', true],
    ['der K-BIZ-077-Versuch', true],
    ['K-BIZ-001/K-BIZ-077', true],
    ['K-BIZ-077-A, K-BIZ-7, K-ELSE-077', false],
    ['![chart](img/K-BIZ-077.png), notes/K-BIZ-077.md, https://x.y/K-BIZ-077', false],
    ['[K-BIZ-001](KAIZEN_LOG.md#k-biz-001-2026-plan)', false],
  ])('a reference is what a merge would rename: %s', async (words, told) => {
    const folder = treeWithLog(`# Log\n\n## Dropped Experiments\n\n### [K-BIZ-001] One\n**From:** ${words}\n`);
    expect((await said(folder)).codes.filter((code) => code.includes('dangling'))).toEqual(told ? [`experiment-dangling ${LOG}:6`] : []);
  });

  it.each([
    ['Renumbered', 'was K-BIZ-077 on a branch until 2026-11-20'],
    ['Umnummeriert', 'war K-BIZ-077 auf einem Branch bis 2026-11-20'],
  ])('what an entry was called before a merge is no reference: %s', async (label, words) => {
    const folder = treeWithLog(`# Log\n\n## Dropped Experiments\n\n### [K-BIZ-001] One\n**${label}:** ${words}\n`);
    expect((await said(folder)).codes.filter((code) => code.includes('dangling'))).toEqual([]);
  });

  it('a reference that leads nowhere, and a number that is not final', async () => {
    const folder = treeWithLog(
      fixtureLog()
        .replace('[K-BIZ-003]', '[K-BIZ-~7f3a]')
        .replace(/(\[K-BIZ-001\][\s\S]*?)(?=\*\*Status:)/, '$1**From:** K-BIZ-077\n'),
    );
    const { codes } = await said(folder);
    expect(codes).toContainEqual(expect.stringMatching(/^experiment-dangling bizos\/KAIZEN_LOG\.md:\d+$/));
    expect(codes).toContainEqual(expect.stringMatching(/^experiment-provisional bizos\/KAIZEN_LOG\.md:\d+$/));
  });
});
