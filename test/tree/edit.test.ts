import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdit, type Edit } from '../../src/tree/edit/index.ts';
import { parseMarkdown, plainText, readDocument } from '../../src/tree/read.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(data);
const edit = (document: string, change: Edit): string => text(applyEdit(bytes(document), change).bytes);

const LOG = `---
id: log # keep me
tags: [a, b]
owner: 'Ana'
---

# Log

<!-- ## not a heading -->

## Open

### [K-1] First
**Date:** 2026-01-01
**Status:** Proposed

**Result:**
(pending)

**Next:** call

### [K-2] Second
**Status:** Active

- one
  - nested
- [ ] two
- three

| Name | Target | Note |
|---|:--:|---|
| Win rate | 45% | a \\| b |
| Speed |  | |

\`\`\`
### [K-9] in a fence
**Status:** template
\`\`\`

## Done

(none yet)
`;

describe('edits are splices', () => {
  it.each<[string, Edit, string, string]>([
    [
      'a field beside its label',
      { kind: 'field', section: '[K-1]', label: 'Status', value: 'Active' },
      '**Status:** Proposed',
      '**Status:** Active',
    ],
    [
      'a field below its label',
      { kind: 'field', section: '[K-1] First', label: 'Result', value: 'Up by 3' },
      '(pending)\n\n**Next',
      'Up by 3\n\n**Next',
    ],
    ['a cell', { kind: 'cell', key: { column: 'Name', value: 'win rate' }, column: 'Target', value: '50%' }, '| 45% |', '| 50% |'],
    [
      'a cell with a pipe',
      { kind: 'cell', key: { column: 'Name', value: 'Win rate' }, column: 'Target', value: 'a|b' },
      '| 45% |',
      '| a\\|b |',
    ],
    [
      'an empty cell',
      { kind: 'cell', key: { column: 'Name', value: 'Speed' }, column: 'Target', value: '3' },
      '| Speed |  | |',
      '| Speed | 3 | |',
    ],
    ['a row', { kind: 'row-add', section: '[K-2]', rows: [['New', '1', 'x']] }, '| Speed |  | |\n', '| Speed |  | |\n| New | 1 | x |\n'],
    ['a key keeps its comment', { kind: 'front-matter', key: 'id', value: 'log-2' }, 'id: log # keep me', 'id: log-2 # keep me'],
    ['a list key in its flow form', { kind: 'front-matter', key: 'tags', value: ['a', 'c d'] }, 'tags: [a, b]', 'tags: [a, c d]'],
    ['a new key', { kind: 'front-matter', key: 'lead', value: 'yes: no' }, "owner: 'Ana'\n---", 'owner: \'Ana\'\nlead: "yes: no"\n---'],
    ['a key goes', { kind: 'front-matter', key: 'tags', value: null }, 'tags: [a, b]\n', ''],
    ['a tick', { kind: 'tick', item: 'two', checked: true }, '- [ ] two', '- [x] two'],
    ['an item', { kind: 'item-add', section: '[K-2]', text: 'four' }, '- three\n', '- three\n- four\n'],
    ['an item goes with what is below it', { kind: 'item-remove', section: '[K-2]', item: 'one' }, '- one\n  - nested\n', ''],
    [
      'an item moves',
      { kind: 'item-move', section: '[K-2]', item: 'one', after: 'three' },
      '- one\n  - nested\n- [ ] two\n- three\n',
      '- [ ] two\n- three\n- one\n  - nested\n',
    ],
    ['a section', { kind: 'section-add', after: 'Done', text: '## Later\n\nText' }, '(none yet)\n', '(none yet)\n\n## Later\n\nText\n'],
    ['the last section goes', { kind: 'section-remove', section: 'Done' }, '\n## Done\n\n(none yet)\n', ''],
  ])('%s', (_name, change, before, after) => {
    expect(LOG).toContain(before);
    expect(edit(LOG, change)).toBe(LOG.replace(before, () => after));
  });

  it('a section moves with all below it', () => {
    const moved = edit(LOG, { kind: 'section-move', section: '[K-1] First', after: 'Done' });
    const piece = LOG.slice(LOG.indexOf('### [K-1]'), LOG.indexOf('### [K-2]'));
    expect(moved).toBe(`${LOG.replace(piece, '')}\n${piece.trimEnd()}\n`);
  });

  it.each<[string, string, Edit]>([
    ['no such section', LOG, { kind: 'field', section: 'Nowhere', label: 'Status', value: 'x' }],
    ['a template in a fence is no entry', LOG, { kind: 'field', section: '[K-9]', label: 'Status', value: 'x' }],
    ['no such label', LOG, { kind: 'field', section: '[K-1]', label: 'Owner', value: 'x' }],
    ['a section inside itself', LOG, { kind: 'section-move', section: 'Open', after: '[K-1] First' }],
    ['Y01 front matter in JavaScript', '---js\n{a: 1}\n---\n# X\n', { kind: 'front-matter', key: 'a', value: 'b' }],
    ['Y03 duplicate keys', '---\na: 1\na: 2\n---\n', { kind: 'front-matter', key: 'a', value: 'b' }],
    ['Y10 a missing closing fence', '---\na: 1\n# X\n', { kind: 'front-matter', key: 'a', value: 'b' }],
  ])('refuses: %s', (_name, document, change) => expect(() => applyEdit(bytes(document), change)).toThrow());

  it('refuses what is no UTF-8, and names the sections there are', () => {
    expect(() => applyEdit(Uint8Array.from([0x23, 0x20, 0xff]), { kind: 'section-remove', section: 'x' })).toThrow(/UTF-8/);
    expect(() => applyEdit(bytes(LOG), { kind: 'section-remove', section: 'Dune' })).toThrow(/"Dune"/);
  });

  const YAML = [
    '---',
    '# who may ask for it',
    "owner:   'Ana'   # first of the quarter",
    'lead: "Ben \\u00e4"',
    'tags: [ a , "b", c ] # flow',
    'map: {x: 1,  y: [2,3]}',
    'note: >-',
    '  a long text that is',
    '  folded over lines',
    '',
    '  and has a gap',
    'plain: word',
    'raw: |+',
    '  kept   as it is',
    '',
    'last: 1 # end',
    '---',
    '# T',
    '',
  ];

  it.each([
    ['owner', 'Eve', "owner:   'Ana'", "owner:   'Eve'"],
    ['lead', 'Eve', '"Ben \\u00e4"', '"Eve"'],
    ['plain', 'other', 'plain: word', 'plain: other'],
    ['last', '2', 'last: 1 # end', 'last: 2 # end'],
  ])('Y15 an edit of %s is of its value alone: comments, quotes, flow and folded texts stay', (key, value, before, after) => {
    for (const end of ['\n', '\r\n']) {
      const document = YAML.join(end);
      const changed = edit(document, { kind: 'front-matter', key, value });
      expect(document).toContain(before);
      expect(changed.replaceAll('"2"', '2')).toBe(document.replace(before, () => after));
    }
  });

  it.each(['note', 'raw', 'tags', 'map'])('Y15 a whole %s that is taken out takes nothing else with it', (key) => {
    const changed = edit(YAML.join('\n'), { kind: 'front-matter', key, value: null });
    const at = YAML.findIndex((line) => line.startsWith(`${key}:`));
    const next = YAML.findIndex((line, i) => i > at && /^(?:\w+:|---)/.test(line));
    expect(changed).toBe([...YAML.slice(0, at), ...YAML.slice(next)].join('\n'));
  });

  it.each([
    ['Y12 a BOM stays', `\ufeff${LOG}`, '\n'],
    ['Y13 CRLF stays, and new lines follow the document', LOG.replaceAll('\n', '\r\n'), '\r\n'],
  ])('%s', (_name, document, end) => {
    const changed = edit(document, { kind: 'row-add', section: '[K-2]', rows: [['a', 'b', 'c']] });
    const before = `| Speed |  | |${end}`;
    expect(changed).toBe(document.replace(before, `${before}| a | b | c |${end}`));
  });

  it('a BOM and CRLF together stay', () => {
    const document = `\ufeff${LOG.replaceAll('\n', '\r\n')}`;
    const changed = edit(document, { kind: 'row-add', section: '[K-2]', rows: [['a', 'b', 'c']] });
    expect(changed.startsWith('\ufeff---\r\n')).toBe(true);
    expect(changed.replaceAll('\r\n', '')).not.toContain('\n');
    expect(changed).toContain('| a | b | c |\r\n');
  });

  it('a missing final newline is not added', () => {
    expect(edit('# A\n**X:** 1', { kind: 'field', section: 'A', label: 'X', value: '2' })).toBe('# A\n**X:** 2');
    expect(edit('# A\n- one', { kind: 'item-add', section: 'A', text: 'two' })).toBe('# A\n- one\n- two');
  });
});

