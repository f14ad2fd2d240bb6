import { DAY_MS, dayOf, isoDate } from '../../../core/moment.ts';
import { type DealRule, daysText } from './rule.ts';

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
  tally: (n) => ({ en: `${n} past their closing date`, de: `${n} über dem Abschlussdatum` }),
  evidenceKeys: {
    closing: { en: 'closing date', de: 'Abschlussdatum' },
    overdue_days: { en: 'whole days since then', de: 'ganze Tage seither' },
  },
  needs: ['closing'],
  applies: ({ prepared }, i, severity) => (prepared.facts.deals.closing[i] < prepared.today * DAY_MS ? severity : undefined),
  evidence: ({ prepared }, i) => ({
    closing: isoDate(prepared.facts.deals.closing[i]),
    overdue_days: prepared.today - dayOf(prepared.facts.deals.closing[i]),
  }),
  summary: (e) => {
    const days = daysText(Number(e.overdue_days));
    return {
      en: `should have closed on ${e.closing}, ${days.en} ago`,
      de: `sollte am ${e.closing} abschließen, vor ${days.de.replace(/Tage$/, 'Tagen')}`,
    };
  },
  brief: (e) => {
    const days = daysText(Number(e.overdue_days));
    return { en: `${days.en} late`, de: `${days.de} zu spät` };
  },
};
