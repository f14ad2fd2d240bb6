import type { Report } from '../../core/report.ts';
import { findRoot } from '../../tree/root.ts';
import { type Said, saidOf } from '../check/formats.ts';
import { refusalBlocks } from '../check/refusal-blocks.ts';
import { answerGitHook, type HookContext } from './answer-git-hook.ts';
import type { GitHook } from './git-hooks.ts';

/** What a hook of git says: nothing (`said` is empty) when all is well. */
export interface GitHookReport {
  readonly exit: 0 | 3;
  readonly said: readonly Said[];
  report(): Report;
}

/** Answers a hook of git in words. Throws as `answerGitHook` does. */
export async function gitHookReport(context: HookContext, hook: GitHook, words: readonly string[]): Promise<GitHookReport> {
  // A checkout of a commit from before the tree has nothing to guard.
  const there = findRoot(context.root ?? context.cwd) !== undefined;
  const answer = there ? await answerGitHook(context, hook, words) : { refused: [], faults: [] };
  const language = context.language ?? context.localeLanguage;
  const said = saidOf(answer, language);
  return {
    exit: said.length > 0 ? 3 : 0,
    said,
    report: () => ({
      title: language === 'de' ? `BizOS lehnt ab (${hook})` : `BizOS refuses (${hook})`,
      language,
      blocks: refusalBlocks(said, language, 20),
    }),
  };
}
