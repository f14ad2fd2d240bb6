import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockWords, lineWords, plainLine, readableWords } from '../../../src/business/kaizen/safe-words.ts';
import { document } from '../../tree/fixture.ts';
import { hostileText } from './hostile.ts';

/** A log with one entry; the words stand in its title, in a short field and below two labels. */
const logWith = (title: string, short: string, long: string): string =>
  `# Log\n\n## Active Experiments\n\n### [K-BIZ-001] ${title}\n**Date:** 2026-01-01\n**Entity:** ${short}\n**Status:** Proposed\n\n**Hypothesis:**\n${long}\n\n**Expected Result:**\n${long}\n\n**Decision:** (pending)\n\n### [K-BIZ-002] Other\n**Date:** 2026-01-02\n\n## Completed Experiments\n\n(none yet)\n`;

const LABELS = ['Date', 'Entity', 'Status', 'Hypothesis', 'Expected Result', 'Decision'];

describe('words from outside', () => {
  it('C65 can not break the structure of a log, and read back', () => {
    fc.assert(
      fc.property(hostileText, (words) => {
        fc.pre(plainLine(words) !== '');
        const log = document('bizos/KAIZEN_LOG.md', logWith(lineWords(words), lineWords(words), blockWords(words)));
        expect(log.sections.filter(({ depth }) => depth > 0).map(({ title }) => title.replace(/^(\[K-BIZ-001\]).*$/s, '$1'))).toEqual([
          'Log',
          'Active Experiments',
          '[K-BIZ-001]',
          '[K-BIZ-002] Other',
          'Completed Experiments',
        ]);
        const entry = log.sections[2];
        expect(entry.fields.map(({ label }) => label)).toEqual(LABELS);
        expect(entry.fields[2].value).toBe('Proposed');
        expect(entry.tables).toEqual([]);
        expect(
          entry.links.filter(({ kind, target }) => kind !== 'path' && kind !== 'wiki' && !/^(?:https?:\/\/|mailto:)/.test(target)),
        ).toEqual([]);
        expect(readableWords(entry.fields[1].value)).toBe(plainLine(words));
        expect(readableWords(entry.fields[3].value).replace(/\s+/g, '')).toBe(plainLine(words).replace(/\s+/g, ''));
        expect(entry.body).not.toMatch(/(?<!\\)<[a-z/!?]/i);
      }),
      { numRuns: Number(process.env.BIZOS_RUNS ?? 500) },
    );
  });

  it.each([
    ['snake_case, a*b and 8:00 stay', 'snake_case, a*b and 8:00 stay'],
    ['see `bizos/FAILURE_LOG.md` first', 'see `bizos/FAILURE_LOG.md` first'],
    ['- one\n- two\nthen more', '- one\n- two\n\nthen more'],
    ['-5% and +3', '-5% and +3'],
    ['<b>', '\\<b>'],
    ['2026. A year', '2026\\. A year'],
    ['a\n---', 'a\n\\---'],
    ['**Status:** x', '\\*\\*Status:\\*\\* x'],
    ['![x](y)', '\\![x\\](y)'],
  ])('%j is written as %j', (words, written) => expect(blockWords(words)).toBe(written));

  it('are told apart from plain ones by nothing that would be written otherwise', () => {
    const sign = fc.constantFrom(...'aZ_09 "#$%\'()+,./:;=?@^{|}-\n\\`<*~![]&>ü');
    fc.assert(
      fc.property(fc.string({ unit: sign, maxLength: 20 }), (words) => {
        // With other lines behind them they are not plain.
        expect(blockWords(`${words}\n\nü!`)).toBe(`${blockWords(words)}${blockWords(words) === '' ? '' : '\n\n'}ü!`);
        const [line] = blockWords(`${plainLine(words)}\n\nü!`).split('\n');
        if (!words.includes('\n') && !/^(?:[-\d]|$)/.test(plainLine(words))) expect(lineWords(words)).toBe(line);
      }),
      { numRuns: Number(process.env.BIZOS_RUNS ?? 2000) },
    );
  });
});
