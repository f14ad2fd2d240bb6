import type { Entity } from '../../tree/kinds/entity.ts';

/** What a company is known by. */
export type Named = Pick<Entity, 'name' | 'slug' | 'folder'>;

/** Whether a company is the group itself (`00_Holding`). */
export function isGroup({ folder }: Pick<Named, 'folder'>): boolean {
  return /\/00_/.test(folder);
}

/**
 * The companies whose name or slug stands in the words, in their order; the group is called `holding`, too. Whole words count, without case, the
 * longest first: what is found is taken out, so that `Solartech Nord` names neither `Solartech` nor `Nord`.
 */
export function companiesNamed<T extends Named>(words: string, companies: readonly T[]): T[] {
  let left = words.normalize('NFC').toLowerCase();
  const called = new Map<string, T[]>();
  for (const company of companies)
    for (const word of wordsFor(company)) if (word !== '' && left.includes(word)) called.set(word, [...(called.get(word) ?? []), company]);
  const found = new Set<T>();
  for (const word of [...called.keys()].sort((a, b) => b.length - a.length)) {
    const rest = withoutWord(left, word);
    if (rest === left) continue;
    left = rest;
    for (const company of called.get(word) ?? []) found.add(company);
  }
  return companies.filter((company) => found.has(company));
}

function wordsFor(company: Named): Set<string> {
  const { name, slug } = company;
  return new Set([name.normalize('NFC').trim().toLowerCase(), slug.toLowerCase(), ...(isGroup(company) ? ['holding'] : [])]);
}

/** The same text without a word wherever it stands as a whole word; a sign that is no letter stands there then. */
function withoutWord(text: string, word: string): string {
  let left = '';
  let from = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const end = at + word.length;
    // Of what was taken out nothing is left to be found in.
    if (at < from || isLetter(text, at - 1) || isLetter(text, end)) continue;
    left += `${text.slice(from, at)}\n`;
    from = end;
  }
  return left + text.slice(from);
}

/** Whether a letter or digit stands at an offset. To look for those of any script takes V8 milliseconds to make ready. */
function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (Number.isNaN(code)) return false;
  return code < 128 ? /[a-z0-9]/i.test(text[at]) : /[\p{L}\p{N}]/u.test(text[at]);
}
