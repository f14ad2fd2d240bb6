/** What stands beside an id, as a class of signs in a regular expression. */
interface Signs {
  readonly letters: string;
  /** How a word begins that a hyphen joins to an id: `K-BIZ-007-Versuch`. */
  readonly noun: string;
}

const TEXT: Signs = { letters: '\\p{L}\\p{N}', noun: '\\p{Lu}\\p{M}*\\p{Ll}' };

/** Bytes as Latin-1: one of a longer character counts as a letter. */
const BYTES: Signs = { letters: '0-9A-Za-z\\u0080-\\u00ff', noun: '[A-Z\\u0080-\\u00ff][a-z\\u0080-\\u00ff]' };

/**
 * Ids in a text: an id is a word of its own (`K-BIZ-007` in `K-BIZ-0071` or `XK-BIZ-007` is none), or stands before a hyphen and a noun, as
 * German joins them; `K-BIZ-007-A` and `k-biz-007-digest` may be names of something else. `anchors`: what they are called behind a `#`, where
 * a title may follow.
 */
function mentionOf(ids: string, anchors: string, { letters, noun }: Signs): RegExp {
  const id = `(?<![${letters}~-])(?:${ids})(?![${letters}]|-(?!${noun})[${letters}~])`;
  return new RegExp(`${id}|(?<=#)(?:${anchors})(?![${letters}])`, 'gu');
}

/** The ids of a text, with others in their place: `to` of each, and where it stands. What names a file or a web page stays. */
export function replacedMentions(
  text: string,
  ids: readonly string[],
  to: (id: string, at: number) => string,
  { bytes = false }: { readonly bytes?: boolean } = {},
): string {
  const named = ids.filter((id) => mayName(text, id));
  if (named.length === 0) return text;
  const anchors = new Map(named.flatMap((id) => anchorsOf(id).map((anchor) => [anchor, id] as const)));
  const places = new Places(text);
  return text.replace(mentionOf(named.join('|'), [...anchors.keys()].join('|'), bytes ? BYTES : TEXT), (found, at: number) => {
    const id = anchors.get(found);
    if (places.isName(at, id === undefined ? found.length : 0)) return found;
    return id === undefined ? to(found, at) : to(id, at).toLowerCase();
  });
}

/** Whether a text may name an id: most name none, and are looked at no closer. */
export function mayName(text: string, id: string): boolean {
  return text.includes(id) || (text.includes('#') && anchorsOf(id).some((anchor) => text.includes(`#${anchor}`)));
}

/** How an anchor to the heading of an entry begins: in lower case, and the tilde stays away on most sites. */
function anchorsOf(id: string): readonly string[] {
  const anchor = id.toLowerCase();
  return anchor.includes('~') ? [anchor, anchor.replace('~', '')] : [anchor];
}

const PREFIX = '[A-Z]{1,8}(?:-[A-Z0-9]{1,8})*';
const PROVISIONAL = '~[0-9A-Za-z]+';

/** Behind the number of an anchor a title may begin with one. */
const anyOf = (number: string): RegExp => mentionOf(`${PREFIX}-(?:${number})`, `${PREFIX.toLowerCase()}?-(?:${number})`, TEXT);

const [ANY, WAITING] = [anyOf(`\\d+|${PROVISIONAL}`), anyOf(PROVISIONAL)];

/** The ids that a text names, each once; an anchor names one, too. `which`: all, or those that wait for their number. */
export function mentionsIn(text: string, which: 'any' | 'provisional' = 'any'): readonly string[] {
  const places = new Places(text);
  const found = new Set<string>();
  for (const { 0: said, index } of text.matchAll(which === 'any' ? ANY : WAITING)) {
    const isAnchor = said.charCodeAt(0) > UPPER_END;
    if (places.isName(index, isAnchor ? 0 : said.length)) continue;
    const at = said.lastIndexOf('-');
    found.add(isAnchor ? said.slice(0, at).toUpperCase() + said.slice(at) : said);
  }
  return [...found];
}

const UPPER_END = 0x5a;

/** What leads elsewhere: where a link, the definition of one, or an attribute goes to, and web addresses. The first group stands before it. */
const TARGETS = [
  /(\]\(\s*)(<[^>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)/g,
  /^( {0,3}\[(?!\^)[^\]]+\]:[ \t]*)([^\s./#]*[./#]\S*)(?=[ \t]*(?:["'(]|$))/g,
  /(\b(?:href|src)\s{0,9}=\s{0,9}["'])([^"']*)/gi,
  /((?<![a-z0-9]))([a-z][a-z0-9+.-]{1,20}:\/\/[^\s<>"'`|]*)/gi,
];

const PATH_SIGN = /[\p{L}\p{N}_.~/-]/u;

/** Where a text names files and web pages. It is asked in the order of the text. */
class Places {
  private start = 0;
  private end = -1;
  private line = '';
  private targets: readonly (readonly [from: number, to: number])[] = [];

  constructor(private readonly text: string) {}

  /** Whether what stands at a place is a part of such a name; `length`: of an id, 0 for an anchor. */
  isName(at: number, length: number): boolean {
    if (at > this.end) this.look(at);
    const from = at - this.start;
    if (this.targets.some(([begins, ends]) => begins <= from && from < ends)) return true;
    return length > 0 && this.isInPath(from + length);
  }

  private look(at: number): void {
    const { text } = this;
    this.start = text.lastIndexOf('\n', at - 1) + 1;
    const next = text.indexOf('\n', at);
    this.end = next < 0 ? text.length : next;
    this.line = text.slice(this.start, this.end);
    this.targets = TARGETS.flatMap((target) =>
      [...this.line.matchAll(target)].map(({ 1: before, 2: where, index }) => {
        const from = index + before.length;
        // An anchor in a document names its entry; what a web page has is not known here.
        const anchor = where.includes('://') ? -1 : where.indexOf('#');
        return [from, from + (anchor < 0 ? where.length : anchor)] as const;
      }),
    );
  }

  /** `img/K-BIZ-007.png` in words: what stands behind the id goes on to the end of a file's name. */
  private isInPath(behind: number): boolean {
    let end = behind;
    while (end < this.line.length && PATH_SIGN.test(this.line[end])) end++;
    return /[^.]\.[a-z][a-z0-9]{0,4}[.-]*$/.test(this.line.slice(behind - 1, end));
  }
}
