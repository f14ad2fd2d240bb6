import fc from 'fast-check';

const [SURROGATES, AFTER] = [0xd800, 0xe000];

/**
 * Every code point but halves of pairs: the unit `binary` of fast-check, drawn and shrunk as it is there. That one writes a map of a million
 * characters first, in every file that uses it: two seconds.
 */
export const anyCharacter = fc.nat({ max: 0x10ffff - (AFTER - SURROGATES) }).map(
  (number) => String.fromCodePoint(number < SURROGATES ? number : number + AFTER - SURROGATES),
  (value) => {
    const point = typeof value === 'string' ? value.codePointAt(0) : undefined;
    if (point === undefined || value !== String.fromCodePoint(point) || (point >= SURROGATES && point < AFTER))
      throw new Error('not one character');
    return point < SURROGATES ? point : point - (AFTER - SURROGATES);
  },
);
