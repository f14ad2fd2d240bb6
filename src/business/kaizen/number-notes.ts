import type { Block } from '../../core/report.ts';
import type { Language, Text } from '../../core/text.ts';
import type { NumberAnswers, Unshared } from './shared-numbers.ts';

const OFFLINE: Text = {
  en: 'Without contact to the remote the number is provisional; the next learn, or bizos kaizen settle, makes it final.',
  de: 'Ohne Kontakt zum Remote ist die Nummer vorläufig; beim nächsten learn oder mit bizos kaizen settle wird sie endgültig.',
};

const REFUSED: Text = {
  en: 'The remote counts the numbers and gave none, so this one is provisional; the next learn, or bizos kaizen settle, asks again. It said:',
  de: 'Das Remote zählt die Nummern und gab keine, also ist diese vorläufig; das nächste learn oder bizos kaizen settle fragt wieder. Es sagte:',
};

const ALONE: Readonly<Record<Unshared, Text>> = {
  refused: {
    en: 'The remote does not let numbers be counted there (refs/bizos/ids), so this clone counted alone: another clone may give the same number.',
    de: 'Das Remote lässt dort keine Nummern zählen (refs/bizos/ids), also hat dieser Klon allein gezählt: Ein anderer Klon kann dieselbe vergeben.',
  },
  several: {
    en: 'Of several remotes none is called origin, and the branch follows none, so this clone counted alone: another clone may give the same number. Let it follow one: git branch --set-upstream-to REMOTE/BRANCH',
    de: 'Von mehreren Remotes heißt keines origin, und der Branch folgt keinem, also hat dieser Klon allein gezählt: Ein anderer Klon kann dieselbe Nummer vergeben. Lass ihn einem folgen: git branch --set-upstream-to REMOTE/BRANCH',
  },
};

/** What is to be known of ids that were just given. */
export interface NumberNotes {
  /** For people: provisional, and why; or counted without the others. */
  readonly blocks: readonly Block[];
  /** Why this clone counted alone, though it has a remote: another may give the same numbers. Null: it did not. */
  readonly countedAlone: Unshared | null;
}

/** Says it. */
export function numberNotes(given: readonly string[], ids: Pick<NumberAnswers, 'refused' | 'unshared'>, language: Language): NumberNotes {
  const warned = (text: string): Block => ({ kind: 'text', tone: 'warn', text });
  const notes: Block[] = [];
  if (given.some((id) => id.includes('~'))) notes.push(warned(ids.refused ? `${REFUSED[language]} ${ids.refused}` : OFFLINE[language]));
  if (ids.unshared && given.length > 0) notes.push(warned(ALONE[ids.unshared][language]));
  return { blocks: notes, countedAlone: (given.length > 0 && ids.unshared) || null };
}
