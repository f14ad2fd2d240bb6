import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spliceJson } from '../../../src/tree/edit/json.ts';

describe('a JSON text with another value, the rest byte for byte', () => {
  it.each<[title: string, before: string, after: unknown, want: string]>([
    ['nothing to change', '{ "a" :1.0,\n\n"b":[ ] }', { b: [], a: 1 }, '{ "a" :1.0,\n\n"b":[ ] }'],
    ['a number', '{\n\t"a": 1e3 ,\n\t"b": 2\n}\n', { a: 1000, b: 3 }, '{\n\t"a": 1e3 ,\n\t"b": 3\n}\n'],
    ['a new member', '{\n  "a": 1\n}', { a: 1, b: [2] }, '{\n  "a": 1,\n  "b": [\n    2\n  ]\n}'],
    ['a member that goes, first', '{\n  "a": 1,\n  "b": 2\n}', { b: 2 }, '{\n  "b": 2\n}'],
    ['a member that goes, last', '{\n  "a": 1,\n  "b": 2\n}', { a: 1 }, '{\n  "a": 1\n}'],
    ['all members', '{\n  "a": 1,\n  "b": 2\n}\n', {}, '{}\n'],
    ['all members, and another', '{\n  "a": 1\n}\n', { b: 2 }, '{\n  "b": 2\n}\n'],
    ['a list on one line', '{"d": ["x"]}', { d: ['x', 'y'] }, '{"d": ["x", "y"]}'],
    [
      'many into a list on one line',
      '{\n  "d": ["x"]\n}',
      { d: ['x', '1', '2', '3', '4'] },
      '{\n  "d": ["x",\n    "1",\n    "2",\n    "3",\n    "4"]\n}',
    ],
    ['a list in lines', '[\n    "x"\n]', ['x', 'y'], '[\n    "x",\n    "y"\n]'],
    ['at the front of a list', '[\n    "x"\n]', ['w', 'x'], '[\n    "w",\n    "x"\n]'],
    ['in the middle of a list', '[1, 2, 3]', [1, 7, 2, 3], '[1, 7, 2, 3]'],
    ['out of the middle of a list', '[1, 2, 3]', [1, 3], '[1, 3]'],
    ['an object in a list keeps its form', '[{"k":1,"h":[1, 2]}]', [{ k: 1, h: [2] }], '[{"k":1,"h":[2]}]'],
    ['CRLF', '{\r\n  "a": 1\r\n}\r\n', { a: 1, b: {} }, '{\r\n  "a": 1,\r\n  "b": {}\r\n}\r\n'],
    ['a byte order mark', '\ufeff{"a":1}', { a: 2 }, '\ufeff{"a":2}'],
    ['an empty object', '{}\n', { a: { b: 1 } }, '{\n  "a": {\n    "b": 1\n  }\n}\n'],
    ['an empty object over two lines', '{\n}\n', { a: 1 }, '{\n  "a": 1\n}\n'],
    ['a key that stands twice: the last counts', '{"a":1,"a":2}', { a: 3 }, '{"a":1,"a":3}'],
    ['quotes, braces and escapes in strings', '{"a}\\"]":"{[\\\\", "b":1}', { 'a}"]': '{[\\', b: 2 }, '{"a}\\"]":"{[\\\\", "b":2}'],
    ['a key named __proto__', '{"__proto__":{"a":1}}', JSON.parse('{"__proto__":{"a":1},"b":1}'), '{"__proto__":{"a":1}, "b": 1}'],
    [
      'a number that no float holds',
      '{"a":12345678901234567890}',
      JSON.parse('{"a":12345678901234567890,"b":1}'),
      '{"a":12345678901234567890, "b": 1}',
    ],
  ])('%s', (_title, before, after, want) => expect(spliceJson(before, after)).toBe(want));

  const value = fc.jsonValue({ maxDepth: 4 });
  const blank = fc.constantFrom('', ' ', '\n', '\n  ', '\t', '\r\n\t', '  ');

  /** The same value, with blanks wherever JSON lets them stand. */
  const spaced = (json: unknown, blanks: readonly string[]): string => {
    let i = 0;
    const say = (part: unknown): string => {
      const gap = (): string => blanks[i++ % blanks.length];
      if (Array.isArray(part)) return part.length === 0 ? '[]' : `[${part.map((one) => `${gap()}${say(one)}${gap()}`).join(',')}]`;
      if (typeof part !== 'object' || part === null) return JSON.stringify(part);
      const members = Object.entries(part).map(([key, one]) => `${gap()}${JSON.stringify(key)}${gap()}:${gap()}${say(one)}${gap()}`);
      return `{${members.join(',')}}`;
    };
    return `${blanks[0]}${say(json)}${blanks[0]}`;
  };

  it('says what was asked for, whatever stood there', () => {
    fc.assert(
      fc.property(value, value, fc.array(blank, { minLength: 1, maxLength: 5 }), (before, after, blanks) => {
        expect(JSON.parse(spliceJson(spaced(before, blanks), after))).toEqual(JSON.parse(JSON.stringify(after)));
      }),
      { numRuns: 2000 },
    );
  });

  it('changes nothing where nothing is to change', () => {
    fc.assert(
      fc.property(value, fc.array(blank, { minLength: 1, maxLength: 5 }), (json, blanks) => {
        const text = spaced(json, blanks);
        expect(spliceJson(text, JSON.parse(text))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes out what it put in, byte for byte', () => {
    const object = fc.dictionary(fc.string(), value, { maxKeys: 4 });
    fc.assert(
      fc.property(object, object, fc.array(blank, { minLength: 1, maxLength: 5 }), (own, more, blanks) => {
        const text = spaced(own, blanks);
        const before = JSON.parse(text) as Record<string, unknown>;
        const merged = { ...before };
        for (const [key, part] of Object.entries(more)) {
          const there = merged[key];
          if (Array.isArray(there) && Array.isArray(part)) merged[key] = [...there, ...part];
          else if (!Object.hasOwn(merged, key)) merged[key] = part;
        }
        expect(spliceJson(spliceJson(text, merged), before)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});
