import type { ActionKindEntry } from '../../workspace/action.ts';

/** Telling people of the group what is new, worse or still not right: one message a run. */
export const alertKind: ActionKindEntry = {
  name: 'alert',
  summary: { en: 'tells people of the group what is new or worse', de: 'sagt Menschen der Gruppe, was neu oder schlimmer ist' },
  phase: 1,
  audience: 'inside',
  undo: {
    en: 'A message can not be called back: send a correction.',
    de: 'Eine Nachricht ist nicht zurückzuholen: sende eine Berichtigung.',
  },
  rules: [],
  load: async () => (await import('./alert.ts')).alert,
};
