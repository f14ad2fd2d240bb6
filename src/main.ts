/** The only file that wires things together: which fields of the business there are, and the surface that offers them. */
declare const BIZOS_VERSION: string;

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  // Asked by scripts, often: answered before anything is loaded.
  process.stdout.write(`${BIZOS_VERSION}\n`);
} else {
  process.on('SIGINT', () => process.exit(130));
  const [{ run }, { actionKinds, checks, explanations, mergeDrivers, operations, scans }, { kinds }] = await Promise.all([
    import('./surfaces/cli/run.ts'),
    import('./business/index.ts'),
    import('./business/kinds.ts'),
  ]);
  process.exitCode = await run(argv, { version: BIZOS_VERSION, operations, kinds, explanations, checks, scans, actionKinds, mergeDrivers });
}
