import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsIn } from '../../../src/business/kaizen/entry-fields.ts';
import { experimentOf } from '../../../src/business/kaizen/experiment.ts';
import { touchUpdated } from '../../../src/business/kaizen/last-updated.ts';
import { addEntry, cutEntry, splicedText, withFields } from '../../../src/business/kaizen/log-edit.ts';
import { scanLog } from '../../../src/business/kaizen/log-scan.ts';
import { blockWords, lineWords } from '../../../src/business/kaizen/safe-words.ts';
import { document } from '../../tree/fixture.ts';
import { hostileText } from './hostile.ts';

const BODY = [
  '**Date:** 2026-01-01',
  '**Status:** Proposed',
  '**Stand:** Aktiv',
  '**Hypothesis:**\nIf we do',
  '**Actual Result:**\n(pending)',
  '**Actual Result:** (pending)',
  '**Learning:**\n(filled after experiment completes)',
  '**Decision:** (pending)',
  '**Risks Identified:**\n1. One\n2. Two',
  'Prose of a person.',
  '- a list\n- of two',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  '```\n### [K-BIZ-777] in a fence\n**Status:** x\n```',
  '> quoted',
  '#### Deeper\n\nwords',
  '**Learning:** one line',
  '**Tatsächliches Ergebnis:**\nschon da',
  '<!-- a comment -->',
  '**Metric:** `solartech/win_rate`',
];

interface Made {
  readonly parts: readonly (readonly string[][])[];
  readonly eol: string;
}

const logs = fc.record({
  parts: fc.array(fc.array(fc.array(fc.constantFrom(...BODY), { maxLength: 6 }), { maxLength: 3 }), { minLength: 3, maxLength: 3 }),
  eol: fc.constantFrom('\n', '\r\n'),
});

/** A log with the three parts and their entries, ids in order. */
function logOf({ parts, eol }: Made): string {
  let n = 0;
  const heads = ['## Active Experiments', '## Abgeschlossene Versuche', '## Dropped Experiments'];
  const body = parts.map((entries, k) => {
    const texts = entries.map((blocks) => `### [K-BIZ-${String(++n).padStart(3, '0')}] Entry ${n}\n${blocks.join('\n\n')}`);
    return `${heads[k]}\n\n${texts.length > 0 ? texts.join('\n\n') : '(none yet)'}`;
  });
  return `# Log\n\n**Last Updated:** 2026-01-01\n\n---\n\n${body.join('\n\n---\n\n')}\n\n---\n\n## Related Files\n\n- \`x.md\`\n`.replaceAll(
    '\n',
    eol,
  );
}

/** Entries by id as the full reader cuts them, without the empty lines and rules behind them. */
const entriesOf = (text: string): Map<string, string> =>
  new Map(scanLog(text).entries.map(({ id, start, coreEnd }) => [id, text.slice(start, coreEnd)]));

