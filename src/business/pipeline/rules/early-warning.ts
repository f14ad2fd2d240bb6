import type { Evidence } from '../../../core/finding.ts';
import { warningFrom } from '../risk/index.ts';
import { contributionWords } from './risk-words.ts';
import type { DealRule } from './rule.ts';

export const earlyWarning: DealRule = {
  about: 'deal',
  code: 'early-warning',
  title: { en: 'Early warning', de: 'Frühwarnung' },
  explain: {
    en: 'The risk score of the deal, 0 to 100, is over the line of the policy and, where the score is fitted, the odds of losing are a multiple of an average deal’s. The score names what it is made of; whether it is fitted to closed deals or weighed by the policy stands in the report.',
    de: 'Der Risikowert des Deals, 0 bis 100, liegt über der Linie der Richtlinie, und wo der Wert gelernt ist, ist die Verlustchance (Odds) ein Vielfaches der eines Durchschnittsdeals. Er nennt, woraus er besteht; ob er an abgeschlossenen Deals gelernt oder von der Richtlinie gewichtet ist, steht im Bericht.',
  },
  example: {
    en: 'Score 82: time in stage 30, inactivity 20, overdue closing 15, no next step 10 …',
    de: 'Wert 82: Zeit in der Stufe 30, Inaktivität 20, Abschluss überfällig 15, kein nächster Schritt 10 …',
  },
  remedy: { en: 'Take the largest contribution first.', de: 'Nimm dir den größten Beitrag zuerst vor.' },
  tally: (n) => ({ en: `${n} with an early warning`, de: `${n} mit Frühwarnung` }),
  evidenceKeys: {
    score: { en: 'risk, 0 to 100', de: 'Risiko, 0 bis 100' },
    model: {
      en: '`fitted` to closed deals, or `policy` weights',
      de: '`fitted`: an abgeschlossenen Deals gelernt; `policy`: Gewichte der Richtlinie',
    },
    contributions: {
      en: 'what the score is made of, largest first: factor and points; they add up to the score before it is cut to 0–100',
      de: 'woraus der Wert besteht, Größtes zuerst: Faktor und Punkte; zusammen ergeben sie den Wert, ehe er auf 0–100 begrenzt wird',
    },
  },
  applies: ({ prepared: { policy }, risk }, i, severity) => {
    const { earlyWarningScore, earlyWarningOdds } = policy.settings;
    return risk.score(i) >= warningFrom(risk, earlyWarningScore, earlyWarningOdds) ? severity : undefined;
  },
  evidence: ({ risk }, i) => ({
    score: Math.round(risk.score(i)),
    model: risk.model.basis,
    contributions: risk.contributions(i).map(({ name, points }) => `${name} ${points < 0 ? '' : '+'}${Math.round(points)}`),
  }),
  summary: (e) => {
    const { base, parts } = partsOf(e);
    // What raises the score first: that is what somebody can act on.
    const raising = parts.filter((part) => part.includes(' +'));
    const shown = (raising.length > 0 ? raising : parts).slice(0, 3).map(contributionWords);
    const list = { en: shown.map(({ en }) => en).join(', '), de: shown.map(({ de }) => de).join(', ') };
    return {
      en: `risk ${e.score} of 100: ${list.en}${base === undefined ? '' : `; an average deal has ${base}`}`,
      de: `Risiko ${e.score} von 100: ${list.de}${base === undefined ? '' : `; ein Durchschnittsdeal hat ${base}`}`,
    };
  },
  brief: (e) => {
    const first = partsOf(e).parts.find((part) => part.includes(' +'));
    const words = first === undefined ? { en: '', de: '' } : contributionWords(first);
    return { en: `risk ${e.score}${first ? `: ${words.en}` : ''}`, de: `Risiko ${e.score}${first ? `: ${words.de}` : ''}` };
  },
};

/** The contributions, and apart from them where a fitted score starts from. */
function partsOf(e: Evidence): { readonly base: string | undefined; readonly parts: readonly string[] } {
  const all = e.contributions as readonly string[];
  const base = all.find((part) => part.startsWith('average_deal '));
  return { base: base?.slice(base.lastIndexOf(' ') + 1).replace('+', ''), parts: all.filter((part) => part !== base) };
}
