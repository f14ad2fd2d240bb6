import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { renderTerminal } from '../../../src/report/terminal.ts';
import { REPOSITORY } from '../group/fake-context.ts';
import { ask, logOf, treeWithLog } from './log-tree.ts';

const WORDS = 'kaizen bizos: If we call first then replies rise';

/** What the screen says of a duration. */
async function told(folder: string, words: string): Promise<string | undefined> {
  const outcome = await ask(folder, 'learn', { words, layer: 'Process' });
  return /Duration +(.*)/.exec(renderTerminal(outcome.report(), { width: 100, colour: 0, unicode: true }))?.[1].trim();
}

/** A tree whose own template for experiments has other words for the duration. */
function treeWithTemplate(from: string, to: string): string {
  const folder = treeWithLog();
  const packaged = readFileSync(join(REPOSITORY, 'templates', 'kaizen', 'en', 'experiment.md'), 'utf8');
  expect(packaged).toContain(from);
  mkdirSync(join(folder, 'templates', 'kaizen', 'en'), { recursive: true });
  writeFileSync(join(folder, 'templates', 'kaizen', 'en', 'experiment.md'), packaged.replace(from, to));
  return folder;
}

it.each([
  ['{duration|4 weeks}', '{duration|4 weeks}', WORDS, '4 weeks  assumed'],
  ['{duration|4 weeks}', '{duration|6 weeks}', WORDS, '6 weeks  assumed'],
  ['{duration|4 weeks}', '{duration|6 weeks}', WORDS.replace(' then', ' for 2 weeks then'), '2 weeks'],
  ['**Duration:**\n{duration|4 weeks}\n', '', WORDS, undefined],
])('the duration that is told stands in the log: %s as %s, %s', async (from, to, words, wanted) => {
  const folder = treeWithTemplate(from, to);
  expect(await told(folder, words)).toBe(wanted);
  if (wanted) expect(logOf(folder)).toContain(`\n${wanted.replace('  assumed', '')}\n`);
});

it('of what stands there already its own is told', async () => {
  const folder = treeWithLog();
  await told(folder, WORDS);
  const log = logOf(folder);
  const at = log.indexOf('4 weeks', log.indexOf('If we call first, then replies rise'));
  writeFileSync(join(folder, 'bizos', 'KAIZEN_LOG.md'), `${log.slice(0, at)}9 weeks${log.slice(at + 7)}`);
  expect(await told(folder, WORDS)).toBe('9 weeks  assumed');
});
