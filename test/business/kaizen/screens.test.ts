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
  return {
    text: renderTerminal(report, { width, colour: 0, unicode: true }),
    page: () => renderHtml(report),
    json: () => jsonOf(outcome),
  };
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

const PROPOSED = entry('004', 'Two at the pier', '**Date:** 2026-11-19', '**Layer:** Model', '**Entity:** all', '**Status:** Proposed');
const TO_DECIDE = entry(
  '005',
  'A bell',
  '**Date:** 2026-11-01',
  '**Layer:** Process of sales',
  '**Entity:** Hippos',
  '**Completed:** 2026-11-18',
);
const DROPPED = entry('006', 'No bell', '**Date:** soon', '**Entity:** Hippos', '**Completed:** in May', '', '**Decision:** Drop');
const MIXED = logWith([OVERDUE, PROPOSED], [TO_DECIDE, ITERATED, DROPPED]);

describe('screens in a language', () => {
  it.each([
    ['kaizen stats', 'de', ['Prozess', 'Modell', 'Firmenübergreifend'], ['Process ', 'Model ', 'Cross-entity']],
    ['kaizen report', 'de', ['Prozess', 'Modell', 'Firmenübergreifend'], ['Process ', 'Model ', 'Cross-entity']],
    ['kaizen board', 'de', ['Firmenübergreifend'], ['Cross-entity', ' all']],
    ['kaizen list', 'de', ['Prozess', 'Modell', 'Firmenübergreifend', 'Process of sales'], ['Cross-entity']],
    ['kaizen stats', 'en', ['Process', 'Model', 'Cross-entity'], ['Prozess', 'Firmenübergreifend']],
    ['kaizen list', 'en', ['Process', 'Model', 'Cross-entity'], ['Prozess', 'Firmenübergreifend']],
  ] as const)('%s, %s: layers and the whole group', async (operation, language, has, hasNot) => {
    const { text, page: draw } = await shown(MIXED, operation, language, {}, 200);
    const page = draw();
    for (const words of has) expect(text).toContain(words);
    for (const words of has) expect(page).toContain(words);
    for (const words of hasNot) expect(text.split('\n').filter((line) => line.includes(words) && !line.includes('Process of'))).toEqual([]);
  });

  it('have the same keys in JSON', async () => {
    const [de, en] = [await shown(MIXED, 'kaizen stats', 'de'), await shown(MIXED, 'kaizen stats', 'en')];
    expect(de.json()).toEqual(en.json());
    const keys = (groups: readonly { key: string }[]): string[] => groups.map(({ key }) => key).sort();
    expect([...keys(de.json().byLayer), ...keys(de.json().byEntity)]).toEqual([
      'Model',
      'Process',
      'System',
      '–',
      'Cross-entity',
      'Hippos',
      'Solartech',
    ]);
  });

  it.each([
    [
      'kaizen board',
      'de',
      ['bis 7. Sept. 2026 (überfällig)', '19. Nov. 2026', '18. Nov. 2026', 'Weiterentwickelt 1. Sept. 2026', 'Verworfen in May'],
    ],
    [
      'kaizen report',
      'de',
      ['bis 7. Sept. 2026 (überfällig)', '19. Nov. 2026', '18. Nov. 2026', 'läuft seit 7. Sept. 2026', '20. Nov. 2026'],
    ],
    ['kaizen board', 'en', ['to 7 Sep 2026 (overdue)', '19 Nov 2026', '18 Nov 2026', 'Iterated 1 Sep 2026', 'Dropped in May']],
    ['kaizen report', 'en', ['to 7 Sep 2026 (overdue)', '19 Nov 2026', '18 Nov 2026', 'past its time since 7 Sep 2026', '20 Nov 2026']],
  ] as const)('%s, %s: one form of date', async (operation, language, dates) => {
    const { text, page: draw } = await shown(MIXED, operation, language, {}, 200);
    const page = draw();
    for (const date of dates) {
      expect(text).toContain(date);
      expect(page).toContain(date);
    }
    expect(text).not.toMatch(/\d{4}-\d{2}-\d{2}/);
    expect(page).not.toMatch(/>[^<]*\d{4}-\d{2}-\d{2}[^<]*</);
  });

  it.each([
    [
      'en',
      'What was decided',
      'Decided experiments by the month of their result',
      '1 decided experiment names no day of the result and stands in no month.',
    ],
    [
      'de',
      'Was entschieden wurde',
      'Entschiedene Versuche nach dem Monat ihres Ergebnisses',
      '1 entschiedener Versuch nennt keinen Tag des Ergebnisses und steht in keinem Monat.',
    ],
  ] as const)('kaizen report, %s: says which day counts for the months', async (language, heading, title, undated) => {
    const { text, page: draw } = await shown(MIXED, 'kaizen report', language, {}, 120);
    const page = draw();
    for (const words of [heading, title, undated]) expect(text).toContain(words);
    for (const words of [heading, undated, `<figcaption>${title}`]) expect(page).toContain(words);
    expect(text + page).not.toMatch(/Decisions per month|Trend of decisions|Entscheidungen je Monat|Gang der Entscheidungen/);
  });

  it.each([
    ['en', 'Shown are the 24 months from Dec 2024 to Nov 2026; 2 decided experiments are older and are not among them.'],
    ['de', 'Gezeigt sind die 24 Monate von Dez. 2024 bis Nov. 2026; 2 entschiedene Versuche sind älter und stehen nicht darin.'],
  ] as const)('kaizen report, %s: says which months are drawn where older ones are left out', async (language, words) => {
    const decided = (days: readonly string[]): string =>
      logWith(
        [],
        days.map((day, k) => entry(`00${k + 1}`, 'A bell', `**Completed:** ${day}`, '**Status:** Completed', '**Decision:** Adopt')),
      );
    const { text, page } = await shown(
      decided(['2023-01-05', '2024-11-30', '2024-12-01', '2026-11-02']),
      'kaizen report',
      language,
      {},
      200,
    );
    expect(text.replace(/\s+/g, ' ')).toContain(words);
    expect(page()).toContain(words);
    const all = await shown(decided(['2024-12-01', '2026-11-02']), 'kaizen report', language, {}, 200);
    expect(all.text).not.toMatch(/Shown are|Gezeigt sind/);
  });
});

