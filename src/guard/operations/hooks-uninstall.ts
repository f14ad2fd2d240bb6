import * as z from 'zod/mini';
import type { Operation } from '../../workspace/operation.ts';
import { refuseInsideSession } from '../sessions/inside.ts';
import { hooksCall, outcomeOf } from './hooks-install.ts';

const input = z.object({});

/** `bizos hooks uninstall`. */
export const hooksUninstall: Operation<typeof input> = {
  name: 'hooks uninstall',
  summary: {
    en: 'Take the guard’s git hooks out and put back what was there.',
    de: 'Nimmt die Git-Hooks der Wache heraus und stellt die alten wieder her.',
  },
  effect: 'writes',
  input,
  fields: {},
  examples: [{ command: 'bizos hooks uninstall', does: { en: 'as it was before', de: 'wie zuvor' } }],
  async run(context) {
    refuseInsideSession(context, process.ppid, {
      en: 'A session can’t take out what guards it.',
      de: 'Eine Sitzung kann nicht entfernen, was sie bewacht.',
    });
    const { call, language } = await hooksCall(context);
    return outcomeOf(await (await import('../hooks/install.ts')).uninstallHooks(call), language, { en: 'Git hooks', de: 'Git-Hooks' });
  },
};
