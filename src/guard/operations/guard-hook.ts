import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { same } from '../../core/text.ts';
import { findRoot } from '../../tree/root.ts';
import type { Operation } from '../../workspace/operation.ts';
import { answerHook } from '../claude/answer-hook.ts';
import { readHookInput } from '../claude/hook-input.ts';

const input = z.object({});

/** `bizos guard hook`. */
export const guardHook: Operation<typeof input> = {
  name: 'guard hook',
  summary: {
    en: 'Answer a hook of Claude Code: its JSON on standard input.',
    de: 'Antwortet einem Hook von Claude Code: sein JSON auf der Standardeingabe.',
  },
  about: {
    en: 'Called by the hooks that `bizos integrate claude` sets up. Prints the answer in the host’s form, and nothing when all is well. Exits with 0, or with a code over 1 when it could not answer; the hook then refuses.',
    de: 'Aufgerufen von den Hooks, die `bizos integrate claude` einrichtet. Gibt die Antwort in der Form des Wirts aus, und nichts, wenn alles gut ist. Endet mit 0, oder mit einem Code über 1, wenn es nicht antworten konnte; der Hook lehnt dann ab.',
  },
  effect: 'writes',
  input,
  fields: {},
  examples: [
    {
      command: `echo '{"hook_event_name":"PreToolUse","session_id":"s","cwd":"'$PWD'","tool_name":"Write","tool_input":{"file_path":"x"}}' | bizos guard hook`,
      does: { en: 'what the hook would answer', de: 'was der Hook antworten würde' },
    },
  ],
  async run(context) {
    const given = readHookInput(readFileSync(context.stdin, 'utf8'));
    // Outside any tree there is nothing to guard.
    const said = findRoot(given.cwd) === undefined && context.root === undefined ? '' : await answerHook(context, given);
    return {
      exit: 0,
      json: () => ({ schema: 'bizos.guard-hook/1', event: given.event, answer: said === '' ? null : (JSON.parse(said) as object) }),
      report: () => ({ title: same('bizos guard hook').en, language: 'en', blocks: [] }),
      plain: () => (said === '' ? [] : [`${said}\n`]),
    };
  },
};
