import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { HOSTILE_NAMES, sampleReport } from './sample.ts';

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly depth?: number;
  readonly children?: readonly Node[];
}

const parsed = (text: string): Node =>
  fromMarkdown(text, { extensions: [gfm(), frontmatter()], mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown()] }) as Node;
const all = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(all)];
const shape = (text: string): string[] =>
  all(parsed(text))
    .map(({ type, depth }) => `${type}${depth ?? ''}`)
    .filter((type) => !/^(text|inlineCode)$/.test(type));

const FRONT = { kind: 'report', entity: 'acme', date: '2026-03-20' };

describe('a report as Markdown', () => {
  it('begins with front matter that a machine can rely on', () => {
    expect(renderMarkdown(sampleReport(), FRONT)).toMatch(/^---\nkind: report\nentity: acme\ndate: 2026-03-20\n---\n\n# Acme roof\n/);
    expect(renderMarkdown(sampleReport(), { kind: 'report', entity: 'a: "b"\n---' })).toContain('entity: "a: \\"b\\"\\n---"\n---\n');
  });

  it.each(['-', 'no', 'True', '12', '~', '1:30'])('quotes %s, which YAML would read as something else', (value) => {
    expect(renderMarkdown(sampleReport(), { entity: value })).toMatch(`entity: "${value}"\n`);
  });

  it('C65: has the same structure whatever the names in it are', () => {
    const ordinary = Array.from({ length: HOSTILE_NAMES.length }, (_, k) => `Name ${'abcdefgh'[k]}`);
    expect(shape(renderMarkdown(sampleReport([...HOSTILE_NAMES]), FRONT))).toEqual(shape(renderMarkdown(sampleReport(ordinary), FRONT)));
  });

  it('has no link, image or HTML of a name in it', () => {
    const nodes = all(parsed(renderMarkdown(sampleReport([...HOSTILE_NAMES]), FRONT)));
    expect(nodes.filter(({ type }) => ['link', 'image', 'html', 'linkReference', 'definition'].includes(type))).toEqual([]);
  });

  it('says everything that the terminal draws: plots become tables', () => {
    const text = renderMarkdown(sampleReport(['Acme']), FRONT);
    for (const words of ['32.6 %', 'missed', 'critical', 'RM 1.2M', '1,234', 'error']) expect(text).toContain(words);
  });

  it('fences a verbatim text with more backticks than it has', () => {
    const text = renderMarkdown({ title: 't', language: 'en', blocks: [{ kind: 'verbatim', text: '````\n# not a heading\n' }] }, FRONT);
    expect(text).toContain('`````text\n````\n# not a heading\n`````');
    expect(shape(text)).toEqual(['root', 'yaml', 'heading1', 'code']);
  });
});