/** Words with everything that Markdown, tables and YAML could trip over. */
const word = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    'a|b',
    '`code`',
    '**bold**',
    '# head',
    '- item',
    '<b>',
    '<!-- x',
    '[[wiki]]',
    '![](http://x.y)',
    '---',
    '你好',
    'مرحبا',
    '🙂',
    'a\\b',
    '&amp;',
    '1. x',
    'x@y.zz',
    'https://a.b',
    '*',
    '_',
    '~~',
    '"q"',
    'K: v',
  ),
);
const phrase = fc
  .array(word, { minLength: 1, maxLength: 4 })
  .map((parts) =>
    parts
      .join(' ')
      .replace(/[\r\n\u0085\u2028\u2029\v\f]/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  .filter((value) => value !== '' && value === value.trim());
const plain = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ]{0,10}[a-z0-9]$/);

/** A document made of parts, with a field, a table, a list and a box that can be edited. */
const documents = fc
  .record({
    bom: fc.boolean(),
    crlf: fc.boolean(),
    front: fc.boolean(),
    final: fc.boolean(),
    before: fc.array(
      fc.constantFrom(
        'Text *here*.',
        '<!-- ## note -->',
        '```\n# fenced\n**F:** no\n```',
        '> quote\n> - in it',
        '\tcode',
        '1. a\n2. b\n   - c',
        '***',
        'Ünïcode 你好 🙂',
        'a | b',
      ),
      { maxLength: 4 },
    ),
    value: plain,
    cell: plain,
    item: plain,
  })
  .map((parts) => {
    const lines = [
      parts.front ? '---\nkey: "v" # c\nlist:\n  - a\n---\n' : '',
      '# Top',
      ...parts.before,
      '## Sec',
      `**F:** ${parts.value}\n**G:** other`,
      `| K | V |\n|---|---:|\n| r1 | ${parts.cell} |\n| r2 | a \\| b |`,
      `- ${parts.item}\n  - sub\n- [ ] box`,
      '## End',
      'last',
    ];
    const body = lines.filter((line) => line !== '').join('\n\n') + (parts.final ? '\n' : '');
    return (parts.bom ? '\ufeff' : '') + (parts.crlf ? body.replaceAll('\n', '\r\n') : body);
  });

