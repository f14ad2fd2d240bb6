import type { Text } from '../../../core/text.ts';

/** What a risk factor or a feature of the fit is called in a sentence. */
export const RISK_WORDS: Readonly<Record<string, Text>> = {
  average_deal: { en: 'average deal', de: 'Durchschnittsdeal' },
  time_in_stage: { en: 'time in stage', de: 'Zeit in der Stufe' },
  inactivity: { en: 'inactivity', de: 'Inaktivität' },
  overdue_closing: { en: 'closing overdue', de: 'Abschluss überfällig' },
  closing_pushes: { en: 'closing pushed', de: 'Abschluss verschoben' },
  no_next_step: { en: 'no next step', de: 'kein nächster Schritt' },
  amount_missing: { en: 'amount missing', de: 'Betrag fehlt' },
  owner_load: { en: "owner's load", de: 'Last des Inhabers' },
  moved_backwards: { en: 'moved backwards', de: 'zurückgestuft' },
  age: { en: 'age', de: 'Alter' },
  owner_win_rate: { en: "owner's win rate", de: 'Abschlussquote des Inhabers' },
  source_win_rate: { en: "source's win rate", de: 'Abschlussquote der Quelle' },
  amount: { en: 'amount', de: 'Betrag' },
  stage: { en: 'stage', de: 'Stufe' },
};

/** `age +40` in words; a name without words stays as it is. */
export function contributionWords(contribution: string): Text {
  const cut = contribution.lastIndexOf(' ');
  const name = contribution.slice(0, cut);
  const points = contribution.slice(cut + 1);
  const words = RISK_WORDS[name] ?? { en: name, de: name };
  return { en: `${words.en} ${points}`, de: `${words.de} ${points}` };
}
