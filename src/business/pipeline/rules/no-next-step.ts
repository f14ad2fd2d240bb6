import { type DealRule, STAGE_KEY } from './rule.ts';

export const noNextStep: DealRule = {
  about: 'deal',
  code: 'no-next-step',
  title: { en: 'No next step', de: 'Kein nächster Schritt' },
  explain: {
    en: 'Nobody has written down what happens next. Such a deal moves only by chance.',
    de: 'Niemand hat notiert, was als Nächstes geschieht. So ein Deal bewegt sich nur durch Zufall.',
  },
  example: { en: 'An open deal with an empty field "Next Step".', de: 'Ein offener Deal mit leerem Feld „Next Step“.' },
  remedy: { en: 'Write down one step with a date.', de: 'Schreib einen Schritt mit Datum auf.' },
  tally: (n) => ({ en: `${n} without a next step`, de: `${n} ohne nächsten Schritt` }),
  evidenceKeys: { stage: STAGE_KEY },
  needs: ['next_step'],
  applies: ({ prepared }, i, severity) => (prepared.facts.deals.hasNextStep[i] === 0 ? severity : undefined),
  evidence: ({ prepared }, i) => ({ stage: prepared.facts.deals.stage.words[prepared.facts.deals.stage.at[i]] }),
  summary: (e) => ({ en: `no next step in ${e.stage}`, de: `kein nächster Schritt in ${e.stage}` }),
  brief: (e) => ({ en: `in ${e.stage}`, de: `in ${e.stage}` }),
};
