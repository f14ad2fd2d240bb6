import * as z from 'zod/mini';
import type { Operation } from '../../workspace/operation.ts';
import { hooksCall, outcomeOf } from './hooks-install.ts';

const input = z.object({});

/** `bizos hooks status`. */
export const hooksStatus: Operation<typeof input> = {
  name: 'hooks status',
  summary: { en: 'Which git hooks of the guard are in place.', de: 'Welche Git-Hooks der Wache angelegt sind.' },
  effect: 'reads',
  input,
  fields: {},
  examples: [{ command: 'bizos hooks status', does: { en: 'are commits checked here?', de: 'werden Commits hier geprüft?' } }],
  async run(context) {
    const { call, language } = await hooksCall(context);
    const state = await (await import('../hooks/install.ts')).hooksState(call);
    const outcome = outcomeOf(state, language, { en: 'Git hooks', de: 'Git-Hooks' });
    return { ...outcome, exit: state.manager === 'git' && state.hooks.some((hook) => hook.state !== 'installed') ? 1 : 0 };
  },
};
