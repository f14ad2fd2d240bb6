import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { HOSTILE_NAMES, sampleReport } from './sample.ts';

const page = renderHtml(sampleReport());
const hostile = renderHtml(sampleReport([...HOSTILE_NAMES]));
/** Tags with their attribute names, without any text. */
const skeleton = (html: string): string[] =>
  [...html.replace(/<style>[\s\S]*?<\/style>/, '').matchAll(/<(\/?[a-z][\w-]*)((?:\s[^<>]*)?)>/gi)].map(
    ([, name, rest]) => `${name} ${[...rest.matchAll(/([\w-]+)="/g)].map((one) => one[1]).join(' ')}`,
  );

describe('a report as a page', () => {
  it('asks nothing of anybody: no script, nothing fetched, a policy that says so', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|<object|@import|url\(|\ssrc=|\shref=|\son\w+=/i);
  });

  it('has the same tags whatever the names in it are', () => {
    const ordinary = renderHtml(sampleReport(Array.from({ length: HOSTILE_NAMES.length }, (_, k) => `Name ${k}`)));
    expect(skeleton(hostile).filter((tag) => !tag.startsWith('text') && !tag.startsWith('/text'))).toEqual(
      skeleton(ordinary).filter((tag) => !tag.startsWith('text') && !tag.startsWith('/text')),
    );
    expect(hostile).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(hostile).not.toMatch(/<script|<img/i);
    expect(hostile).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('closes every tag that it opens', () => {
    const open: string[] = [];
    for (const [, end, name, rest] of page.matchAll(/<(\/?)([a-z][\w-]*)([^<>]*)>/gi)) {
      if (/^(meta|br|rect|line|path|circle)$/i.test(name) || rest.endsWith('/')) continue;
      if (end) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('gives each plot a title, a description and its numbers as a table', () => {
    const plots = [
      ...page.matchAll(/<svg [^>]*aria-labelledby="(\w+) (\w+)"[^>]*><title id="(\w+)">([^<]+)<\/title><desc id="(\w+)">([^<]+)<\/desc>/g),
    ];
    expect(plots).toHaveLength(7);
    for (const [, title, description, titleId, name, descriptionId, numbers] of plots) {
      expect([titleId, descriptionId]).toEqual([title, description]);
      expect(name.length * numbers.length).toBeGreaterThan(0);
    }
    expect(new Set(plots.map(([, title]) => title)).size).toBe(plots.length);
    expect((page.match(/<table/g) ?? []).length).toBeGreaterThanOrEqual(plots.length);
  });

  it('draws no number that is none', () => {
    const report = {
      title: 't',
      language: 'en' as const,
      blocks: [{ kind: 'trend' as const, title: 'one', series: [{ label: '', points: [['a', 0]] as [string, number][] }] }],
    };
    expect(renderHtml(report)).not.toMatch(/NaN|Infinity/);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('is in the language of the report', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(renderHtml({ ...sampleReport(), language: 'de' })).toMatch(/<html lang="de">[\s\S]*kritisch[\s\S]*Fehler/);
  });
});
