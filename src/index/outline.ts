import type { Link } from '../tree/document.ts';

/** A heading found by the fast scanner, or the text before the first one (depth 0). */
export interface OutlineSection {
  readonly title: string;
  readonly depth: number;
  readonly above: readonly string[];
  readonly line: number;
  readonly lastLine: number;
  readonly body: string;
}

export interface Outline {
  readonly sections: readonly OutlineSection[];
  readonly links: readonly Link[];
}

const ATX = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** How a line begins that may be more than text and links: heading, its underline, fence or comment. */
const MARKED = /^ {0,3}[#`~<=-]/;

/**
 * Headings and links of a document line by line, for the many documents that nobody reads as data: a syntax tree takes a
 * hundred times as long. Knows front matter, fences and HTML comments; leaves out headings inside lists and quotes, and
 * link definitions. A property test holds it against the full reader.
 */
export function readOutline(text: string): Outline {
  const unix = text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
  const lines = unix.split('\n');
  const sections: { title: string; depth: number; line: number; from: number }[] = [{ title: '', depth: 0, line: 1, from: 0 }];
  const links: Link[] = [];
  let at = frontMatterLines(lines);
  sections[0].from = at;
  let fence = '';
  let comment = false;
  for (; at < lines.length; at++) {
    const line = lines[at];
    if (fence) {
      const close = FENCE.exec(line);
      if (close && close[1][0] === fence[0] && close[1].length >= fence.length && line.trim() === close[1]) fence = '';
      continue;
    }
    if (!comment && !MARKED.test(line)) {
      findLinks(line, at + 1, links);
      continue;
    }
    if (comment || /^ {0,3}<!--/.test(line)) {
      comment = !line.includes('-->', comment ? 0 : line.indexOf('<!--') + 2);
      continue;
    }
    const open = FENCE.exec(line);
    if (open && !(open[1][0] === '`' && line.slice(open[0].length).includes('`'))) {
      fence = open[1];
      continue;
    }
    const atx = ATX.exec(line);
    if (atx) sections.push({ title: plain(atx[2] ?? ''), depth: atx[1].length, line: at + 1, from: at + 1 });
    else if (/^ {0,3}(?:=+|-+)[ \t]*$/.test(line) && isParagraph(lines[at - 1]) && !isSectionLine(sections, at)) {
      sections.push({ title: plain(lines[at - 1].trim()), depth: line.includes('=') ? 1 : 2, line: at, from: at + 1 });
    }
    findLinks(line, at + 1, links);
  }
  return { sections: finished(sections, unix, lines), links };
}

function frontMatterLines(lines: readonly string[]): number {
  if (lines[0]?.trimEnd() !== '---') return 0;
  const end = lines.findIndex((line, i) => i > 0 && /^(?:---|\.\.\.)[ \t]*$/.test(line));
  return end > 0 && lines.slice(1, end).some((line) => /^["\w][^:]*:(?:\s|$)/.test(line)) ? end + 1 : 0;
}

function isParagraph(line: string | undefined): boolean {
  return line !== undefined && line.trim() !== '' && !/^ {0,3}(?:[-+*>#|]|\d+[.)]|`{3}|~{3})/.test(line) && !/^(?: {4}|\t)/.test(line);
}

function isSectionLine(sections: readonly { line: number }[], line: number): boolean {
  return sections[sections.length - 1].line === line;
}

function finished(
  sections: readonly { title: string; depth: number; line: number; from: number }[],
  text: string,
  lines: readonly string[],
): OutlineSection[] {
  const starts = [0];
  for (const [i, line] of lines.entries()) starts.push(starts[i] + line.length + 1);
  const above: { depth: number; title: string }[] = [];
  return sections
    .map((section, i) => {
      const until = i + 1 < sections.length ? sections[i + 1].line - 1 : lines.length;
      while (above.length > 0 && above[above.length - 1].depth >= section.depth) above.pop();
      const titles = above.map(({ title }) => title);
      if (section.depth > 0) above.push(section);
      return {
        title: section.title,
        depth: section.depth,
        above: titles,
        line: section.line,
        lastLine: until,
        body: section.from < until ? text.slice(starts[section.from], starts[until] - 1) : '',
      };
    })
    .filter(({ depth, body }) => depth > 0 || body.trim() !== '');
}

function plain(title: string): string {
  return title.includes('`') || title.includes('*') || title.includes('[')
    ? title
        .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replace(/[`*]/g, '')
        .trim()
    : title.trim();
}

function findLinks(line: string, at: number, links: Link[]): void {
  if (!line.includes('[')) return;
  const prose = line.includes('`') ? line.replace(/`[^`]*`/g, '') : line;
  for (const m of prose.matchAll(/(!?)\[[^\][]*\]\(\s*<?([^\s)>]+)>?[^)]*\)|\[\[([^\][\n]{1,200})\]\]/g)) {
    if (m[3] !== undefined) links.push({ target: m[3].split('|')[0].trim(), line: at, kind: 'wiki' });
    else links.push({ target: m[2], line: at, kind: m[1] ? 'image' : 'link' });
  }
}
