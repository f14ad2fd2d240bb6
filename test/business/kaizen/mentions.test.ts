import { describe, expect, it } from 'vitest';
import { mayName, mentionsIn } from '../../../src/business/kaizen/mentions.ts';
import { renamed } from '../../../src/business/kaizen/renaming.ts';

const RENAMES = new Map([
  ['K-BIZ-002', 'K-BIZ-003'],
  ['K-BIZ-~a42a', 'K-BIZ-009'],
]);

describe('what names an entry', () => {
  it.each<[string, string, string, string[]]>([
    ['the id alone', 'K-BIZ-002', 'K-BIZ-003', ['K-BIZ-002']],
    ['in words', 'see K-BIZ-002, (K-BIZ-002) and **K-BIZ-002**.', 'see K-BIZ-003, (K-BIZ-003) and **K-BIZ-003**.', ['K-BIZ-002']],
    ['at the end of a sentence', 'By K-BIZ-002. Then', 'By K-BIZ-003. Then', ['K-BIZ-002']],
    ['before points', 'K-BIZ-002...then', 'K-BIZ-003...then', ['K-BIZ-002']],
    ['one of two', 'K-BIZ-001/K-BIZ-002', 'K-BIZ-001/K-BIZ-003', ['K-BIZ-001', 'K-BIZ-002']],
    ['with a noun, as German joins them', 'der K-BIZ-002-Versuch', 'der K-BIZ-003-Versuch', ['K-BIZ-002']],
    ['with a noun of another letter', 'K-BIZ-002-Übung', 'K-BIZ-003-Übung', ['K-BIZ-002']],
    ['with a noun, its dots apart', 'K-BIZ-002-U\u0308bung', 'K-BIZ-003-U\u0308bung', ['K-BIZ-002']],
    ['with a noun to come', 'K-BIZ-002- und K-BIZ-001-Regel', 'K-BIZ-003- und K-BIZ-001-Regel', ['K-BIZ-002', 'K-BIZ-001']],
    ['before an arrow and a dash', 'K-BIZ-002->x K-BIZ-002--y', 'K-BIZ-003->x K-BIZ-003--y', ['K-BIZ-002']],
    ['provisional, with a noun', 'K-BIZ-~a42a-Versuch', 'K-BIZ-009-Versuch', ['K-BIZ-~a42a']],
    ['in code', '`bizos kaizen show K-BIZ-002`', '`bizos kaizen show K-BIZ-003`', ['K-BIZ-002']],
    ['as a wiki link', '[[KAIZEN_LOG#K-BIZ-002]]', '[[KAIZEN_LOG#K-BIZ-003]]', ['K-BIZ-002']],
    ['in a heading', '### [K-BIZ-002] Beta', '### [K-BIZ-003] Beta', ['K-BIZ-002']],
    ['behind a note', '[^1]: K-BIZ-002 shows it/that', '[^1]: K-BIZ-003 shows it/that', ['K-BIZ-002']],
    ['behind words in brackets', '[Plan]: K-BIZ-002 first', '[Plan]: K-BIZ-003 first', ['K-BIZ-002']],
    ['as the words of a link', '[K-BIZ-002](LOG.md)', '[K-BIZ-003](LOG.md)', ['K-BIZ-002']],
    ['as the title of a link', '[x](LOG.md "K-BIZ-002")', '[x](LOG.md "K-BIZ-003")', ['K-BIZ-002']],
    ['behind a link', '[x](a.md) K-BIZ-002', '[x](a.md) K-BIZ-003', ['K-BIZ-002']],
  ])('%s', (_what, text, after, ids) => {
    expect(renamed(text, RENAMES)).toBe(after);
    expect(mentionsIn(text)).toEqual(ids);
  });

  it.each([
    ['an anchor', '[x](LOG.md#k-biz-002-beta)', '[x](LOG.md#k-biz-003-beta)'],
    ['one to a title that begins with a number', '[x](LOG.md#k-biz-002-2026-plan)', '[x](LOG.md#k-biz-003-2026-plan)'],
    ['one without a title', '[x](../LOG.md#k-biz-002)', '[x](../LOG.md#k-biz-003)'],
    ['one in upper case', '[x](LOG.md#K-BIZ-002)', '[x](LOG.md#K-BIZ-003)'],
    ['one of a definition', '[x]: LOG.md#k-biz-002-beta', '[x]: LOG.md#k-biz-003-beta'],
    ['one of an attribute', '<a href="LOG.md#k-biz-002-beta">', '<a href="LOG.md#k-biz-003-beta">'],
    ['one in words', 'LOG.md#k-biz-002-beta', 'LOG.md#k-biz-003-beta'],
    ['one of this document', '[x](#k-biz-002-beta)', '[x](#k-biz-003-beta)'],
    ['of a document that is called as the entry', '[x](K-BIZ-002.md#k-biz-002-beta)', '[x](K-BIZ-002.md#k-biz-003-beta)'],
  ])('%s', (_what, text, after) => {
    expect(renamed(text, RENAMES)).toBe(after);
    expect(mentionsIn(text)).toEqual(['K-BIZ-002']);
    expect(mayName(text, 'K-BIZ-002')).toBe(true);
  });

  it('a provisional one behind its anchor, with the tilde or, as most sites have it, without', () => {
    expect(renamed('[x](LOG.md#k-biz-~a42a-beta)', RENAMES)).toBe('[x](LOG.md#k-biz-009-beta)');
    expect(renamed('[x](LOG.md#k-biz-a42a-beta)', RENAMES)).toBe('[x](LOG.md#k-biz-009-beta)');
    expect(mentionsIn('[x](LOG.md#k-biz-~a42a-beta) K-BIZ-002 F-BIZ-~77aa-Lehre', 'provisional')).toEqual(['K-BIZ-~a42a', 'F-BIZ-~77aa']);
  });

  it.each([
    ['a longer number', 'K-BIZ-0021'],
    ['a longer word', 'XK-BIZ-002'],
    ['another sort', 'NEW-K-BIZ-002'],
    ['what has a name of its own', 'K-BIZ-002-A, K-BIZ-002-digest, K-BIZ-002-2, K-BIZ-002-CRM'],
    ['an image', '![chart](img/K-BIZ-002.png)'],
    ['a document', '[notes](K-BIZ-002.md)'],
    ['a document with blanks in its name', '[notes](<my notes/K-BIZ-002.md>)'],
    ['a document with parentheses', '[notes](notes(1)/K-BIZ-002.md)'],
    ['a folder', '[files](K-BIZ-002/)'],
    ['a definition', '[notes]: img/K-BIZ-002.png'],
    ['an attribute', '<img width=1 src="img/K-BIZ-002.png">'],
    ['a path in words', 'see img/K-BIZ-002.png.'],
    ['a path in code', '`notes/K-BIZ-002-Versuch.md`'],
    ['a folder in a path', 'notes/K-BIZ-002/all.md'],
    ['a wiki image', '![[K-BIZ-002.png]]'],
    ['a web page', 'https://x.y/K-BIZ-002'],
    ['a web page behind a link', '[x](https://x.y/K-BIZ-002?a=K-BIZ-002)'],
    ['what a web page has', 'https://x.y/LOG.md#k-biz-002-beta'],
    ['in lower case', 'k-biz-002'],
    ['another anchor', '[x](LOG.md#see-k-biz-002) [x](LOG.md#k-biz-0021)'],
  ])('nothing: %s', (_what, text) => {
    expect(renamed(text, RENAMES)).toBe(text);
    expect(mentionsIn(text)).not.toContain('K-BIZ-002');
  });

  it('each line for itself, and all at once', () => {
    const text = '[a](K-BIZ-002.md)\nK-BIZ-002\n\n[b](K-BIZ-002.md) K-BIZ-002 K-BIZ-003\r\nK-BIZ-002.md K-BIZ-002';
    const swapped = new Map([
      ['K-BIZ-002', 'K-BIZ-003'],
      ['K-BIZ-003', 'K-BIZ-002'],
    ]);
    expect(renamed(text, swapped)).toBe('[a](K-BIZ-002.md)\nK-BIZ-003\n\n[b](K-BIZ-002.md) K-BIZ-003 K-BIZ-002\r\nK-BIZ-002.md K-BIZ-003');
  });

  it('takes no longer for a line that is all one word', () => {
    const word = 'data:image/png;base64,'.concat('Ab/+9-'.repeat(60_000));
    const began = process.cpuUsage().user;
    expect(renamed(`![x](${word}) K-BIZ-002 ${word}`, RENAMES)).toContain(' K-BIZ-003 ');
    expect(mentionsIn(`${word} K-BIZ-002 [${'('.repeat(20_000)}](${'('.repeat(20_000)}`)).toEqual(['K-BIZ-002']);
    expect(process.cpuUsage().user - began).toBeLessThan(2_000_000);
  });
});
