import type { ActionKindEntry } from '../../workspace/action.ts';

/** Name of the action that asks people for an approval: it passes the gate and the ledger as everything does that leaves. */
export const REQUEST = 'approval-request';

/** Asking people of the group to decide about an action. Made of what the gate holds, so it drafts nothing from findings. */
export const approvalRequestKind: ActionKindEntry = {
  name: REQUEST,
  summary: { en: 'asks people of the group to decide about an action', de: 'fragt Menschen der Gruppe nach einer Entscheidung' },
  phase: 1,
  audience: 'inside',
  undo: {
    en: 'A request can not be called back: it expires by itself.',
    de: 'Eine Anfrage ist nicht zurückzuholen: Sie läuft von selbst ab.',
  },
  rules: [],
  load: async () => ({ draft: async () => ({ drafts: [], problems: [] }) }),
};
