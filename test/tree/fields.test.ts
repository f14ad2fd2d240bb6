import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsIn } from '../../src/business/kaizen/entry-fields.ts';
import { document } from './fixture.ts';

/** Labels and values as the reader of documents sees them below a heading. */
const read = (body: string): readonly (readonly [string, string])[] =>
  document('bizos/x.md', `## Head\n\n${body}\n`).sections.flatMap(({ fields }) =>
    fields.map(({ label, value }) => [label, value] as const),
  );

/** The same by the quick reader of logs. */
const quick = (body: string): readonly (readonly [string, string])[] =>
  fieldsIn(`${body}\n`, 0, body.length + 1).map(({ label, value }) => [label, value] as const);

describe('labels and prose', () => {
  it.each<[string, string, readonly (readonly [string, string])[]]>([
    ['a colon inside', '**Date:** today', [['Date', 'today']]],
    ['a colon behind', '**Date**: today', [['Date', 'today']]],
    [
      'one below the other',
      '**Date**: today\n**Status**: open',
      [
        ['Date', 'today'],
        ['Status', 'open'],
      ],
    ],
    ['alone, owning what follows', '**Why:**\n\none\n\ntwo', [['Why', 'one\n\ntwo']]],
    ['alone without a colon', '**Why**\n\none', [['Why', 'one']]],
    ['before a parenthesis', '**Budget** (per month)', [['Budget', '(per month)']]],
    ['below words, with its colon inside', 'Words.\n**Status:** open', [['Status', 'open']]],
    ['a sentence that breaks before a bold word', 'The owner of a deal is\n**responsible**: he or she calls.', []],
    ['and before one in front of a parenthesis', 'We answer\n**always** (really) the same day.', []],
    ['a bold sentence of its own', '**Nobody deletes an entry.**\n\nIt is dropped instead.', []],
    ['one that is shouted', '**Call first!**\nThen write.', []],
    [
      'a label behind prose of the same field',
      '**Why:** because\n**of that**: more words',
      [
        ['Why', 'because'],
        ['of that', 'more words'],
      ],
    ],
    ['a long bold sentence without an end', `**${'word '.repeat(20)}**\n\nText.`, []],
    ['code over two lines', 'Write `a\n**Status:** b` there.', []],
    ['a link over two lines', 'See [the\n**Status:** of it](x.md) there.', []],
    ['a quote, a list', '> **Status:** open\n\n- **Date:** today', []],
  ])('%s', (name, body, expected) => {
    expect(read(body)).toEqual(expected);
    // Code and links over two lines are for the full reader alone.
    if (!/over two lines/.test(name)) expect(quick(body)).toEqual(expected);
  });

  const LINES = [
    '**Date:** today',
    '**Why**: so',
    '**Why:**',
    '**Budget** (x)',
    '**Stop.**',
    'words',
    'Words go on',
    '',
    '',
    '- item',
    '> quote',
    '```',
    '#### Deeper',
    '---',
    '**a**',
  ];

  it('the quick reader of logs sees the labels that the full one sees', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...LINES), { maxLength: 12 }), (lines) => {
        const body = lines.join('\n');
        // A heading would end the section, an underline would make one, an open fence swallows the rest: logs are looked at entry by entry.
        fc.pre(!/#### |\n---|^---/.test(body) && (body.match(/```/g) ?? []).length % 2 === 0);
        expect(quick(body).map(([label]) => label)).toEqual(read(body).map(([label]) => label));
      }),
      { numRuns: Number(process.env.BIZOS_RUNS ?? 800) },
    );
  });
});
