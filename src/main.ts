/** The only file that wires things together: which fields of the business there are, and the surface that offers them. */
import { gitCall } from './surfaces/hooks/git-call.ts';
import { mcpServer } from './surfaces/mcp/start.ts';

declare const BIZOS_VERSION: string;

/** Answers one call of the command line and gives its exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  // Git waits for its hooks at every commit: they are answered without the command line.
  return (await gitCall(argv, process.env)) ?? (await commandLine(argv));
}

async function commandLine(argv: readonly string[]): Promise<number> {
  const [{ run }, { actionKinds, checks, explanations, mergeDrivers, operations, scans }, { kinds }] = await Promise.all([
    import('./surfaces/cli/run.ts'),
    import('./business/index.ts'),
    import('./business/kinds.ts'),
  ]);
  const brought = { version: BIZOS_VERSION, operations, kinds, explanations, checks, scans, actionKinds, mergeDrivers };
  return run(argv, { ...brought, serveMcp: mcpServer(brought) });
}
