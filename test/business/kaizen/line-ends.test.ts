import { describe, expect, it } from 'vitest';
import { candidateSplice } from '../../../src/business/kaizen/candidates.ts';
import { addEntry, cutEntry, splicedText, withFields } from '../../../src/business/kaizen/log-edit.ts';
import { scanLog } from '../../../src/business/kaizen/log-scan.ts';

const crlf = (text: string): string => text.replaceAll('\n', '\r\n');

const ENTRY = '### [K-BIZ-001] One\n**Status:** Active\n\n**Learning:**\nSome\n';

describe('a log with more than one sort of line ends', () => {
  it('an entry that moves keeps its own, and what is new in it has them', () => {
    const text = `## Active Experiments\n\n${crlf(ENTRY)}\n## Dropped Experiments\n\n(none yet)\n`;
    const outline = scanLog(text);
    const [entry] = outline.entries;
    const words = withFields(text, entry, { status: 'Dropped', completed: '2026-11-20', learning: 'More\nand more' }, 'en');
    expect(words).toBe(
      crlf('### [K-BIZ-001] One\n**Status:** Dropped\n**Completed:** 2026-11-20\n\n**Learning:**\nSome\n\nMore\nand more'),
    );
    expect(splicedText(text, [cutEntry(outline, entry, 'en'), addEntry(outline, 'dropped', words, 'en', true)])).toContain(
      `## Dropped Experiments\n\n${words}\n`,
    );
  });

  it.each([
    ['the upper half', crlf(`## Active Experiments\n\n${ENTRY}\n`), '## Experiment Candidates\n\n- idea\n'],
    ['the foot', `## Active Experiments\n\n${ENTRY}\n`, crlf('## Experiment Candidates\n\n- idea\n')],
  ])('an entry or an idea that is new has those of its place: %s', (_, top, foot) => {
    const outline = scanLog(top + foot);
    const eol = top.includes('\r') ? '\r\n' : '\n';
    const added = '### [K-BIZ-009] Nine\n**Date:** x';
    expect(splicedText(outline.text, [addEntry(outline, 'active', added, 'en')])).toBe(
      `${top}${added.replaceAll('\n', eol)}${eol}${eol}${foot}`,
    );
    expect(splicedText(outline.text, [candidateSplice(outline, 'more', 'en')])).toBe(
      `${top}${foot}- more${foot.includes('\r') ? '\r\n' : '\n'}`,
    );
  });
});

describe('blanks at the end of a line', () => {
  const text =
    '## Active Experiments\n\n### [K-BIZ-001] One\n**By:** Ana \n\n**Learning:**\nSome\t\n\n**Decision:** no  \n\n## Experiment Candidates\n\n- idea  \n';
  const outline = scanLog(text);

  it('stay at the end of theirs when something comes below it', () => {
    expect(splicedText(text, [addEntry(outline, 'active', '### [K-BIZ-009] Nine', 'en')])).toContain(
      '**Decision:** no  \n\n### [K-BIZ-009]',
    );
    expect(splicedText(text, [candidateSplice(outline, 'more', 'en')])).toContain('- idea  \n- more\n');
    const words = withFields(text, outline.entries[0], { ledTo: 'R-BIZ-001', learning: 'More' }, 'en');
    expect(words).toContain('**By:** Ana \n**Led to:** R-BIZ-001\n');
    expect(words).toContain('Some\t\n\nMore\n');
  });

  it('and go with an entry that is taken out', () => {
    const two = '## Active Experiments\n\n### [K-BIZ-001] One\nWords\n\n### [K-BIZ-002] Two\nWords  \n\n## Next\n';
    const log = scanLog(two);
    expect(splicedText(two, [cutEntry(log, log.entries[1], 'en')])).toBe(
      '## Active Experiments\n\n### [K-BIZ-001] One\nWords\n\n## Next\n',
    );
  });
});

it.each(['(none yet)', '*(none yet)*', '_(noch keine)_', 'None yet.', '(noch keine.)', '*Keine*'])(
  'an entry comes in the place of the words of an empty part: %s',
  (empty) => {
    const outline = scanLog(`## Active Experiments\n\n${empty}  \n\n## Next\n`);
    expect(splicedText(outline.text, [addEntry(outline, 'active', '### [K-BIZ-009] Nine', 'en')])).toBe(
      '## Active Experiments\n\n### [K-BIZ-009] Nine\n\n## Next\n',
    );
  },
);
