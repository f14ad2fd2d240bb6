import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { partNamed } from '../../../src/business/kaizen/heading-words.ts';
import { BizosError } from '../../../src/core/problem.ts';
import { renderTerminal } from '../../../src/report/terminal.ts';
import { jsonOf } from '../group/fake-context.ts';
import { ask, logOf, treeWithLog } from './log-tree.ts';

const LOG = `# Log

## Active Experiments

### [K-BIZ-001] One
**Date:** 2026-11-01
**Status:** Active

## Completed Experiments

### [K-BIZ-002] Two
**Date:** 2026-11-01
**Status:** Completed

## Experiment Candidates

- Process: a weekly look
`;

/** Asks with words on standard input. */
async function asked(folder: string, words: string, operation: string, input: Record<string, unknown>) {
  const file = join(folder, '.bizos-words.txt');
  writeFileSync(file, words);
  const stdin = openSync(file, 'r');
  try {
    return await ask(folder, operation, input, { stdin });
  } finally {
    closeSync(stdin);
  }
}

describe('a dash stands for the words on standard input', () => {
  const CASES = [
    ['kaizen result', { id: 'K-BIZ-001', text: '-' }],
    ['kaizen decide', { id: 'K-BIZ-002', decision: 'drop', learning: '-' }],
    ['kaizen decide', { id: 'K-BIZ-002', decision: 'adopt', learning: 'x', rule: '-' }],
    ['kaizen decide', { id: 'K-BIZ-002', decision: 'iterate', learning: 'x', next: '-' }],
    ['kaizen candidate', { text: '-' }],
  ] as const;

  it.each(CASES)('%s %j', async (operation, input) => {
    const folder = treeWithLog(LOG);
    await asked(folder, 'Rose by `5 %` | $HOME\n', operation, input);
    const written = 'rule' in input ? logOf(folder, 'bizos/BIZOS_RULES.md') : logOf(folder);
    expect(written).toContain('Rose by `5 %` | $HOME\n');
    expect(written).not.toMatch(/^(?:- )?\\?-$/m);
  });

  it.each(CASES)('and nothing is written where there are none: %s %j', async (operation, input) => {
    const folder = treeWithLog(LOG);
    const error = (await asked(folder, ' \n', operation, input).catch((thrown: unknown) => thrown)) as BizosError;
    expect(error).toBeInstanceOf(BizosError);
    expect([error.exit, error.text.en]).toEqual([2, 'There are no words on standard input.']);
    expect(logOf(folder)).toBe(LOG);
  });
});

describe('German words', () => {
  it.each([
    'Experiment-Kandidaten',
    'Experimentkandidaten',
    'Versuchskandidaten',
    'Versuchsideen',
    'Experiment-Ideen',
    'Ideen',
    'Kandidaten',
    'Experiment Ideas',
  ])('%s holds ideas', (title) => expect(partNamed(title)).toBe('candidates'));
  it('other words that begin so do not', () =>
    expect([partNamed('Ideenwettbewerb'), partNamed('Experimente')]).toEqual(['other', 'other']));

  it('an experiment of a German log has no English word where nothing is expected yet', async () => {
    const folder = treeWithLog('# Log\n\n## Aktive Versuche\n\n(noch keine)\n\n## Experiment-Kandidaten\n\n- Prozess: Tafel im Büro\n');
    await ask(folder, 'kaizen start-candidate', { number: 1 }, { localeLanguage: 'de', language: 'de' });
    expect(logOf(folder)).toContain('**Erwartetes Ergebnis:**\n(offen)\n');
    expect(logOf(folder)).not.toContain('pending');
  });

  it.each([
    ['', 'there are none.', 'Es sind keine.'],
    ['- one\n', 'there is one.', 'Es ist einer.'],
    ['- one\n- two\n', 'there are 2.', 'Es sind 2.'],
  ])('a candidate that is not there is refused with how many there are: %j', async (ideas, en, de) => {
    const folder = treeWithLog(`# Log\n\n## Experiment Candidates\n\n${ideas}`);
    const error = (await ask(folder, 'kaizen start-candidate', { number: 7 }).catch((thrown: unknown) => thrown)) as BizosError;
    expect([error.text.en, error.text.de]).toEqual([`There is no candidate 7: ${en}`, `Kandidat 7 gibt es nicht: ${de}`]);
  });

  it('candidates name their layer in the language of the screen', async () => {
    const outcome = await ask(treeWithLog(LOG), 'kaizen candidate', {}, { localeLanguage: 'de', language: 'de' });
    expect(renderTerminal(outcome.report(), { width: 100, colour: 0, unicode: true })).toMatch(/1 +Prozess +a weekly look/);
    expect(jsonOf(outcome)).toMatchObject({ candidates: [{ layer: 'Process' }] });
  });

  it('what was said in one language is not written again in the other, nor with letters of two signs', async () => {
    const folder = treeWithLog(LOG);
    const words = 'kaizen bizos: Wenn wir früh prüfen, dann steigt die Quote';
    const first = jsonOf(await ask(folder, 'learn', { words, layer: 'System' }));
    const again = await ask(folder, 'learn', { words, layer: 'System' }, { localeLanguage: 'de', language: 'de' });
    const apart = await ask(folder, 'learn', { words: words.normalize('NFD'), layer: 'System' });
    for (const one of [again, apart]) expect(jsonOf(one)).toMatchObject({ id: first.id, already: true });
  });
});

