/** Answers a hook of git, and gives its exit code; undefined where the call is for the command line. Nothing is loaded for other calls. */
export async function gitCall(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<number | undefined> {
  return argv[1] === 'git-hook' ? (await import('./git.ts')).answerGitCall(argv, environment) : undefined;
}