const edits = fc.oneof(
  phrase.map((value): Edit => ({ kind: 'field', section: 'Sec', label: 'F', value })),
  phrase.map((value): Edit => ({ kind: 'cell', section: 'Sec', key: { column: 'K', value: 'r1' }, column: 'V', value })),
  phrase.map((value): Edit => ({ kind: 'front-matter', key: 'key', value })),
  fc.array(phrase, { maxLength: 3 }).map((value): Edit => ({ kind: 'front-matter', key: 'list', value })),
  phrase.map((value): Edit => ({ kind: 'item-add', section: 'Sec', text: value })),
  fc.boolean().map((checked): Edit => ({ kind: 'tick', item: 'box', checked })),
);

/** The nightly run sets more. */
const RUNS = Number(process.env.BIZOS_RUNS ?? 500);

/** What a document says, without the places where it says it. */
interface Parts {
  readonly frontMatter: Readonly<Record<string, unknown>>;
  readonly sections: readonly {
    readonly title: string;
    readonly fields: readonly (readonly [string, string])[];
    readonly rows: readonly (readonly string[])[];
    readonly items: readonly (readonly [number, string, boolean | undefined])[];
    readonly links: number;
  }[];
}

function partsOf({ frontMatter, sections }: ReturnType<typeof readDocument>): Parts {
  return {
    frontMatter,
    sections: sections.map(({ title, fields, tables, items, links }) => ({
      title,
      // Words beside a label open no list and no heading.
      fields: fields.map(({ label, value }) => [
        label,
        plainText(parseMarkdown(`x ${value}`))
          .slice(2)
          .trim(),
      ]),
      rows: tables.flatMap(({ rows }) => rows.map(({ cells }) => cells)),
      items: items.map(({ depth, text: words, checked }) => [depth, words, checked]),
      // An address is a link wherever it stands.
      links: title === 'Sec' ? 0 : links.length,
    })),
  };
}

