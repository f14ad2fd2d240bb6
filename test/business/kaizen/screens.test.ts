import { describe, expect, it } from 'vitest';
import type { Language } from '../../../src/core/text.ts';
import { renderHtml } from '../../../src/report/html.ts';
import { renderTerminal } from '../../../src/report/terminal.ts';
import { textWidth } from '../../../src/report/width.ts';
import { jsonOf } from '../group/fake-context.ts';
import { ask, treeWithLog } from './log-tree.ts';

/** An entry of a log: its number, and the lines below its heading. */
const entry = (id: string, title: string, ...lines: string[]): string => `### [K-BIZ-${id}] ${title}\n${lines.join('\n')}\n`;

const logWith = (active: readonly string[], completed: readonly string[] = []): string =>
  `# Log\n\n## Active Experiments\n\n${active.join('\n')}\n---\n\n## Completed Experiments\n\n${completed.join('\n')}\n`;

/** Trees by their logs: what is asked here changes nothing. */
const trees = new Map<string, string>();

function treeOf(log: string): string {
  const folder = trees.get(log) ?? treeWithLog(log);
  trees.set(log, folder);
  return folder;
}

/** Asked in a language, in a tree whose log says this: lines on a terminal of a width, the page, and the JSON. */
async function shown(log: string, operation: string, language: Language, input: Record<string, unknown> = {}, width = 100) {
  const outcome = await ask(treeOf(log), operation, { log: 'bizos', ...input }, { localeLanguage: language, language });
  const report = outcome.report();
  return { text: renderTerminal(report, { width, colour: 0, unicode: true }), page: renderHtml(report), json: jsonOf(outcome) };
}

const OVERDUE = entry(
  '003',
  'Kürzere Übergaben am Montag zwischen Vertrieb und Montage',
  '**Date:** 2026-08-10',
  '**Layer:** Process',
  '**Entity:** Cross-entity',
  '**Status:** Active',
  '',
  '**Duration:** 4 weeks',
);
const ITERATED = entry(
  '001',
  'Exporte jeden Morgen in den Eingang, bevor jemand fragt',
  '**Date:** 2026-08-01',
  '**Layer:** System',
  '**Entity:** Solartech',
  '**Status:** Completed',
  '**Completed:** 2026-09-01',
  '',
  '**Decision:** Iterate',
);

describe('a list on a narrow terminal', () => {
  it.each([
    ['de', '003', 80, '7. Sept. 2026 (überfällig)'],
    ['de', '1003', 80, '7. Sept. 2026 (überfällig)'],
    ['de', '~7f3a', 80, '7. Sept. 2026 (überfällig)'],
    ['de', '003', 72, '7. Sept. 2026 (überfällig)'],
    ['de', '003', 60, '7. Sept. 2026 (überfällig)'],
    ['de', '003', 40, '7. Sept. 2026 (überfällig)'],
    ['en', '~7f3a', 80, '7 Sep 2026 (overdue)'],
    ['en', '003', 60, '7 Sep 2026 (overdue)'],
  ] as const)('says when it ends, and that it is over: %s, %s, %i columns', async (language, id, width, until) => {
    const { text } = await shown(logWith([OVERDUE.replace('003', id)], [ITERATED]), 'kaizen list', language, {}, width);
    expect(text).toContain(until);
    expect(text).toContain(`K-BIZ-${id}`);
    expect(text.split('\n').filter((line) => textWidth(line) > width)).toEqual([]);
  });

  it('stays a table where title, company and status can give way', async () => {
    const { text } = await shown(logWith([OVERDUE], [ITERATED]), 'kaizen list', 'de', {}, 80);
    expect(text).toMatch(/^K-BIZ-003 .*Kürz.*… +7\. Sept\. 2026 \(überfällig\)$/m);
  });
});
