import { type DealRule, STAGE_KEY } from './rule.ts';

export const amountMissing: DealRule = {
  about: 'deal',
  code: 'amount-missing',
  title: { en: 'No amount', de: 'Kein Betrag' },
  explain: {
    en: 'An open deal without an amount counts as nothing in value, forecast and concentration.',
    de: 'Ein offener Deal ohne Betrag zählt in Wert, Prognose und Konzentration als nichts.',
  },
  example: { en: 'An open deal with an empty amount, or zero.', de: 'Ein offener Deal mit leerem Betrag oder null.' },
  remedy: {
    en: 'Enter an estimate; it can be corrected with the offer.',
    de: 'Trag eine Schätzung ein; sie lässt sich mit dem Angebot berichtigen.',
  },
  tally: (n) => ({ en: `${n} without an amount`, de: `${n} ohne Betrag` }),
  evidenceKeys: { stage: STAGE_KEY },
  needs: ['amount'],
  applies: ({ prepared }, i, severity) => (Math.abs(prepared.facts.deals.amount[i]) > 0 ? undefined : severity),
  evidence: ({ prepared }, i) => ({ stage: prepared.facts.deals.stage.words[prepared.facts.deals.stage.at[i]] }),
  summary: (e) => ({ en: `no amount in ${e.stage}`, de: `kein Betrag in ${e.stage}` }),
  brief: (e) => ({ en: `in ${e.stage}`, de: `in ${e.stage}` }),
};
