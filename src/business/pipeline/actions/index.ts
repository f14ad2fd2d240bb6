import type { ActionKindEntry } from '../../../workspace/action.ts';

/** What agents may do about deals. Each is loaded when it is asked for drafts. */
export const ACTION_KINDS: readonly ActionKindEntry[] = [
  {
    name: 'follow-up-mail',
    summary: { en: 'write to the contact of a deal that stands still', de: 'schreibt dem Kontakt eines Deals, der stillsteht' },
    phase: 2,
    audience: 'outside',
    undo: {
      en: 'A mail can not be called back: write a second one that corrects it.',
      de: 'Eine Mail lässt sich nicht zurückholen: Schreib eine zweite, die sie berichtigt.',
    },
    rules: ['stalled', 'silent', 'approaching-sla'],
    load: async () => (await import('./follow-up-mail.ts')).writer,
  },
  {
    name: 'stage-update',
    summary: {
      en: 'write the stage that the evidence speaks for into the CRM',
      de: 'schreibt die Stufe ins CRM, für die die Belege sprechen',
    },
    phase: 2,
    audience: 'inside',
    undo: {
      en: 'Set the stage back in the CRM: the note on the deal names the one before.',
      de: 'Setze die Stufe im CRM zurück: Die Notiz am Deal nennt die vorige.',
    },
    rules: ['stalled', 'silent'],
    load: async () => (await import('./stage-update.ts')).writer,
  },
  {
    name: 'reassign',
    summary: {
      en: 'pass deals from an overloaded owner to the one with most room',
      de: 'gibt Deals eines überlasteten Inhabers an den mit dem meisten Platz',
    },
    phase: 2,
    audience: 'inside',
    undo: {
      en: 'Give the deals back in the CRM: the note on each names who had it.',
      de: 'Gib die Deals im CRM zurück: Die Notiz an jedem nennt, wer ihn hatte.',
    },
    rules: ['owner-overload'],
    load: async () => (await import('./reassign.ts')).writer,
  },
  {
    name: 'win-loss-summary',
    summary: { en: 'tell the group what was won and lost last week', de: 'sagt der Gruppe, was letzte Woche gewonnen und verloren wurde' },
    phase: 1,
    audience: 'inside',
    undo: { en: 'Send a correction.', de: 'Sende eine Berichtigung.' },
    rules: [],
    duties: ['won and lost', 'win/loss summary', 'weekly win/loss summary', 'gewonnen und verloren'],
    load: async () => (await import('./summary.ts')).winLossWriter,
  },
  {
    name: 'team-summary',
    summary: {
      en: 'tell the group how each owner did last week, with recommendations',
      de: 'sagt der Gruppe, wie die Woche für jeden Inhaber war, mit Empfehlungen',
    },
    phase: 2,
    audience: 'inside',
    undo: { en: 'Send a correction.', de: 'Sende eine Berichtigung.' },
    rules: [],
    duties: ['won and lost', 'team summary', 'weekly team summary', 'woche des teams', 'gewonnen und verloren'],
    load: async () => (await import('./summary.ts')).teamWriter,
  },
];
