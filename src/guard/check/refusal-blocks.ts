import type { Block } from '../../core/report.ts';
import type { Language } from '../../core/text.ts';
import type { Said } from './formats.ts';

/** Refusals for people: what, by which rule, and the command that says more; the rest is counted. */
export function refusalBlocks(said: readonly Said[], language: Language, shownMax: number): readonly Block[] {
  const items = said
    .slice(0, shownMax)
    .map(({ code, message, remedy, commit }) => `${commit === undefined ? '' : `${commit.slice(0, 10)} `}${message} [${code}] → ${remedy}`);
  const left = said.length - items.length;
  return [
    ...(items.length > 0 ? [{ kind: 'list' as const, items }] : []),
    ...(left > 0
      ? [{ kind: 'text' as const, text: language === 'de' ? `und ${left} weitere` : `and ${left} more`, tone: 'quiet' as const }]
      : []),
  ];
}