/** A log of so many experiments that run, and so many that were adopted. */
const many = (running: number, decided: number): string => {
  return logWith(
    Array.from({ length: running }, (_, k) =>
      entry(
        `${k + 1}`,
        'A bell',
        '**Date:** 2026-11-01',
        '**Status:** Active',
        '**Layer:** Model',
        '**Entity:** Hippos',
        '**By:** Ana',
        '',
        '**Duration:** 1 day',
      ),
    ),
    Array.from({ length: decided }, (_, k) =>
      entry(
        `${running + k + 1}`,
        'A bell',
        '**Date:** 2026-10-02',
        '**Completed:** 2026-11-02',
        '**Layer:** Model',
        '**Entity:** Hippos',
        '',
        '**Learning:** Yes',
        '',
        '**Decision:** Adopt',
      ),
    ),
  );
};

const [LARGE, SMALL, ONE] = [many(1200, 1300), many(1, 1), logWith([entry('1', 'A bell', '**Status:** Active', '**By:** Ana')])];

describe('counts', () => {
  it.each<[string, string, string, Language, Record<string, unknown>, string[]]>([
    ['many', LARGE, 'kaizen list', 'de', {}, ['2.500 Versuche', '… und 2.400 weitere: --most 2500']],
    ['many', LARGE, 'kaizen list', 'en', {}, ['2,500 experiments', '… and 2,400 more: --most 2500']],
    [
      'many',
      LARGE,
      'kaizen stats',
      'de',
      {},
      [
        '2.500  1.200 offen',
        'von 1.300 entschiedenen',
        'Hippos     2.500  1.200   1.300',
        '1.200                 0',
        '1.300 nennen niemanden (Von:) und zählen für niemanden.',
      ],
    ],
    [
      'many',
      LARGE,
      'kaizen stats',
      'en',
      {},
      ['2,500  1,200 open', 'of 1,300 decided', 'Hippos   2,500  1,200    1,300', '1,300 name nobody (By:) and count for no one.'],
    ],
    ['many', LARGE, 'kaizen board', 'de', {}, ['Aktiv (1.200)', 'Entschieden (1.300)', 'und 1.188 weitere:']],
    ['many', LARGE, 'kaizen board', 'en', {}, ['Active (1,200)', 'Decided (1,300)', 'and 1,188 more:']],
    [
      'many',
      LARGE,
      'kaizen report',
      'de',
      {},
      [
        '2.500 Versuche: 1.200 laufen, 1.300 sind entschieden, 1.300 davon übernommen.',
        '1.180 weitere: bizos kaizen list --overdue',
        '… und 1.260 frühere: bizos search WORT',
        '1.300  █',
      ],
    ],
    [
      'many',
      LARGE,
      'kaizen report',
      'en',
      {},
      [
        '2,500 experiments: 1,200 running, 1,300 decided, 1,300 of them adopted.',
        '1,180 more: bizos kaizen list --overdue',
        '… and 1,260 earlier ones: bizos search WORD',
        '1,300  █',
      ],
    ],
    ['one', SMALL, 'kaizen list', 'de', { most: 1 }, ['2 Versuche', '… und 1 weiterer: --most 2']],
    ['one', SMALL, 'kaizen stats', 'de', {}, ['1 nennt niemanden (Von:) und zählt für niemanden.']],
    ['one', SMALL, 'kaizen stats', 'en', {}, ['1 names nobody (By:) and counts for no one.']],
    ['one', SMALL, 'kaizen report', 'de', {}, ['2 Versuche: 1 läuft, 1 ist entschieden, 1 davon übernommen.']],
    ['one', ONE, 'kaizen report', 'de', {}, ['1 Versuch: 1 läuft, 0 sind entschieden']],
    ['one', ONE, 'kaizen report', 'en', {}, ['1 experiment: 1 running, 0 decided']],
    ['one more', many(13, 41), 'kaizen board', 'de', {}, ['und 1 weiterer:', 'und 29 weitere:']],
    ['one more', many(21, 41), 'kaizen report', 'de', {}, ['… und 1 frühere: bizos search WORT']],
    ['one more', many(21, 41), 'kaizen report', 'en', {}, ['… and 1 earlier one: bizos search WORD']],
  ])('%s: %#', async (_, log, operation, language, input, wanted) => {
    const { text } = await shown(log, operation, language, input, 160);
    for (const words of wanted) expect(text.replace(/[^\S\n]*\n[^\S\n]*/g, '\n')).toContain(words);
    expect(text).not.toMatch(/(?<![-\d]|most )(?:2500|1200|1300|1180|1188|1260)/);
  });

  it('are written the same way on a page', async () => {
    const page = (await shown(LARGE, 'kaizen report', 'de')).page();
    for (const words of ['>1.300</text>', 'Übernommen 1.300', 'Entschieden (1.300)', '<td class="right">1.300</td>'])
      expect(page).toContain(words);
  });
});