describe('changes of a log', () => {
  it('fill the fields of one entry, move it, and leave every other byte of the others', () => {
    fc.assert(
      fc.property(logs, fc.nat(20), fc.constantFrom('active', 'completed', 'dropped'), hostileText, (made, pick, part, words) => {
        const text = logOf(made);
        const outline = scanLog(text);
        fc.pre(outline.entries.length > 0 && blockWords(words) !== '');
        const entry = outline.entries[pick % outline.entries.length];
        const old = text.slice(entry.start, entry.coreEnd);
        const values = { status: lineWords('Completed'), actual: blockWords(words), learning: blockWords(words), ledTo: 'R-BIZ-001' };
        const filled = withFields(text, entry, values, 'en');
        const splices =
          entry.part === part
            ? [{ start: entry.start, end: entry.coreEnd, text: filled }]
            : [cutEntry(outline, entry, 'en'), addEntry(outline, part as 'active', filled, 'en')];
        const after = splicedText(text, [...touchUpdated(outline, '2026-11-20'), ...splices]);

        const before = entriesOf(text);
        const now = entriesOf(after);
        expect([...now.keys()].sort()).toEqual([...before.keys()].sort());
        for (const [id, words] of before) if (id !== entry.id) expect(now.get(id)).toBe(words);
        const moved = scanLog(after);
        const one = moved.entries.find(({ id }) => id === entry.id);
        expect(one?.part).toBe(part);
        // What stood in the entry stands there still, but for what was pending and the short values.
        const kept = old
          .split(/\r?\n/)
          .filter((line) => line.trim() !== '' && !/^\((?:pending|filled)|\*\*(?:Status|Stand|Learning|Actual Result):\*\*/.test(line));
        const lines = (now.get(entry.id) ?? '').split(/\r?\n/);
        for (const line of kept) expect(lines).toContain(line);
        if (one)
          expect(experimentOf(moved, one)).toMatchObject({ ledTo: 'R-BIZ-001', state: part === 'dropped' ? 'dropped' : 'completed' });
        // The full reader sees the same headings, and what is outside of entries has not moved.
        const heads = (log: string): string[] => document('bizos/x.md', log).sections.map(({ title }) => title);
        expect(heads(after).sort()).toEqual(heads(text).sort());
        expect(after.endsWith(text.slice(text.indexOf('## Related Files')))).toBe(true);
        if (made.eol === '\r\n') expect(after).not.toMatch(/[^\r]\n/);
      }),
      { numRuns: Number(process.env.BIZOS_RUNS ?? 300) },
    );
  });

  it('leave every other field what it says, however close the fields stand', () => {
    const LABELLED = [
      'By:** Ana',
      'Actual Result:**\n(pending)',
      'Actual Result:**',
      'Learning:**\n(pending)',
      'Decision:** (pending)',
      'Risks:**\n1. One',
    ];
    const entry = fc.array(fc.record({ label: fc.constantFrom(...LABELLED), gap: fc.constantFrom('\n', '\n\n', '  \n') }), {
      minLength: 1,
      maxLength: 6,
    });
    const said = fc.oneof(hostileText, fc.constantFrom('- one\n- two', 'Two:\n\n- one', '1. one', '- one\n\nand more', '> said'));
    const fieldsOf = (text: string): string[][] => {
      const [{ bodyStart, coreEnd }] = scanLog(text).entries;
      return fieldsIn(text, bodyStart, coreEnd).map(({ label, value }) => [label, value]);
    };
    fc.assert(
      fc.property(entry, said, (fields, words) => {
        fc.pre(blockWords(words) !== '');
        const text = `### [K-BIZ-001] One\n${fields.map(({ label, gap }) => `**${label}${gap}`).join('')}**Layer:** System\n`;
        const others = (log: string): string[][] => fieldsOf(log).filter(([label]) => label !== 'Actual Result');
        const after = withFields(text, scanLog(text).entries[0], { actual: blockWords(words) }, 'en');
        expect(others(after)).toEqual(others(text));
        expect(fieldsOf(after).some(([label, value]) => label === 'Actual Result' && value.includes(blockWords(words)))).toBe(true);
      }),
      { numRuns: Number(process.env.BIZOS_RUNS ?? 300) },
    );
  });

  it.each([
    ['2026-02-07', ''],
    ['2026-02-07', ' (Ana, after the board meeting)'],
    ['7.2.2026', ', by Ben'],
    ['7. Februar 2026', ' (Ana)'],
    ['February 7, 2026', '; Ana'],
    ['2026-02-07 14:30', ' (Ana)'],
    ['some day in May', ''],
  ])('a day %s goes, and what stands behind it stays: %j', (day, behind) => {
    const text = `# Log\n\n**Last Updated:** ${day}${behind}\n\n## Active Experiments\n`;
    expect(splicedText(text, touchUpdated(scanLog(text), '2026-11-20'))).toBe(text.replace(day, '2026-11-20'));
  });

  const ADDED = '### [K-BIZ-009] Nine\n**Date:** x';
  it.each([
    [
      'behind the part before it, above the foot',
      '## Active Experiments\n\n(none yet)\n\n## Completed Experiments\n\n(none yet)\n\n## Related Files\n\nx\n',
      `## Active Experiments\n\n(none yet)\n\n## Completed Experiments\n\n(none yet)\n\n## Dropped Experiments\n\n${ADDED}\n\n## Related Files\n\nx\n`,
    ],
    [
      'parted from it by a rule where the next part is',
      '## Active Experiments\n\n(none yet)\n\n---\n\n## Ideas\n',
      `## Active Experiments\n\n(none yet)\n\n---\n\n## Dropped Experiments\n\n${ADDED}\n\n---\n\n## Ideas\n`,
    ],
    [
      'with a gap where dashes stand right below',
      '## Active Experiments\n\n### [K-BIZ-001] One\n**Date:** x\n---\n## Ideas\n',
      `## Active Experiments\n\n### [K-BIZ-001] One\n**Date:** x\n\n---\n\n## Dropped Experiments\n\n${ADDED}\n\n---\n## Ideas\n`,
    ],
    ['at the end', '## Active Experiments\n', `## Active Experiments\n\n## Dropped Experiments\n\n${ADDED}\n`],
  ])('a part that is missing is made %s', (_, text, after) => {
    expect(splicedText(text, [addEntry(scanLog(text), 'dropped', ADDED, 'en')])).toBe(after);
  });

  it('an entry that comes or goes right above dashes leaves them a rule', () => {
    const text =
      '## Active Experiments\n\n### [K-BIZ-001] One\n**Hypothesis:**\n\nWords\n\n### [K-BIZ-002] Two\n**Decision:** (pending)\n---\n\n## Next\n';
    const log = scanLog(text);
    expect(log.entries.map(({ id, coreEnd }) => [id, text.slice(0, coreEnd).split('\n').at(-1)])).toEqual([
      ['K-BIZ-001', 'Words'],
      ['K-BIZ-002', '**Decision:** (pending)'],
    ]);
    expect(splicedText(text, [addEntry(log, 'active', ADDED, 'en')])).toContain(`**Decision:** (pending)\n\n${ADDED}\n\n---\n\n## Next`);
    expect(splicedText(text, [cutEntry(log, log.entries[1], 'en')])).toContain('Words\n\n---\n\n## Next');
  });

  it('lines that two blanks break stay broken where one comes between', () => {
    const text = '### [K-BIZ-001] One\n**Date:** x  \n**Entity:** y  \n\n**Hypothesis:**\nz\n';
    const [entry] = scanLog(text).entries;
    expect(withFields(text, entry, { completed: '2026-11-20', ledTo: 'R-BIZ-001' }, 'en')).toBe(
      '### [K-BIZ-001] One\n**Date:** x  \n**Entity:** y  \n**Completed:** 2026-11-20  \n**Led to:** R-BIZ-001  \n\n**Hypothesis:**\nz',
    );
  });

  it.each(['\n', '\r\n'])('a field that is missing comes in front of the headings below that of the entry', (eol) => {
    const text = '### [K-BIZ-001] One\n**Date:** x\n\nWords\n\n#### Notes\n\nmore\n'.replaceAll('\n', eol);
    const [entry] = scanLog(text).entries;
    expect(withFields(text, entry, { actual: 'rose' }, 'en')).toBe(
      '### [K-BIZ-001] One\n**Date:** x\n\nWords\n\n**Actual Result:**\nrose\n\n#### Notes\n\nmore'.replaceAll('\n', eol),
    );
  });

  it('a letter of two signs in the label of the last change is that letter', () => {
    const text = '# Log\n\n**Zuletzt geändert:** 2026-02-07\n\n## Aktive Versuche\n'.normalize('NFD');
    expect(splicedText(text, touchUpdated(scanLog(text), '2026-11-20'))).toBe(text.replace('2026-02-07', '2026-11-20'));
  });

  it('a part that is missing in a log without parts is made at the end', () => {
    const text = '# Log\n\nWords.\n';
    expect(splicedText(text, [addEntry(scanLog(text), 'completed', '### [K-BIZ-001] One\n**Date:** x', 'de')])).toBe(
      '# Log\n\nWords.\n\n## Abgeschlossene Versuche\n\n### [K-BIZ-001] One\n**Date:** x\n',
    );
  });
});
