import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanLog } from '../../../src/business/kaizen/log-scan.ts';
import { metAtLeast } from '../../met-at-least.ts';
import { document } from '../../tree/fixture.ts';

const RUNS = Number(process.env.BIZOS_RUNS ?? 500);

/** Lines of logs as people write them, and of what may stand in one. */
const LINES = [
  '# Log',
  '## Active Experiments',
  '### [K-BIZ-001] One',
  '#### Deeper',
  '### [K-BIZ-~7f3a] On a plane ###',
  'Completed Experiments',
  '---',
  '===',
  '- item',
  '  - below',
  '1. one',
  '> quote',
  '```',
  '```markdown',
  '~~~',
  '    code',
  '**Date:** 2026-01-01',
  '**Hypothesis:**',
  'words',
  'If we *do* it',
  '| a | b |',
  '|---|---|',
  '| 1 | 2 |',
  '<!-- comment',
  '-->',
  '<div>',
  '</div>',
  '<b>inline</b>',
  '<!-- closed -->',
  '***',
  '',
  '',
  '',
  '',
  '#nohead',
  ' # one in',
  '   ### [K-BIZ-002] three in',
  '(none yet)',
  '\\# escaped',
  '### `code` & <b>x</b>',
  '  words in',
];

const logText = fc
  .tuple(fc.array(fc.constantFrom(...LINES), { maxLength: 30 }), fc.constantFrom('\n', '\r\n'))
  .map(([lines, eol]) => `${lines.join(eol)}${eol}`);

describe('the quick look at a log', () => {
  it('sees the same headings as the full reader, on the same lines', () => {
    fc.assert(
      fc.property(logText, (text) => {
        const lines = text.split(/\r?\n/);
        // Fields right above a rule are no heading here.
        const isField = (line: number): boolean => lines[line - 1].startsWith('**Date:**') || lines[line - 1].startsWith('**Hypothesis:**');
        const full = document('bizos/x.md', text).sections.filter(({ depth, line }) => depth > 0 && !isField(line));
        expect(scanLog(text).heads.map(({ depth, line }) => `${line} ${depth}`)).toEqual(full.map(({ depth, line }) => `${line} ${depth}`));
      }),
      { numRuns: RUNS },
    );
  });

  it('finds the entries with an id wherever it is named, whatever stands around it, in any case', () => {
    const ids = ['K-BIZ-001', 'K-BIZ-01', 'BIZ-001', 'K-BIZ-12345', 'K-BIZ-112345', 'K-BIZ-~7f3A', 'K-1'];
    const around = [
      (id: string) => `### [${id}] One`,
      (id: string) => `## [${id}]`,
      (id: string) => `### **[${id}]** stressed`,
      (id: string) => `### \\[${id}] escaped`,
      (id: string) => `### [${id}](there) a link`,
      (id: string) => `### Not [${id}] at the beginning [${id}]`,
      (id: string) => `as [${id}] says ${id}]`,
      (id: string) => `\`\`\`\n### [${id}] fenced\n\`\`\``,
    ];
    const line = fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...around)).map(([id, put]) => put(id));
    let found = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), fc.constantFrom(...ids, 'K-BIZ-002', '001', '-001', ''), (lines, id) => {
        const outline = scanLog(lines.join('\n'));
        const wanted = outline.entries.filter((entry) => entry.id.toLowerCase() === id.toLowerCase()).map(({ place }) => place);
        if (wanted.length > 0) found++;
        for (const said of [id, id.toLowerCase()]) expect(outline.withId(said).map(({ place }) => place)).toEqual(wanted);
      }),
      { numRuns: RUNS },
    );
    expect(found).toBeGreaterThanOrEqual(metAtLeast(RUNS, 0.15));
  });

  it('takes titles, parts and ends as a person does', () => {
    const text =
      '---\nkind: log\n---\n\n# Log\n\n```markdown\n### [K-BIZ-XXX] Template\n```\n\n## Active Experiments\n\n### [K-BIZ-001] A `b` \\# c #\n**Date:** x\n\n---\n\n## Abgeschlossene Versuche\n';
    const { entries, heads } = scanLog(text);
    expect(heads.map(({ title, part }) => [title, part])).toEqual([
      ['Log', 'other'],
      ['Active Experiments', 'active'],
      ['[K-BIZ-001] A b # c', 'active'],
      ['Abgeschlossene Versuche', 'completed'],
    ]);
    expect(entries.map(({ id, name, line, start, coreEnd }) => [id, name, line, text.slice(start, coreEnd)])).toEqual([
      ['K-BIZ-001', 'A b # c', 13, '### [K-BIZ-001] A `b` \\# c #\n**Date:** x'],
    ]);
  });

  it('takes time in proportion to the length', () => {
    const one = '### [K-BIZ-001] Title\n**Date:** 2026-01-01\n\n- a\n- b\n\nWords that go on.\n\n';
    expect(scanLog(one.repeat(40_000)).entries).toHaveLength(40_000);
  });
});
