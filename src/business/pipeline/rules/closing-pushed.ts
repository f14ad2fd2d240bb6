import { isoDate } from '../../../core/moment.ts';
import type { DealRule } from './rule.ts';

export const closingPushed: DealRule = {
  about: 'deal',
  code: 'closing-pushed',
  title: { en: 'Closing date pushed again', de: 'Abschluss wieder verschoben' },
  explain: {
    en: 'The closing date was moved to a later day several times. That is a deal without a decision.',
    de: 'Das Abschlussdatum wurde mehrmals nach hinten verschoben. Das ist ein Deal ohne Entscheidung.',
  },
  example: {
    en: 'Three exports in a row show a later closing date each.',
    de: 'Drei Exporte nacheinander zeigen je ein späteres Abschlussdatum.',
  },
  remedy: {
    en: 'Ask the customer what has to happen for a yes, and who decides.',
    de: 'Frag den Kunden, was für ein Ja geschehen muss und wer entscheidet.',
  },
  tally: (n) => ({ en: `${n} pushed again and again`, de: `${n} immer wieder verschoben` }),
  evidenceKeys: {
    pushes: { en: 'how often the closing date was moved to a later day', de: 'wie oft das Abschlussdatum nach hinten verschoben wurde' },
    closing: { en: 'closing date now', de: 'Abschlussdatum jetzt' },
  },
  needs: ['closing'],
  cannot: ({ facts }) =>
    facts.history.snapshots.length > 1 || facts.history.closingPushes.some((pushes) => pushes > 0)
      ? undefined
      : { en: 'no older export shows earlier closing dates', de: 'kein älterer Export zeigt frühere Abschlussdaten' },
  applies: ({ prepared }, i, severity) =>
    (prepared.facts.history.closingPushes[i] ?? 0) >= prepared.policy.settings.closingPushes ? severity : undefined,
  evidence: ({ prepared }, i) => ({ pushes: prepared.facts.history.closingPushes[i], closing: isoDate(prepared.facts.deals.closing[i]) }),
  summary: (e) => ({
    en: `closing date pushed ${e.pushes} times, now ${e.closing}`,
    de: `Abschluss ${e.pushes}-mal verschoben, jetzt ${e.closing}`,
  }),
  brief: (e) => ({ en: `${e.pushes} times, now ${e.closing}`, de: `${e.pushes}-mal, jetzt ${e.closing}` }),
};
