/** The only file that wires things together: which fields of the business there are, and the surface that offers them. */
import type { Language } from './core/text.ts';

declare const BIZOS_VERSION: string;

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  // Asked by scripts, often: answered before anything is loaded.
  process.stdout.write(`${BIZOS_VERSION}\n`);
} else {
  process.on('SIGINT', () => process.exit(130));
  // Git waits for its hooks at every commit: they are answered without the command line.
  const answered = argv[1] === 'git-hook' ? await (await import('./surfaces/hooks/git.ts')).answerGitCall(argv, process.env) : undefined;
  process.exitCode = answered ?? (await commandLine());
}

async function commandLine(): Promise<number> {
  const [{ run }, { actionKinds, checks, explanations, mergeDrivers, operations, scans }, { kinds }] = await Promise.all([
    import('./surfaces/cli/run.ts'),
    import('./business/index.ts'),
    import('./business/kinds.ts'),
  ]);
  const brought = { version: BIZOS_VERSION, operations, kinds, explanations, checks, scans, actionKinds, mergeDrivers };
  const serveMcp = async (root: string | undefined, language: Language): Promise<void> =>
    (await import('./surfaces/mcp/serve.ts')).serve({ ...brought, root, language });
  return run(argv, { ...brought, serveMcp });
}
