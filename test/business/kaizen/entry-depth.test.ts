import { describe, expect, it } from 'vitest';
import { addEntry, addUnder, cutEntry, splicedText } from '../../../src/business/kaizen/log-edit.ts';
import { type LogPart, scanLog } from '../../../src/business/kaizen/log-scan.ts';

const ADDED = '### [K-BIZ-009] Nine\n**Status:** Proposed';

/** Entries of a log with the part and the heading that each stands in. */
const homes = (text: string): Record<string, string> => {
  const outline = scanLog(text);
  return Object.fromEntries(outline.entries.map((one) => [one.id, `${one.part} < ${outline.headAbove(one.start, one.depth)?.title}`]));
};

/** A log with one of its entries moved to another part. */
function moved(text: string, id: string, part: Exclude<LogPart, 'other'>): string {
  const outline = scanLog(text);
  const [entry] = outline.withId(id);
  const words = text.slice(entry.start, entry.coreEnd);
  return splicedText(text, [cutEntry(outline, entry, 'en'), addEntry(outline, part, words, 'en', true)]);
}

describe('an entry that comes to a part', () => {
  it('is no piece of the entry before it, where entries have a heading of another level', () => {
    const text = '# Active Experiments\n\n## [K-BIZ-001] One\n**Status:** Active\n\n# Completed Experiments\n\n(none yet)\n';
    const after = splicedText(text, [addEntry(scanLog(text), 'active', ADDED, 'en')]);
    expect(homes(after)).toEqual({ 'K-BIZ-001': 'active < Active Experiments', 'K-BIZ-009': 'active < Active Experiments' });
    // So the one can go, and the other stays.
    expect(homes(moved(after, 'K-BIZ-001', 'completed'))).toEqual({
      'K-BIZ-001': 'completed < Completed Experiments',
      'K-BIZ-009': 'active < Active Experiments',
    });
  });

  it('nor when it comes from below the heading of a group, with the headings below its own', () => {
    const text =
      '## Active Experiments\n\n### Solartech\n\n#### [K-BIZ-002] Two\n**Status:** Active\n\n##### Notes\n\n```\n##### no heading\n```\n\n## Completed Experiments\n\n### [K-BIZ-001] One\n';
    expect(moved(text, 'K-BIZ-002', 'completed')).toBe(
      '## Active Experiments\n\n### Solartech\n\n(none yet)\n\n## Completed Experiments\n\n### [K-BIZ-001] One\n\n### [K-BIZ-002] Two\n**Status:** Active\n\n#### Notes\n\n```\n##### no heading\n```\n',
    );
  });

  it('keeps its heading where nothing takes it in', () => {
    const text =
      '## Active Experiments\n\n### Boats\n\n#### [K-BIZ-001] One\n\n## Dropped Experiments\n\n### 2026\n\n#### [K-BIZ-002] Two\n';
    expect(moved(text, 'K-BIZ-001', 'dropped')).toBe(
      '## Active Experiments\n\n### Boats\n\n(none yet)\n\n## Dropped Experiments\n\n### 2026\n\n#### [K-BIZ-002] Two\n\n#### [K-BIZ-001] One\n',
    );
  });

  it('is deeper than the heading of its part, also when its own is underlined', () => {
    const text = '## Past\n\n### Completed Experiments\n\n## Active Experiments\n\n[K-BIZ-001] One\nand only\n---\n**Status:** Active\n';
    expect(moved(text, 'K-BIZ-001', 'completed')).toContain(
      '### Completed Experiments\n\n#### [K-BIZ-001] One and only\n**Status:** Active\n\n## Active',
    );
  });

  it.each([
    ['# Active Experiments\n\n## [K-BIZ-001] One\n', '# Dropped Experiments\n\n## [K-BIZ-001] One\n'],
    [
      '## Experiments\n\n### Active Experiments\n\n#### [K-BIZ-001] One\n\n### Experiment Candidates\n\n- idea\n',
      '### Dropped Experiments\n\n#### [K-BIZ-001] One\n\n### Experiment Candidates\n\n- idea\n',
    ],
  ])('and a part that is made for it is no deeper or higher than the one before it: %j', (text, after) => {
    const made = moved(text, 'K-BIZ-001', 'dropped');
    expect(made.endsWith(after)).toBe(true);
    expect(scanLog(made).sections.map(({ part }) => part)).toContain(text.includes('idea') ? 'candidates' : 'active');
    expect(homes(made)).toEqual({ 'K-BIZ-001': 'dropped < Dropped Experiments' });
  });

  it('a lesson neither, under a title of the page', () => {
    const outline = scanLog('# Failure Log\n\n## [F-BIZ-001] One\n**Date:** x\n');
    const splice = addUnder(outline, '### [F-BIZ-002] Two\n**Date:** y', { head: outline.heads[0], heading: 'Failures' });
    expect(splicedText(outline.text, [splice])).toBe(
      '# Failure Log\n\n## [F-BIZ-001] One\n**Date:** x\n\n## [F-BIZ-002] Two\n**Date:** y\n',
    );
  });
});
