import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { touchUpdated } from '../../../src/business/kaizen/last-updated.ts';
import { changeLogs } from '../../../src/business/kaizen/log-change.ts';
import { readLog } from '../../../src/business/kaizen/log-file.ts';
import { splicedLog } from '../../../src/business/kaizen/log-splice.ts';
import { BizosError } from '../../../src/core/problem.ts';
import { document } from '../../tree/fixture.ts';
import { jsonOf } from '../group/fake-context.ts';
import { ask, fixtureLog, gitIn, logOf, treeWithLog } from './log-tree.ts';

const DIFFS = join(import.meta.dirname, '..', '..', 'fixtures', 'kaizen');

/** Commands on the log of the fixtures, each on a fresh copy: its whole `git diff` is kept beside the fixture. */
const COMMANDS: readonly (readonly [name: string, operation: string, input: Record<string, unknown>])[] = [
  [
    'learn-kaizen',
    'learn',
    { words: 'kaizen bizos: If we send a Telegram digest at 8:00 then boats of Hippos leave in time because crews see it first' },
  ],
  ['learn-failure', 'learn', { words: 'failure bizos: The export was cut because nobody knew the limit', from: 'K-BIZ-002' }],
  ['learn-rule', 'learn', { words: 'bizos: Always look twice at the chain, never once' }],
  ['learn-pattern', 'learn', { words: 'pattern bizos: Two at the pier works well' }],
  ['learn-cto', 'learn', { words: 'kaizen cto: If we cache the index then scans are faster because data is read once', layer: 'system' }],
  ['start', 'kaizen start', { id: 'K-BIZ-001' }],
  ['result', 'kaizen result', { id: 'k-biz-002', text: 'Boarding took\n- 4 minutes\n- once 5' }],
  ['adopt', 'kaizen decide', { id: 'K-BIZ-003', decision: 'adopt', learning: 'Phones are everywhere', rule: 'Sell by phone first' }],
  [
    'iterate',
    'kaizen decide',
    {
      id: 'K-BIZ-003',
      decision: 'iterate',
      learning: 'Half of them asked for help',
      next: 'If we show a number to call then more buy by phone because help is near',
    },
  ],
  ['drop', 'kaizen decide', { id: 'K-BIZ-002', decision: 'drop', learning: 'Nobody stood there' }],
  ['candidate', 'kaizen candidate', { text: 'A weekly review | of benches' }],
  ['start-candidate', 'kaizen start-candidate', { number: 2 }],
];

/** The tree after a command on the log of the fixtures: looked at from more than one side, never changed again. */
const done = new Map<string, Promise<string>>();

function treeAfter([name, operation, input]: (typeof COMMANDS)[number]): Promise<string> {
  const known = done.get(name);
  if (known) return known;
  const folder = treeWithLog();
  const made = ask(folder, operation, input).then(() => folder);
  done.set(name, made);
  return made;
}

