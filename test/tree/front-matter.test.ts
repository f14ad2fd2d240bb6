import { describe, expect, it } from 'vitest';
import { readFrontMatter } from '../../src/tree/front-matter.ts';
import { readDocument } from '../../src/tree/read.ts';

const read = (text: string) => readFrontMatter(text, 'a.md');
const codes = (text: string) => read(text).problems.map(({ code, place }) => `${code}:${place?.line}`);
const bytes = (text: string) => new TextEncoder().encode(text);

/** Attacks of ATTACKS.md, part Y; the number names the line there. */
describe('front matter: what must not happen', () => {
  it.each(['js', 'javascript', 'coffee', 'json', 'toml', 'JS'])(
    'Y01 ---%s is a problem with its line, and is never evaluated',
    (language) => {
      const marker = globalThis as Record<string, unknown>;
      delete marker.evaluated;
      expect(codes(`---${language}\nglobalThis.evaluated = true\n---\ntext\n`)).toEqual(['front-matter-language:1']);
      expect(read(`---${language}\n{"a": 1}\n---\ntext`).data).toEqual({});
      expect(marker.evaluated).toBeUndefined();
    },
  );

  it('Y01 also without a closing fence', () => expect(codes('---js\nprocess.exit(1)\n')).toEqual(['front-matter-language:1']));

  it('Y02 aliases that explode are refused, a few are fine', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`),
    ].join('\n');
    expect(codes(`---\n${bomb}\n---\n`)).toEqual(['front-matter-yaml:1']);
    expect(read('---\na: &x 1\nb: *x\n---\n')).toMatchObject({ data: { a: 1, b: 1 }, problems: [] });
  });

  it('Y03 a key that stands there twice', () => expect(codes('---\nid: a\nname: b\nid: c\n---\n')).toEqual(['front-matter-yaml:4']));

  it('Y04 tabs that indent', () => {
    const found = read('---\na:\n\tb: 1\n---\n').problems;
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toMatchObject({ code: 'front-matter-yaml', place: { line: 3 } });
  });

  it('Y05 a date stays the text that was written', () => expect(read('---\ndate: 2026-02-10\n---\n').data).toEqual({ date: '2026-02-10' }));

  it('Y06 numbers that YAML 1.1 bends stay as written', () => {
    expect(read('---\na: 010\nb: 1:30\nc: 0123\nd: 1.10\ne: 10:30\nf: 12\ng: 9007199254740993\nh: 0x1F\n---\n').data).toEqual({
      a: '010',
      b: '1:30',
      c: '0123',
      d: '1.10',
      e: '10:30',
      f: 12,
      g: '9007199254740993',
      h: '0x1F',
    });
  });

  it('Y07 NO, yes and on are words; ~ and nothing are null', () => {
    expect(read('---\na: NO\nb: yes\nc: on\nd: ~\ne:\nf: true\n---\n').data).toEqual({
      a: 'NO',
      b: 'yes',
      c: 'on',
      d: null,
      e: null,
      f: true,
    });
  });

  it('Y08 __proto__ reaches no prototype, at any depth; merge keys merge nothing', () => {
    const { data, problems } = read('---\nok: 1\n__proto__:\n  evil: 1\nin:\n  constructor: x\n  fine: 2\n---\n');
    expect(problems.map(({ code, place }) => `${code}:${place?.line}`)).toEqual(['front-matter-key:3', 'front-matter-key:6']);
    expect(data).toEqual({ ok: 1, in: { fine: 2 } });
    expect((data as { evil?: number }).evil).toBeUndefined();
    expect(({} as { evil?: number }).evil).toBeUndefined();
    expect(read('---\na: &a {x: 1}\nb:\n  <<: *a\n---\n').data).toEqual({ a: { x: 1 }, b: { '<<': { x: 1 } } });
  });

  it.each(['!!js/function "() => 1"', '!!binary aGk=', '!!set {a, b}', '!own x'])('Y09 the tag in %s is said and not followed', (value) => {
    expect(codes(`---\na: ${value}\n---\n`)).toEqual(['front-matter-yaml:2']);
  });

  it('Y10 a missing closing fence', () => {
    expect(codes('---\nid: a\n\n# Title\n')).toEqual(['front-matter-open:1']);
    expect(read('---\nid: a\n# Title\n').end).toBe(0);
  });

  it.each([
    '---\n\nA paragraph.\n\n---\n\nmore\n',
    '---\nA paragraph: with a colon.\nAnd another line of it.\n\n---\n',
    '---\n- a\n- b\n---\n',
    '----\ntext\n---\n',
    '---\n',
  ])('Y11 a document that begins with a thematic break keeps its text: %j', (text) => {
    expect(read(text)).toEqual({ data: {}, end: 0, problems: [] });
    expect(readDocument('a.md', bytes(text)).text).toBe(text);
  });

  it('Y12 a BOM before the fence', () => {
    const document = readDocument('a.md', bytes('\ufeff---\nid: x\n---\n# T\n'));
    expect(document).toMatchObject({ frontMatter: { id: 'x' }, title: 'T', problems: [] });
    expect(document.text.slice(document.sections[0].start)).toBe('# T\n');
  });

  it('Y13 CRLF', () => {
    const text = '---\r\nid: x\r\n---\r\n# T\r\n';
    expect(read(text)).toMatchObject({ data: { id: 'x' }, end: text.indexOf('# T') });
  });

  it('Y14 three dots close too; a second document is text', () => {
    expect(read('---\nid: x\n...\ntext\n')).toMatchObject({ data: { id: 'x' }, end: 14, problems: [] });
    expect(read('---\nid: x\n---\nid: y\n---\n').data).toEqual({ id: 'x' });
    expect(codes('---\nid: x\n--- second\nid: y\n---\n').length).toBeGreaterThan(0);
  });

  it('Y16 each reading is an object of its own', () => {
    const first = read('---\nlist: [1]\n---\n').data as { list: number[] };
    first.list.push(2);
    expect(read('---\nlist: [1]\n---\n').data).toEqual({ list: [1] });
  });

  it('Y16 a malformed file is as wrong the second time', () => {
    const bad = '---\na: [1\n---\n';
    expect(codes(bad)).toEqual(codes(bad));
    expect(codes(bad).length).toBeGreaterThan(0);
  });

  it('Y17 megabytes and ten thousand levels are refused', () => {
    expect(codes(`---\n${'key: value that is long\n'.repeat(200_000)}---\n`)).toEqual(['front-matter-long:1']);
    expect(codes(`---\na: ${'['.repeat(10_000)}\n---\n`)).toEqual(['front-matter-yaml:1']);
    expect(codes(`---\n${Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}k:`).join('\n')}\n---\n`)).toEqual(['front-matter-yaml:1']);
  });

  it('Y18 keys that are no words', () => {
    expect(read('---\n1: a\ntrue: b\n---\n').data).toEqual({ '1': 'a', true: 'b' });
    expect(codes('---\nok: 1\n? [a, b]\n: c\n---\n')).toEqual(['front-matter-key:3']);
  });

  it('Y19 blanks behind the fences', () => expect(read('---  \t\nid: x\n--- \t\n# T').data).toEqual({ id: 'x' }));

  it('what is no mapping is said', () => expect(codes('---\n{a: 1}: [}\n---\n').length).toBeGreaterThan(0));

  it('empty front matter is front matter', () => expect(read('---\n---\ntext')).toEqual({ data: {}, end: 8, problems: [] }));
});
