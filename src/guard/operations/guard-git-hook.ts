import * as z from 'zod/mini';
import type { Operation } from '../../workspace/operation.ts';
import { gitHookReport } from '../hooks/git-hook-report.ts';
import { GIT_HOOKS } from '../hooks/git-hooks.ts';

const input = z.object({ hook: z.enum(GIT_HOOKS), words: z._default(z.array(z.string()), []) });

/** `bizos guard git-hook`. */
export const guardGitHook: Operation<typeof input> = {
  name: 'guard git-hook',
  summary: { en: 'Answer a hook of git.', de: 'Antwortet einem Hook von git.' },
  about: {
    en: 'Called by the hooks that `bizos hooks install` puts in place. Prints nothing when all is well.',
    de: 'Aufgerufen von den Hooks, die `bizos hooks install` anlegt. Gibt nichts aus, wenn alles gut ist.',
  },
  effect: 'reads',
  input,
  fields: {
    hook: { value: 'HOOK', position: 0, help: { en: GIT_HOOKS.join(', '), de: GIT_HOOKS.join(', ') } },
    words: { value: 'WORD', position: 'rest', help: { en: 'what git gave to the hook', de: 'was git dem Hook gab' } },
  },
  examples: [{ command: 'bizos guard git-hook pre-commit', does: { en: 'as git would call it', de: 'wie git ihn aufruft' } }],
  async run(context, { hook, words }) {
    const { exit, said, report } = await gitHookReport(context, hook, words);
    return {
      exit,
      json: () => ({ schema: 'bizos.git-hook/1', hook, refused: said }),
      report,
      ...(said.length === 0 ? { plain: () => [] } : {}),
    };
  },
};
