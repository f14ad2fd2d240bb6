import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsIn, isGiven, wordsValue } from '../../../src/business/kaizen/entry-fields.ts';
import { document } from '../../tree/fixture.ts';

/** Lines of entries as people and the program write them. */
const LINES = [
  '**Date:** 2026-01-01',
  '**Status:** Active  ',
  '**Hypothesis:**',
  '**Learning**: words',
  '**Decision** (pending)',
  '**A sentence that is stressed.** And goes on.',
  '**Risks Identified:**',
  'If we *do* it, then **all** is well.',
  'words',
  '- a list',
  '- **Label:** in a list',
  '1. one',
  '2. two',
  '> a quote',
  '```',
  '---',
  '| a | b |',
  '(pending)',
  '\\*\\*No label:\\*\\* x',
  '',
  '',
  '',
];

const bodies = fc.tuple(fc.array(fc.constantFrom(...LINES), { maxLength: 14 }), fc.constantFrom('\n', '\r\n'));

describe('the fields of an entry', () => {
  it('are those that the full reader finds', () => {
    fc.assert(
      fc.property(bodies, ([lines, eol]) => {
        const text = `### [K-BIZ-001] One${eol}${lines.join(eol)}${eol}`;
        const full = document('bizos/x.md', text).sections.find(({ title }) => title.startsWith('[K-BIZ-001]'));
        fc.pre(full !== undefined && document('bizos/x.md', text).sections.filter(({ depth }) => depth > 0).length === 1);
        const found = fieldsIn(text, text.indexOf('\n') + 1, text.length);
        expect(found.map(({ label }) => label)).toEqual(full?.fields.map(({ label }) => label));
      }),
      { numRuns: Number(process.env.BIZOS_RUNS ?? 500) },
    );
  });

  it.each([
    ['**Status:** Active', ['Status', 'Active', 'status']],
    ['**Stand**: Aktiv', ['Stand', 'Aktiv', 'status']],
    ['**Actual Result:**\nOne\n\n- two\n\n---\n', ['Actual Result', 'One\n\n- two', 'actual']],
    ['**By:** Ana\nand Bo\n\nmore', ['By', 'Ana\nand Bo', 'by']],
    ['**Zoo:** x', ['Zoo', 'x', undefined]],
    // What stands below a heading is its own.
    ['**Learning:**\n(pending)\n\n#### Notes\n\nwords', ['Learning', '(pending)', 'learning']],
    ['**Learning:**\nWords\n- one\n#### Notes', ['Learning', 'Words\n- one', 'learning']],
    ['**Learning:**\n#hashtag\n\n```\n# code\n```\n\n# Notes', ['Learning', '#hashtag\n\n```\n# code\n```', 'learning']],
    ['**Learning:**\r\nWords\r\n\r\n#### Notes\r\n', ['Learning', 'Words', 'learning']],
    ['**Status:** Active\n#### Notes\nwords', ['Status', 'Active', 'status']],
  ])('%j is read as people mean it', (text, [label, value, known]) => {
    const [field] = fieldsIn(text, 0, text.length);
    expect([field.label, field.value, field.known]).toEqual([label, value, known]);
    expect(wordsValue(text.slice(text.search(/\*\*(?=:?\s)/) + 2).replace(/^:/, ''))).toBe(value);
    expect(text.slice(field.start, field.end).endsWith((value ?? '').split('\n').at(-1) ?? '')).toBe(true);
  });

  it.each(['(pending)', ' (filled after experiment completes)', '[Measurable outcome]', '–', 'TBD', 'offen', ''])(
    '%j says nothing yet',
    (value) => {
      expect(isGiven(value)).toBe(false);
    },
  );
  it.each(['(pending) until May', 'Active', 'offenes Ende', '- one', 'tbd later'])('%j says something', (value) => {
    expect(isGiven(value)).toBe(true);
  });
});