describe('commands on a log as people write it', () => {
  it.each(COMMANDS)('%s changes these bytes and no other', async (...command) => {
    const diff = gitIn(await treeAfter(command), 'diff', '-U1', '--no-color');
    await expect(diff.replace(/^index .*\n/gm, '')).toMatchFileSnapshot(join(DIFFS, `${command[0]}.diff`));
  });

  it.each(COMMANDS)('%s does the same with CRLF, a BOM and no line end at the end', async (...command) => {
    const odd = treeWithLog(`\ufeff${fixtureLog().trimEnd().replaceAll('\n', '\r\n')}`);
    await ask(odd, command[1], command[2]);
    const text = logOf(odd);
    expect(text.slice(1).replaceAll('\r\n', '\n').trimEnd()).toBe(logOf(await treeAfter(command)).trimEnd());
    expect(text.slice(1)).not.toMatch(/[^\r]\n/);
  });

  it.each(COMMANDS)('%s leaves a log that the full reader understands', async (...command) => {
    const text = logOf(await treeAfter(command));
    expect(document('bizos/KAIZEN_LOG.md', text).problems).toEqual([]);
    const ids = [...text.matchAll(/^### \[(K-BIZ-\d+)\]/gm)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(2);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a life of an experiment', () => {
  it('goes from the words to the decision, and back over its links', async () => {
    const folder = treeWithLog();
    const learned = jsonOf(
      await ask(folder, 'learn', {
        words: 'kaizen bizos: If we call after the survey then more sign because doubts are fresh',
        layer: 'process',
        metric: 'solartech/win_rate',
      }),
    );
    expect(learned).toMatchObject({
      id: 'K-BIZ-004',
      file: 'bizos/KAIZEN_LOG.md',
      entity: 'Cross-entity',
      assumed: ['entity', 'duration'],
      by: 'Ana',
    });
    expect(logOf(folder).split('\n')[Number(learned.line) - 1]).toBe('### [K-BIZ-004] Call after the survey');
    await ask(folder, 'kaizen start', { id: 'K-BIZ-004' });
    const result = jsonOf(await ask(folder, 'kaizen result', { id: 'K-BIZ-004', text: 'Nine of ten signed' }));
    expect(result).toMatchObject({
      before: 'active',
      experiment: { state: 'completed', actual: 'Nine of ten signed' },
      measured: { verdict: 'unread' },
    });
    const decided = jsonOf(
      await ask(folder, 'kaizen decide', { id: 'K-BIZ-004', decision: 'adopt', learning: 'Call', rule: 'Call after the survey' }),
    );
    expect(decided).toMatchObject({
      experiment: { state: 'adopted', ledTo: 'R-BIZ-001' },
      made: [{ id: 'R-BIZ-001', file: 'bizos/BIZOS_RULES.md' }],
    });
    expect(logOf(folder, 'bizos/BIZOS_RULES.md')).toContain('**From:** K-BIZ-004');
  });

  it.each([
    ['kaizen result', { id: 'K-BIZ-001', text: 'x' }, 'kaizen start K-BIZ-001'],
    ['kaizen start', { id: 'K-BIZ-002' }, 'kaizen result K-BIZ-002'],
    ['kaizen decide', { id: 'K-BIZ-002', decision: 'adopt', learning: 'x' }, 'kaizen result K-BIZ-002'],
    ['kaizen start', { id: 'K-BIZ-003' }, 'decide K-BIZ-003 adopt'],
  ])('%s %j is refused with the steps that are legal', async (operation, input, hint) => {
    const folder = treeWithLog();
    const error = await ask(folder, operation, input).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BizosError);
    expect((error as BizosError).exit).toBe(2);
    expect((error as BizosError).hint?.en).toContain(hint);
    expect(logOf(folder)).toBe(fixtureLog());
  });

  it.each([
    ['kaizen start', { id: 'K-BIZ-001' }],
    ['kaizen result', { id: 'K-BIZ-001', text: 'x' }],
    ['kaizen decide', { id: 'K-BIZ-001', decision: 'drop', learning: 'x' }],
  ])('%s is refused where the fields stand in a list: it would write a second set of them', async (operation, input) => {
    const folder = treeWithLog();
    const text = '# L\n\n## Active Experiments\n\n### [K-BIZ-001] A\n\n- **Status:** Active\n- **Date:** 2026-11-20\n';
    writeFileSync(join(folder, 'bizos', 'KAIZEN_LOG.md'), text);
    const error = (await ask(folder, operation, input).catch((thrown: unknown) => thrown)) as BizosError;
    expect([error.exit, error.text.en]).toEqual([
      2,
      "The fields of K-BIZ-001 stand in a list (bizos/KAIZEN_LOG.md:7), where they can't be read.",
    ]);
    expect(logOf(folder)).toBe(text);
  });

  it('a decision is final', async () => {
    const folder = treeWithLog();
    await ask(folder, 'kaizen decide', { id: 'K-BIZ-003', decision: 'drop', learning: 'x' });
    await expect(ask(folder, 'kaizen start', { id: 'K-BIZ-003' })).rejects.toThrow("can't take the step");
  });

  it('keeps what a person wrote below a field', async () => {
    const folder = treeWithLog(
      fixtureLog().replace('(filled after experiment completes)\n\n**Learning', '(pending)\n\nSeen on Monday: rain.\n\n**Learning'),
    );
    await ask(folder, 'kaizen result', { id: 'K-BIZ-002', text: 'Half the time' });
    expect(logOf(folder)).toContain('**Actual Result:**\nHalf the time\n\nSeen on Monday: rain.\n\n**Learning');
  });
});

describe('what is said', () => {
  it.each([
    [{ words: 'kaizen bizos: If we do it then it is good because so' }, '--layer'],
    [{ words: 'bizos: a thing' }, 'learn failure bizos'],
    [{ words: 'kaizen elsewhere: If we do it' }, 'Learn Routes'],
    [{ words: 'kaizen' }, 'learn kaizen bizos'],
    [{ words: 'kaizen bizos: ' }, 'If we'],
    [{ words: 'kaizen bizos: If we --layr System then x' }, 'bizos learn --help'],
    [{ words: 'kaizen bizos: an alert', entity: 'nobody' }, 'solartech'],
    [{ words: 'kaizen bizos: an alert', from: 'K-BIZ-077' }, 'K-BIZ-003'],
    [{ words: 'kaizen bizos: an alert', edit: true }, 'EDITOR'],
  ])('%j is refused with what to do, and nothing is written', async (input, hint) => {
    const folder = treeWithLog();
    const error = await ask(folder, 'learn', input).catch((thrown: unknown) => thrown);
    expect((error as BizosError).exit).toBe(2);
    expect((error as BizosError).hint?.en).toContain(hint);
    expect(gitIn(folder, 'status', '--porcelain')).toBe('');
  });

  it('--yes takes Process where the words do not say', async () => {
    const folder = treeWithLog();
    expect(jsonOf(await ask(folder, 'learn', { words: 'kaizen bizos: If we do it then it is good', yes: true }))).toMatchObject({
      layer: 'Process',
      assumed: ['entity', 'layer', 'duration'],
    });
  });

  it('German: template, words and a German log', async () => {
    const german =
      '# Log\n\n**Zuletzt geändert:** 2026-01-01\n\n## Aktive Versuche\n\n(noch keine)\n\n## Abgeschlossene Versuche\n\n(noch keine)\n';
    const folder = treeWithLog(german);
    await ask(folder, 'learn', { words: 'kaizen bizos: Wenn wir die Ziele anpassen dann steigt die Quote weil alle sie verstehen' });
    await ask(folder, 'kaizen start', { id: 'K-BIZ-001' });
    await ask(folder, 'kaizen result', { id: 'K-BIZ-001', text: 'Gestiegen' });
    await ask(folder, 'kaizen decide', { id: 'K-BIZ-001', decision: 'adopt', learning: 'Gut' });
    await expect(logOf(folder)).toMatchFileSnapshot(join(DIFFS, 'german.md'));
  });

  it('--lang de writes German into an English log, and the labels are understood', async () => {
    const folder = treeWithLog();
    await ask(folder, 'learn', { words: 'kaizen bizos: Wenn wir wöchentlich reden dann hilft es weil wir es wissen' }, { language: 'de' });
    expect(logOf(folder)).toContain('**Hypothese:**\nWenn wir wöchentlich reden, dann hilft es, weil wir es wissen.');
    const shown = jsonOf(await ask(folder, 'kaizen show', { id: 'K-BIZ-004' }));
    expect(shown).toMatchObject({ state: 'proposed', layer: 'Prozess', expected: 'Hilft es' });
  });

  it('a German entry in an English log is filled in German', async () => {
    const folder = treeWithLog();
    await ask(folder, 'learn', { words: 'kaizen bizos: Wenn wir wöchentlich reden dann hilft es weil wir es wissen' }, { language: 'de' });
    await ask(folder, 'kaizen start', { id: 'K-BIZ-004' });
    await ask(folder, 'kaizen result', { id: 'K-BIZ-004', text: 'Es half' });
    await ask(folder, 'kaizen decide', {
      id: 'K-BIZ-004',
      decision: 'iterate',
      learning: 'Gut',
      next: 'If we talk daily then it helps more',
    });
    const german = logOf(folder).split('### [K-BIZ-004]')[1].split(/^##/m)[0];
    expect(german).toContain('**Status:** Abgeschlossen\n');
    expect(german).toContain('**Fortgesetzt in:** K-BIZ-005\n');
    expect(german).toContain('**Entscheidung:** Weiterentwickeln\n');
    expect(german).not.toMatch(/Started|Completed|Followed|Iterate/);
  });

  it('the German tree begins with a German log', async () => {
    const template = join(import.meta.dirname, '..', '..', '..', 'templates', 'tree', 'de', 'bizos', 'KAIZEN_LOG.md');
    const folder = treeWithLog(readFileSync(template, 'utf8'));
    await ask(folder, 'learn', { words: 'kaizen bizos: Wenn wir die Ziele anpassen dann steigt die Quote weil alle sie verstehen' });
    await ask(folder, 'kaizen decide', { id: 'K-BIZ-001', decision: 'drop', learning: 'Doch nicht' });
    const log = logOf(folder);
    expect(log).toContain('**Status:** Verworfen\n');
    expect(log.split('## Verworfene Versuche')[1]).toContain('### [K-BIZ-001] Die Ziele anpassen');
    expect(log).not.toMatch(/Active|Completed|Dropped|Decision|pending/);
  });

  it('a route in a document needs no code', async () => {
    const folder = treeWithLog();
    const path = join(folder, 'bizos', 'STRUCTURE.md');
    writeFileSync(
      path,
      `${logOf(folder, 'bizos/STRUCTURE.md')}\n## Learn Routes\n\n| Say | File | Id |\n|---|---|---|\n| kaizen hippos | \`bizos/03_Hippos/KAIZEN_LOG.md\` | K-HIP |\n`,
    );
    expect(jsonOf(await ask(folder, 'learn', { words: 'kaizen hippos: If we weigh tanks weekly then leaks show' }))).toMatchObject({
      id: 'K-HIP-001',
      file: 'bizos/03_Hippos/KAIZEN_LOG.md',
      entity: 'Hippos',
      assumed: ['duration'],
    });
    // Another company in the words is the one that is meant.
    expect(jsonOf(await ask(folder, 'learn', { words: 'kaizen hippos: If Solartech calls weekly then roofs sell' }))).toMatchObject({
      id: 'K-HIP-002',
      entity: 'Solartech',
    });
    expect(jsonOf(await ask(folder, 'kaizen start', { id: 'K-HIP-001' }))).toMatchObject({ experiment: { state: 'active' } });
  });
});

describe('links', () => {
  const SAID = 'kaizen bizos: If we try more then we know more because we saw it';

  it.each(['F-BIZ-001', '[f-biz-001]', ' f-biz-001 '])('--from %j is written both ways, as the entry has its number', async (from) => {
    const folder = treeWithLog();
    await ask(folder, 'learn', { words: 'failure bizos: The export was cut' });
    const { id, linked } = jsonOf(await ask(folder, 'learn', { words: SAID, from, layer: 'process' }));
    expect(linked).toEqual(['F-BIZ-001']);
    expect(jsonOf(await ask(folder, 'kaizen show', { id }))).toMatchObject({ from: 'F-BIZ-001' });
    expect(readFileSync(join(folder, 'bizos/FAILURE_LOG.md'), 'utf8')).toContain(`**Led to:** ${id}\n`);
    // Said once more with the number in another form, it is the same.
    expect(jsonOf(await ask(folder, 'learn', { words: SAID, from: 'f-biz-001', layer: 'process' }))).toMatchObject({ id, already: true });
  });

  it('--follows, too', async () => {
    const folder = treeWithLog();
    const { id } = jsonOf(await ask(folder, 'learn', { words: SAID, follows: '[k-biz-002]', layer: 'process' }));
    expect(jsonOf(await ask(folder, 'kaizen show', { id }))).toMatchObject({ follows: 'K-BIZ-002' });
    expect(jsonOf(await ask(folder, 'kaizen show', { id: 'K-BIZ-002' }))).toMatchObject({ followedBy: id });
  });

  it.each([
    ['failure', 'A failure', 'Ein Fehler'],
    ['rule', 'A rule', 'Eine Regel'],
    ['pattern', 'A pattern', 'Ein Muster'],
  ])('a %s follows nothing: its documents have no line for that', async (kind, en, de) => {
    const folder = treeWithLog();
    const refused = ask(folder, 'learn', { words: `${kind} bizos: Two at the pier`, follows: 'K-BIZ-002' });
    await expect(refused).rejects.toMatchObject({
      exit: 2,
      text: {
        en: `${en} can't have --follows: only an experiment follows another.`,
        de: `${de} kann kein --follows haben: Nur ein Versuch folgt auf einen anderen.`,
      },
      hint: { en: 'Say what it came out of: --from K-BIZ-002', de: 'Sag, woraus das wurde: --from K-BIZ-002' },
    });
    expect(gitIn(folder, 'status', '--porcelain')).toBe('');
  });

  it('a number that no entry has is refused before anybody writes in an editor', async () => {
    const edit = { words: SAID, layer: 'process', from: 'K-BIZ-077', edit: true };
    await expect(ask(treeWithLog(), 'learn', edit)).rejects.toMatchObject({
      exit: 2,
      text: { en: 'There is no K-BIZ-077 in bizos/KAIZEN_LOG.md.' },
    });
  });
});

describe('--edit', () => {
  const nobody = async (): Promise<never> => {
    throw new Error('nobody was to be asked');
  };
  const someone = { input: nobody, choose: nobody, chooseMany: nobody, confirm: nobody };
  const SAID = { words: 'kaizen bizos: If we send an alert to Hippos then boats leave in time', edit: true };

  it('opens the filled template, and writes what comes back', async () => {
    const folder = treeWithLog();
    const EDITOR = `sh -c 'sed -i.old "s/^.*Layer:.*$/**Layer:** Model/; s/] Send an alert/] Ring a \\"bell\\"/" "$1"' --`;
    const came = jsonOf(await ask(folder, 'learn', SAID, { ask: someone, environment: { EDITOR } }));
    expect(came).toMatchObject({ id: 'K-BIZ-004', layer: 'Model', entity: 'Hippos', title: 'Ring a "bell" to Hippos' });
    expect(logOf(folder)).toContain('### [K-BIZ-004] Ring a "bell" to Hippos\n**Date:** 2026-11-20\n**Layer:** Model\n');
  });

  it.each([
    ['echo "# Other" >', 'is not one entry'],
    ['printf "\\n\\140\\140\\140\\n" >>', 'is not one entry'],
    ['printf "\\n### [K-BIZ-002] Another\\n" >>', 'is not one entry'],
    ['exit 1 #', 'ended with an error'],
  ])('what %s leaves is refused, and kept', async (EDITOR, says) => {
    const folder = treeWithLog();
    const error = await ask(folder, 'learn', SAID, { ask: someone, environment: { EDITOR } }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ exit: 2, message: expect.stringContaining(says) });
    const kept = /(\/\S+\.md)$/.exec((error as BizosError).hint?.en ?? '')?.[1] ?? '';
    expect(readFileSync(kept, 'utf8').length).toBeGreaterThan(0);
    rmSync(dirname(kept), { recursive: true });
    expect(logOf(folder)).toBe(fixtureLog());
  });

  it('the text of a person is kept when it can’t be written', async () => {
    const folder = treeWithLog();
    const log = join(folder, 'bizos', 'KAIZEN_LOG.md');
    const EDITOR = `sh -c 'ln "${log}" "${log}.second"' --`;
    const error = await ask(folder, 'learn', SAID, { ask: someone, environment: { EDITOR } }).catch((thrown: unknown) => thrown);
    expect((error as BizosError).exit).toBe(3);
    const kept = /is in (\/\S+)$/.exec((error as BizosError).hint?.en ?? '')?.[1] ?? '';
    expect(readFileSync(join(kept, 'K-BIZ-XXX.md'), 'utf8')).toContain('boats leave in time');
    rmSync(kept, { recursive: true });
  });
});

describe('ids', () => {
  it('are not given again: deleted, archived, on another branch, in another worktree', async () => {
    const folder = treeWithLog();
    let said = 0;
    const next = async (): Promise<string> =>
      (jsonOf(await ask(folder, 'learn', { words: `kaizen bizos: an alert of a bot, the ${++said}.` })) as unknown as { id: string }).id;
    expect(await next()).toBe('K-BIZ-004');
    gitIn(folder, 'checkout', '-q', '--', 'bizos');
    expect(await next()).toBe('K-BIZ-005');
    gitIn(folder, 'checkout', '-q', '-b', 'other');
    writeFileSync(join(folder, 'bizos', 'KAIZEN_LOG.md'), fixtureLog().replace('K-BIZ-003', 'K-BIZ-020'));
    gitIn(folder, '-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '-qam', 'other');
    gitIn(folder, 'checkout', '-q', 'main');
    expect(await next()).toBe('K-BIZ-021');
    gitIn(folder, 'worktree', 'add', '-q', join(folder, 'wt'), 'other');
    writeFileSync(join(folder, 'wt', 'bizos', 'KAIZEN_LOG.md'), fixtureLog().replace('K-BIZ-003', 'K-BIZ-030'));
    expect(await next()).toBe('K-BIZ-031');
    gitIn(folder, 'checkout', '-q', '--', 'bizos');
    writeFileSync(
      join(folder, 'bizos', 'KAIZEN_LOG.md'),
      fixtureLog().replace('### [K-BIZ-003]', '```\n### [K-BIZ-700] in a fence\n```\n\nSee [K-BIZ-800].\n\n### [K-BIZ-003]'),
    );
    expect(await next()).toBe('K-BIZ-032');
  });
});

describe('the same said twice', () => {
  const WORDS = { words: 'kaizen bizos: If we send *an* alert_ then # more sign because [doubts](x) are `fresh`', entity: 'hippos' };

  it('is written once, and told as what stands there', async () => {
    const folder = treeWithLog();
    const first = jsonOf(await ask(folder, 'learn', WORDS));
    const log = logOf(folder);
    expect(jsonOf(await ask(folder, 'learn', WORDS))).toEqual({ ...first, already: true });
    expect(logOf(folder)).toBe(log);
    expect(jsonOf(await ask(folder, 'learn', { ...WORDS, title: 'Once more' }))).toMatchObject({ id: 'K-BIZ-005', already: false });
    expect(jsonOf(await ask(folder, 'learn', { ...WORDS, entity: 'wci' }))).toMatchObject({ id: 'K-BIZ-006', already: false });
  });

  it('is a new experiment once the first is decided', async () => {
    const folder = treeWithLog();
    await ask(folder, 'learn', WORDS);
    await ask(folder, 'kaizen decide', { id: 'K-BIZ-004', decision: 'drop', learning: 'x' });
    expect(jsonOf(await ask(folder, 'learn', WORDS))).toMatchObject({ id: 'K-BIZ-005', already: false });
  });

  it.each(['failure', 'rule', 'pattern'])('a %s too; a failure of another day is another one', async (kind) => {
    const folder = treeWithLog();
    const said = { words: `${kind} bizos: The export\n- was cut\n- at 2,000 rows`, from: 'K-BIZ-002' };
    const first = jsonOf(await ask(folder, 'learn', said));
    expect(jsonOf(await ask(folder, 'learn', said))).toEqual({ ...first, already: true });
    const later = { now: (): number => Date.parse('2027-01-20T01:00:00Z') };
    expect(jsonOf(await ask(folder, 'learn', said, later))).toMatchObject({ already: kind !== 'failure' });
  });

  it('a failure whose day a person wrote in another form is the same of that day', async () => {
    const folder = treeWithLog();
    const said = { words: 'failure bizos: The export was cut' };
    const { id, file } = jsonOf(await ask(folder, 'learn', said));
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text).toContain('**Date:** 2026-11-20');
    writeFileSync(join(folder, file), text.replace('**Date:** 2026-11-20', '**Date:** 20.11.2026'));
    expect(jsonOf(await ask(folder, 'learn', said))).toMatchObject({ id, already: true });
  });

  it('a decision that was cut off between its two documents makes its rule once', async () => {
    const folder = treeWithLog();
    const decision = { id: 'K-BIZ-003', decision: 'adopt', learning: 'Phones are everywhere', rule: 'Sell by phone first' };
    const before = logOf(folder);
    await ask(folder, 'kaizen decide', decision);
    const rules = logOf(folder, 'bizos/BIZOS_RULES.md');
    const log = logOf(folder);
    // Killed after the rule and before the log.
    writeFileSync(join(folder, 'bizos', 'KAIZEN_LOG.md'), before);
    await ask(folder, 'kaizen decide', decision);
    expect(logOf(folder, 'bizos/BIZOS_RULES.md')).toBe(rules);
    expect(logOf(folder)).toBe(log);
  });

  it('and when somebody edits the log in between, too', async () => {
    const folder = treeWithLog();
    const path = join(folder, 'bizos', 'KAIZEN_LOG.md');
    const rules = join(folder, 'bizos', 'BIZOS_RULES.md');
    const watched = readFileSync(rules, 'utf8');
    const asked = ask(folder, 'kaizen decide', { id: 'K-BIZ-003', decision: 'adopt', learning: 'x', rule: 'Sell by phone first' });
    const edit = setInterval(() => {
      if (readFileSync(rules, 'utf8') === watched) return;
      clearInterval(edit);
      writeFileSync(path, logOf(folder).replace('The bell breaks', 'The bell breaks often'));
    }, 1);
    await asked;
    clearInterval(edit);
    expect(logOf(folder, 'bizos/BIZOS_RULES.md').match(/\[R-BIZ-\d+\]/g)).toHaveLength(1);
  });
});

describe('candidates', () => {
  it('the last one that becomes an experiment leaves the words of an empty part', async () => {
    const folder = treeWithLog('# L\n\n## Active Experiments\n\n(none yet)\n\n## Experiment Candidates\n\n- Process: a weekly look\n');
    await ask(folder, 'kaizen start-candidate', { number: 1 });
    expect(logOf(folder)).toMatch(/## Experiment Candidates\n\n\(none yet\)\n$/);
    await ask(folder, 'kaizen candidate', { text: 'an alert' });
    expect(logOf(folder)).toMatch(/## Experiment Candidates\n\n- System: an alert\n$/);
  });

  it.each(['---', '  ---  ', '===', '-'])('the words of an empty part become no heading above %j', async (dashes) => {
    const folder = treeWithLog(
      `# L\n\n## Active Experiments\n\n(none yet)\n\n## Experiment Candidates\n\n- Process: one\n${dashes}\n\nThe end\n`,
    );
    await ask(folder, 'kaizen start-candidate', { number: 1 });
    const titles = document('bizos/KAIZEN_LOG.md', logOf(folder)).sections.map(({ title }) => title);
    expect(titles.filter((title) => title.includes('none'))).toEqual([]);
    expect(logOf(folder)).toContain('(none yet)');
  });

  it('nor where the only experiment of a part goes to another one', async () => {
    const item = '### [K-BIZ-001] A\n**Status:** Active\n\n**Expected Result:**\n- one\n---\n\n## Completed Experiments\n\n(none yet)\n';
    const folder = treeWithLog(`# L\n\n## Active Experiments\n\n${item}`);
    await ask(folder, 'kaizen result', { id: 'K-BIZ-001', text: 'well' });
    const titles = document('bizos/KAIZEN_LOG.md', logOf(folder)).sections.map(({ title }) => title);
    expect(titles.slice(-3)).toEqual(['Active Experiments', 'Completed Experiments', '[K-BIZ-001] A']);
  });

  it.each([{ layer: 'nothing' }, { entity: 'nobody' }])('%j is refused', async (given) => {
    const folder = treeWithLog();
    await expect(ask(folder, 'kaizen start-candidate', { number: 1, ...given })).rejects.toMatchObject({ exit: 2 });
    expect(logOf(folder)).toBe(fixtureLog());
  });
});

describe('the day of the last change', () => {
  const OWN = '**Last Updated:** 2026-02-02 by Ben';
  const STEPS: readonly (readonly [step: string, input: Record<string, unknown>, status: string])[] = [
    ['start', {}, 'Proposed'],
    ['result', { text: 'Nobody minds' }, 'Active'],
    ['decide', { decision: 'adopt', learning: 'Bells help' }, 'Completed'],
  ];
  /** A log without parts, whose entry has such a line of its own; so has the one behind it. */
  const logWith = (status: string, above: string, below: string): string =>
    `# Log\n\n${above}### [K-BIZ-001] A bell\n**Status:** ${status}\n${OWN}\n\n**Decision:** (pending)\n\n### [K-BIZ-002] Two\n${OWN}\n\n${below}`;
  const FOOT = '## Template\n\n```\n**Last Updated:** 2026-01-01\n```\n\n## About\n\n';

  it.each(STEPS)('is never said in an entry: %s leaves its own line, and that of the others', async (step, input, status) => {
    for (const [above, below, dated] of [
      ['', '', []],
      ['**Last Updated:** 2026-01-01\n\n', FOOT, ['**Last Updated:** 2026-11-20', OWN, OWN, '**Last Updated:** 2026-01-01']],
      ['', `${FOOT}**Last Updated:** 2026-01-01\n`, [OWN, OWN, '**Last Updated:** 2026-01-01', '**Last Updated:** 2026-11-20']],
    ] as const) {
      const folder = treeWithLog(logWith(status, above, below));
      expect(await ask(folder, `kaizen ${step}`, { id: 'K-BIZ-001', ...input })).toMatchObject({ exit: 0 });
      const lines = logOf(folder).match(/^\*\*Last Updated.*/gm) ?? [];
      // A step moves the entry, and its line with it: what counts is which lines there are.
      expect(lines.sort()).toEqual([...(dated.length > 0 ? dated : [OWN, OWN])].sort());
      const text = logOf(folder);
      const own = text.slice(text.indexOf('### [K-BIZ-001]')).split(/\n(?=##)/)[0];
      expect(own).toContain(OWN);
    }
  });

  it.each(STEPS)('has its place where none stood yet, right above an entry: %s', async (step, input, status) => {
    for (const blanks of ['', ' ', '\u00a0']) {
      const folder = treeWithLog(logWith(status, `**Last Updated:**${blanks}\n\n`, ''));
      expect(await ask(folder, `kaizen ${step}`, { id: 'K-BIZ-001', ...input })).toMatchObject({ exit: 0 });
      expect(logOf(folder)).toMatch(/^# Log\n\n\*\*Last Updated:\*\* 2026-11-20\s*\n\n### \[K-BIZ-00/);
    }
  });
});

describe('somebody edits the log at the same time', () => {
  it('both stay: the change is made anew on what is there then', async () => {
    const folder = treeWithLog();
    const path = join(folder, 'bizos', 'KAIZEN_LOG.md');
    let plans = 0;
    await changeLogs(folder, () => {
      const log = readLog(folder, 'bizos/KAIZEN_LOG.md');
      if (plans++ === 0) writeFileSync(path, log.text.replace('The bell breaks', 'The bell breaks often'));
      return { files: [{ log: splicedLog(log, touchUpdated(log.outline, '2026-11-20')) }], value: undefined };
    });
    expect(plans).toBe(2);
    expect(logOf(folder)).toBe(fixtureLog().replace('The bell breaks', 'The bell breaks often').replace('2026-03-01', '2026-11-20'));
  });

  it('where it never ends, it is refused and theirs stays', async () => {
    const folder = treeWithLog();
    const path = join(folder, 'bizos', 'KAIZEN_LOG.md');
    let plans = 0;
    const change = changeLogs(folder, () => {
      const log = readLog(folder, 'bizos/KAIZEN_LOG.md');
      writeFileSync(path, `${log.text}${plans++}\n`);
      return { files: [{ log: splicedLog(log, touchUpdated(log.outline, '2026-11-20')) }], value: undefined };
    });
    await expect(change).rejects.toMatchObject({ exit: 3 });
    expect(logOf(folder)).toBe(`${fixtureLog()}0\n1\n2\n3\n4\n`);
  });

  it('a change that would swallow an entry is refused', async () => {
    const folder = treeWithLog();
    const change = changeLogs(folder, () => {
      const log = readLog(folder, 'bizos/KAIZEN_LOG.md');
      const at = log.outline.entries[1].start;
      return { files: [{ log: splicedLog(log, [{ start: at, end: at, text: '```\n' }]) }], value: undefined };
    });
    await expect(change).rejects.toMatchObject({ exit: 2 });
    expect(logOf(folder)).toBe(fixtureLog());
  });
});
