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
];
