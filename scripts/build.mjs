// Bundles src/ into dist/: one small entry, the rest in chunks that load when a command needs them.
import { readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const { version, dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
// Native or rarely needed: resolved from node_modules at run time. Everything else is bundled, which halves start-up.
const external = Object.keys(dependencies).filter((name) => ['better-sqlite3', 'inquirer', 'simple-git'].includes(name));

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
await build({
  absWorkingDir: new URL('..', import.meta.url).pathname,
  entryPoints: { main: 'src/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minify: true,
  keepNames: true,
  external,
  define: { BIZOS_VERSION: JSON.stringify(version) },
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  logLevel: 'warning',
});
