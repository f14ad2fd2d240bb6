import { dayOf, isoDate } from '../../../core/moment.ts';
import type { DealRule } from './rule.ts';

export const overdueClosing: DealRule = {
  about: 'deal',
  code: 'overdue-closing',
  title: { en: 'Closing date is past', de: 'Abschlussdatum überschritten' },
  explain: {
    en: 'The deal should have been closed by now. Every forecast that holds it is wrong.',
    de: 'Der Deal hätte schon abgeschlossen sein sollen. Jede Prognose mit ihm ist falsch.',
  },
  example: {
    en: 'Closing date 1 March, today is 20 March, the deal is open.',
    de: 'Abschlussdatum 1. März, heute ist der 20. März, der Deal ist offen.',
  },
  remedy: {
    en: 'Set a date that the customer has confirmed, or close the deal.',
    de: 'Setz ein Datum, das der Kunde bestätigt hat, oder schließe den Deal.',
  },
  needs: ['closing'],
  applies: ({ prepared }, i, severity) => (dayOf(prepared.facts.deals.closing[i]) < dayOf(prepared.asOf) ? severity : undefined),
  evidence: ({ prepared }, i) => ({
    closing: isoDate(prepared.facts.deals.closing[i]),
    overdue_days: dayOf(prepared.asOf) - dayOf(prepared.facts.deals.closing[i]),
  }),
  summary: (e) => ({
    en: `should have closed on ${e.closing}, ${e.overdue_days} days ago`,
    de: `sollte am ${e.closing} abschließen, vor ${e.overdue_days} Tagen`,
  }),
};
