import { isoMoment } from '../../../core/moment.ts';
import type { DealRule } from './rule.ts';

export const movedBackwards: DealRule = {
  about: 'deal',
  code: 'moved-backwards',
  title: { en: 'Moved backwards', de: 'Zurückgestuft' },
  explain: {
    en: 'The last change of stage led to an earlier stage: something that was thought settled is open again.',
    de: 'Der letzte Stufenwechsel führte in eine frühere Stufe: Etwas, das geklärt schien, ist wieder offen.',
  },
  example: { en: 'From Negotiation back to Offer Sent.', de: 'Von Verhandlung zurück zu Angebot gesendet.' },
  remedy: {
    en: 'Write down what came up, and whether the closing date still holds.',
    de: 'Schreib auf, was dazwischenkam und ob das Abschlussdatum noch gilt.',
  },
  tally: (n) => ({ en: `${n} moved backwards`, de: `${n} zurückgestuft` }),
  evidenceKeys: {
    from: { en: 'stage that the deal came from', de: 'Stufe, aus der der Deal kam' },
    to: { en: 'earlier stage that it went to', de: 'frühere Stufe, in die er ging' },
    on: { en: 'moment of the step', de: 'Zeitpunkt des Wechsels' },
    basis: {
      en: '`history`: the CRM says so; `snapshots`: it lies between two exports',
      de: '`history`: das CRM sagt es; `snapshots`: es liegt zwischen zwei Exporten',
    },
  },
  cannot: ({ facts }) =>
    facts.history.steps.length > 0 || facts.history.snapshots.length > 1
      ? undefined
      : { en: 'neither a stage history nor an older export tells of steps', de: 'weder Stufenverlauf noch älterer Export nennt Wechsel' },
  applies: ({ prepared }, i, severity) => (prepared.movedBack.has(i) ? severity : undefined),
  evidence: ({ prepared }, i) => {
    const step = prepared.movedBack.get(i);
    return { from: step?.from ?? '', to: step?.to ?? '', on: isoMoment(step?.at ?? Number.NaN), basis: step?.basis ?? '' };
  },
  summary: (e) => ({
    en: `went back from ${e.from} to ${e.to} on ${String(e.on).slice(0, 10)}`,
    de: `ging am ${String(e.on).slice(0, 10)} von ${e.from} zurück zu ${e.to}`,
  }),
  brief: (e) => ({ en: `back to ${e.to}`, de: `zurück zu ${e.to}` }),
};
