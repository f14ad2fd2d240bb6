import type { Facet, Verdict, ZoneRule } from '../../core/zone.ts';
import { type Question, says } from './question.ts';
import { accessOf } from './rules.ts';
import { facetWords, shown } from './words.ts';

/** What the rows for people say of a change, or of one part of it: whatever they don't name is allowed. */
export function personVerdict(question: Question, facet: Facet | undefined): Verdict {
  const { at, change, key } = question;
  const said = at.human.filter(({ touches }) => touches(key)).map((row) => ({ rule: row.rule, access: accessOf(row, facet) }));
  const refused = said.find(({ access }) => access === 'read');
  if (!refused || said.some(({ rule, access }) => access === 'write' && narrower(rule, refused.rule)))
    return says(
      question,
      true,
      'person-allowed',
      { en: 'People may write it.', de: 'Menschen dürfen es schreiben.' },
      said.find(({ access }) => access === 'write')?.rule,
      facet,
    );
  const part = facetWords(facet);
  return says(
    question,
    false,
    'person-read-only',
    {
      en: `${part.en}${shown(change.path)} is not for people to write by hand.`,
      de: `${part.de}${shown(change.path)} ist nicht von Hand zu schreiben.`,
    },
    refused.rule,
    facet,
  );
}

/** Of two rows for people on one path, the one with the longer literal text speaks. */
function narrower(rule: ZoneRule, than: ZoneRule): boolean {
  const literal = ({ pattern }: ZoneRule): number => pattern.replace(/\*+|\[entity\]|<entity>/g, '').length;
  return literal(rule) > literal(than);
}