/** The same with an edit made: worked out by itself, not by the editor. */
function changed(parts: Parts, change: Edit): Parts {
  const inSec = (one: (sec: Parts['sections'][number]) => Partial<Parts['sections'][number]>): Parts => ({
    ...parts,
    sections: parts.sections.map((section) => (section.title === 'Sec' ? { ...section, ...one(section) } : section)),
  });
  switch (change.kind) {
    case 'front-matter':
      return { ...parts, frontMatter: { ...parts.frontMatter, [change.key]: change.value } };
    case 'field':
      return inSec(({ fields }) => ({ fields: fields.map(([label, value]) => [label, label === 'F' ? change.value : value]) }));
    case 'cell':
      return inSec(({ rows }) => ({ rows: rows.map((cells, k) => (k === 0 ? [cells[0], change.value] : cells)) }));
    case 'item-add':
      return inSec(({ items }) => ({ items: [...items, [0, change.text, undefined]] }));
    case 'tick':
      return inSec(({ items }) => ({ items: items.map(([depth, words]) => [depth, words, words === 'box' ? change.checked : undefined]) }));
    default:
      throw new Error(change.kind);
  }
}

describe('for any document and any edit', () => {
  it('all bytes outside the replaced ranges stay, and the value reads back', () => {
    let done = 0;
    fc.assert(
      fc.property(documents, edits, (document, change) => {
        const before = bytes(document);
        let result: ReturnType<typeof applyEdit>;
        try {
          result = applyEdit(before, change);
        } catch {
          // A value that can't be written is refused; how seldom, is asked below.
          return;
        }
        done++;
        const bom = document.startsWith('\ufeff') ? 1 : 0;
        const old = document.slice(bom);
        const now = text(result.bytes).slice(bom);
        let [from, at] = [0, 0];
        for (const splice of result.splices) {
          const kept = old.slice(from, splice.start);
          expect(now.slice(at, at + kept.length)).toBe(kept);
          at += kept.length + splice.text.length;
          from = splice.end;
        }
        expect(now.slice(at)).toBe(old.slice(from));
        const read = readDocument('x.md', result.bytes);
        expect(partsOf(read)).toEqual(changed(partsOf(readDocument('x.md', before)), change));
      }),
      { numRuns: RUNS },
    );
    expect(done).toBeGreaterThan(RUNS * 0.8);
  });

  it('the same edit once more changes nothing', () => {
    fc.assert(
      fc.property(
        documents,
        edits.filter(({ kind }) => kind !== 'item-add'),
        (document, change) => {
          let once: Uint8Array;
          try {
            once = applyEdit(bytes(document), change).bytes;
          } catch {
            return;
          }
          expect(text(applyEdit(once, change).bytes)).toBe(text(once));
        },
      ),
      { numRuns: RUNS / 2 },
    );
  });

  it('a box ticked and unticked, an item added and removed, are as before', () => {
    fc.assert(
      fc.property(documents, plain, (document, value) => {
        const ticked = applyEdit(bytes(document), { kind: 'tick', item: 'box', checked: true }).bytes;
        expect(text(applyEdit(ticked, { kind: 'tick', item: 'box', checked: false }).bytes)).toBe(document);
        const added = applyEdit(bytes(document), { kind: 'item-add', section: 'Sec', text: `${value}!` }).bytes;
        expect(text(applyEdit(added, { kind: 'item-remove', section: 'Sec', item: `${value}!` }).bytes)).toBe(document);
      }),
      { numRuns: RUNS / 4 },
    );
  });
});
