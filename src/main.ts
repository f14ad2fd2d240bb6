/** The only file that wires things together: which fields of the business there are, and the surface that offers them. */
import { gitCall } from './surfaces/hooks/git-call.ts';
import { mcpServer } from './surfaces/mcp/start.ts';

declare const BIZOS_VERSION: string;

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  // Asked by scripts, often: answered before anything is loaded.
  process.stdout.write(`${BIZOS_VERSION}\n`);
} else {
  process.on('SIGINT', () => process.exit(130));
  // Git waits for its hooks at every commit: they are answered without the command line.
  process.exitCode = (await gitCall(argv, process.env)) ?? (await commandLine());
}

async function commandLine(): Promise<number> {
  const [{ run }, { actionKinds, checks, explanations, mergeDrivers, operations, scans }, { kinds }] = await Promise.all([
    import('./surfaces/cli/run.ts'),
    import('./business/index.ts'),
    import('./business/kinds.ts'),
  ]);
  const brought = { version: BIZOS_VERSION, operations, kinds, explanations, checks, scans, actionKinds, mergeDrivers };
  return run(argv, { ...brought, serveMcp: mcpServer(brought) });
}
