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
  applies: ({ prepared }, i, severity) =>
    (prepared.facts.history.closingPushes[i] ?? 0) >= prepared.policy.settings.closingPushes ? severity : undefined,
  evidence: ({ prepared }, i) => ({ pushes: prepared.facts.history.closingPushes[i], closing: isoDate(prepared.facts.deals.closing[i]) }),
  summary: (e) => ({
    en: `closing date pushed ${e.pushes} times, now ${e.closing}`,
    de: `Abschluss ${e.pushes}-mal verschoben, jetzt ${e.closing}`,
  }),
};
