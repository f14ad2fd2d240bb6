import { LANGUAGES } from '../../core/text.ts';
import { gitHookReport } from '../../guard/hooks/git-hook-report.ts';
import { GIT_HOOKS, type GitHook } from '../../guard/hooks/git-hooks.ts';
import { showFailure } from '../cli/failure.ts';
import { lookAt, screenOf, writeAll } from '../cli/terminal.ts';
import { clock, localeOf } from '../surroundings.ts';

/** The hook that a call is about, if it is one of those that the hooks in `.git` make: `guard git-hook NAME -- WORDS…`. */
function hookOf([first, second, name, dashes]: readonly string[]): GitHook | undefined {
  return first === 'guard' && second === 'git-hook' && dashes === '--' ? GIT_HOOKS.find((hook) => hook === name) : undefined;
}

/**
 * Answers a hook of git as `bizos guard git-hook` does, without what only a command line needs: git waits for each of them at every commit.
 * Gives the exit code; undefined: this is another call.
 */
export async function answerGitCall(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number | undefined> {
  const hook = hookOf(argv);
  if (!hook) return undefined;
  const localeLanguage = localeOf(environment);
  const language = LANGUAGES.find((one) => one === environment.BIZOS_LANG);
  try {
    const context = {
      cwd: process.cwd(),
      root: environment.BIZOS_ROOT || undefined,
      environment,
      now: () => clock(environment),
      language,
      localeLanguage,
      stdin: 0,
    };
    const { exit, said, report } = await gitHookReport(context, hook, argv.slice(4));
    if (said.length === 0) return exit;
    const { renderTerminal } = await import('../../report/terminal.ts');
    await writeAll([renderTerminal(report(), lookAt(screenOf(1), environment, 'auto'))]);
    return exit;
  } catch (error) {
    const view = lookAt(process.stderr, environment, 'auto');
    return showFailure(error, { language: language ?? localeLanguage, argv, environment, view });
  }
}
