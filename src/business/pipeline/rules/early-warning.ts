import type { DealRule } from './rule.ts';

export const earlyWarning: DealRule = {
  about: 'deal',
  code: 'early-warning',
  title: { en: 'Early warning', de: 'Frühwarnung' },
  explain: {
    en: 'The risk score of the deal, 0 to 100, is over the line of the policy. The score names what it is made of; whether it is fitted to closed deals or weighed by the policy stands in the report.',
    de: 'Der Risikowert des Deals, 0 bis 100, liegt über der Linie der Richtlinie. Er nennt, woraus er besteht; ob er an abgeschlossenen Deals gelernt oder von der Richtlinie gewichtet ist, steht im Bericht.',
  },
  example: {
    en: 'Score 82: time in stage 30, inactivity 20, overdue closing 15, no next step 10 …',
    de: 'Wert 82: Zeit in der Stufe 30, Inaktivität 20, Abschluss überfällig 15, kein nächster Schritt 10 …',
  },
  remedy: { en: 'Take the largest contribution first.', de: 'Nimm dir den größten Beitrag zuerst vor.' },
  applies: ({ prepared, risk }, i, severity) => (risk.score(i) >= prepared.policy.settings.earlyWarningScore ? severity : undefined),
  evidence: ({ risk }, i) => ({
    score: Math.round(risk.score(i)),
    model: risk.model.basis,
    contributions: risk.contributions(i).map(({ name, points }) => `${name} ${points < 0 ? '' : '+'}${Math.round(points)}`),
  }),
  summary: (e) => {
    const parts = (e.contributions as readonly string[]).slice(0, 3).join(', ');
    return { en: `risk ${e.score} of 100: ${parts}`, de: `Risiko ${e.score} von 100: ${parts}` };
  },
};
