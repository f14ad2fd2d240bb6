import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, spreadsheetLine, spreadsheetLines } from '../../src/core/csv.ts';
import { anyCharacter } from '../any-character.ts';

describe('rows for a spreadsheet', () => {
  it.each([
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
    ['+1', "'+1"],
    ['-5', "'-5"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', '"\'\tx"'],
    ['\r=x', '"\'\r=x"'],
    ['\n=x', '"\'\n=x"'],
    ['＝x', "'＝x"],
    ['＋x', "'＋x"],
    ['－x', "'－x"],
    ['＠x', "'＠x"],
    [' =x', "' =x"],
    ['-SUM(A1),x', `"'-SUM(A1),x"`],
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['a;b', '"a;b"'],
    ['say "hi"', '"say ""hi"""'],
    [null, ''],
    [-5, '-5'],
    [0.1, '0.1'],
  ])('C64 the cell %j is written as %s', (cell, text) => {
    expect(spreadsheetLine([cell])).toBe(`${text}\r\n`);
  });

  it('C64 no text comes out with a formula sign in front', () => {
    fc.assert(fc.property(fc.string({ unit: anyCharacter }), (text) => !/^"?[=+\-@\t＝＋－＠]/.test(spreadsheetLine([text]))));
  });

  it('begin with their columns, which are cells too', () => {
    expect([...spreadsheetLines(['a', '=b'], [[1, null]])]).toEqual(["a,'=b\r\n", '1,\r\n']);
  });
});

describe('rows for a program', () => {
  it('leave formulas as they are, and quote what a reader would misread', () => {
    expect(csvLine(['=1+1', ' a', 'b ', 'x\ty', ''])).toBe('=1+1," a","b ","x\ty",\r\n');
  });
});