it('show says where fields stand in a list, and names no step that would be refused', async () => {
  const folder = treeWithLog('# L\n\n## Active Experiments\n\n### [K-BIZ-001] A\n\n- **Status:** Active\n- **Date:** 2026-11-20\n');
  for (const [language, words] of [
    ['en', "The fields of K-BIZ-001 stand in a list (bizos/KAIZEN_LOG.md:7), where they can't be read. Write them at the margin"],
    ['de', 'Die Angaben von K-BIZ-001 stehen in einer Liste (bizos/KAIZEN_LOG.md:7), wo sie nicht zu lesen sind. Schreibe sie an den Rand'],
  ] as const) {
    const outcome = await ask(folder, 'kaizen show', { id: 'K-BIZ-001' }, { localeLanguage: language, language });
    const text = renderTerminal(outcome.report(), { width: 100, colour: 0, unicode: true }).replace(/\s+/g, ' ');
    expect(text).toContain(words);
    expect(text).not.toContain('bizos kaizen start');
    expect(jsonOf(outcome)).toMatchObject({ steps: [] });
  }
});

describe('lessons as people keep them', () => {
  it.each([
    ['a table', '| Date | Id | What |\n|---|---|---|\n| 2026-01-02 | [F-BIZ-007] | It broke, as F-BIZ-012 would |\n'],
    ['a list', '- **F-BIZ-007** It broke\n- F-BIZ-002: again\n'],
    ['a numbered list', '1. `F-BIZ-007` It broke\n'],
  ])('a number in %s is not given again', async (_, lessons) => {
    const folder = treeWithLog(LOG);
    writeFileSync(join(folder, 'bizos', 'FAILURE_LOG.md'), `# Failure Log\n\n## Failures\n\n${lessons}`);
    expect(jsonOf(await ask(folder, 'learn', { words: 'failure bizos: The pump stopped' }))).toMatchObject({ id: 'F-BIZ-008' });
    expect(jsonOf(await ask(folder, 'learn', { words: 'failure bizos: The pump broke' }))).toMatchObject({ id: 'F-BIZ-009' });
  });

  it('a link of a person says what a plain number says', async () => {
    const folder = treeWithLog(LOG);
    const words = { words: 'rule bizos: Look at the pump daily', from: 'K-BIZ-001' };
    const { id } = jsonOf(await ask(folder, 'learn', words)) as Record<string, string>;
    const linked = logOf(folder).replace(`**Led to:** ${id}`, `**Led to:** [${id}](BIZOS_RULES.md)`);
    const rules = logOf(folder, 'bizos/BIZOS_RULES.md').replace('**From:** K-BIZ-001', '**From:** see [K-BIZ-001](KAIZEN_LOG.md)');
    expect([linked, rules]).toEqual([expect.stringContaining(`[${id}](`), expect.stringContaining('see [K-BIZ-001](')]);
    writeFileSync(join(folder, 'bizos', 'KAIZEN_LOG.md'), linked);
    writeFileSync(join(folder, 'bizos', 'BIZOS_RULES.md'), rules);
    expect(jsonOf(await ask(folder, 'learn', words))).toMatchObject({ id, already: true });
    expect([logOf(folder), logOf(folder, 'bizos/BIZOS_RULES.md')]).toEqual([linked, rules]);
  });
});
