import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAscii } from '../../src/report/ascii.ts';
import { forTerminal } from '../../src/report/escape.ts';
import { cut, ORDINARY, pad, textWidth, wrap } from '../../src/report/width.ts';

describe('columns that a text takes', () => {
  it.each([
    ['plain', 5],
    ['naïve', 5],
    ['漢字', 4],
    ['한글', 4],
    ['カナ', 4],
    ['ｆｕｌｌ', 8],
    ['ﾊﾝｶｸ', 4],
    ['😀', 2],
    ['✅ ok', 5],
    ['🇩🇪', 2],
    ['e\u0301', 1],
    ['a\u200bb', 2],
    ['█▏', 2],
    ['', 0],
  ])('%s takes %i', (text, columns) => {
    expect(textWidth(text)).toBe(columns);
  });
});

describe('cutting', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly', 7, 'exactly'],
    ['a long name', 7, 'a long…'],
    ['a long name', 3, 'a…'],
    ['漢字漢字', 5, '漢字…'],
    ['漢字漢字', 4, '漢…'],
    ['e\u0301e\u0301e\u0301e\u0301', 3, 'e\u0301e\u0301…'],
    ['word', 0, ''],
  ])('%s to %i columns is %s', (text, width, shown) => {
    expect(cut(text, width)).toBe(shown);
  });

  it('never takes more than it was given, and pads to exactly that', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, width) => {
        const shown = cut(text, width);
        expect(textWidth(shown)).toBeLessThanOrEqual(width);
        expect(textWidth(pad(shown, width))).toBe(width);
        expect(textWidth(pad(shown, width, 'right'))).toBe(width);
      }),
    );
  });
});

describe('wrapping', () => {
  it.each([
    ['one two three', 7, ['one two', 'three']],
    ['', 10, ['']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['a abcdefghij z', 4, ['a', 'abcd', 'efgh', 'ij z']],
    ['was 37.8 % of all', 8, ['was', '37.8 %', 'of all']],
    ['one · two', 5, ['one ·', 'two']],
    ['a sum · n 282', 9, ['a sum ·', 'n 282']],
    ['漢字漢字', 4, ['漢字', '漢字']],
    ['漢字', 1, ['漢', '字']],
  ])('%s in %i columns', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  it('loses no word and keeps to the width', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom(...('abcé漢😀'.match(/./gu) ?? [])), minLength: 1 })),
        fc.integer({ min: 2, max: 30 }),
        (words, width) => {
          const lines = wrap(words.join(' '), width);
          expect(lines.join('').replaceAll(' ', '')).toBe(words.join(''));
          for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

describe('a terminal of ASCII', () => {
  it.each([
    ['Größe: ≥ 40 % … ✗', 'Groesse: >= 40 % ... x'],
    ['café → naïve', 'cafe -> naive'],
    ['漢字', '??'],
    ['plain', 'plain'],
    ['1.2 €', '1.2 EUR'],
  ])('%s is spelled %s', (text, plain) => {
    expect(toAscii(text)).toBe(plain);
  });

  it('gives nothing else than ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(toAscii(text)).toMatch(/^[\x00-\x7e]*$/);
      }),
    );
  });
});

it('what is let through as ordinary text has nothing in it that acts, is unseen, heaps up or is wide', () => {
  const signs = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((sign) => ORDINARY.test(sign));
  expect(signs.length).toBeGreaterThan(1000);
  expect(signs.filter((sign) => /[\p{C}\p{M}\p{Zl}\p{Zp}\p{Emoji_Presentation}]|\p{Default_Ignorable_Code_Point}/u.test(sign))).toEqual([]);
  // Beside a letter that is not ordinary, the long way is gone: the answer is the same.
  expect(signs.filter((sign) => forTerminal(`\u4e00${sign}`) !== `\u4e00${sign}`)).toEqual([]);
  expect(signs.filter((sign) => textWidth(`\u4e00${sign}`) !== 3)).toEqual([]);
});
