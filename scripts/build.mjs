// Bundles src/ into dist/: one small entry, the rest in chunks that load when a command needs them.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { together } from './together.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
// Native, or needed once in a while: found in node_modules at run time. Everything else is bundled, which halves start-up.
const external = Object.keys(dependencies).filter((name) =>
  [
    '@modelcontextprotocol/server',
    'better-sqlite3',
    'cron',
    'inquirer',
    'simple-git',
    'read-excel-file',
    'gray-matter',
    'yaml',
    'grammy',
    'nodemailer',
  ].includes(name),
);
/**
 * Node builds a module's names for `import … from 'node:process'` by reading every property of it, which takes 2 ms: the global is the
 * same object. Commander takes node:child_process only for commands that are programs of their own, which there are none of: 2 ms more.
 */
const lighterBuiltins = {
  name: 'lighter builtins',
  setup(made) {
    made.onResolve({ filter: /^node:process$/ }, () => ({ path: 'process', namespace: 'lighter' }));
    made.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: 'nothing', namespace: 'lighter' } : undefined,
    );
    made.onLoad({ filter: /^process$/, namespace: 'lighter' }, () => ({ contents: 'module.exports = process;' }));
    made.onLoad({ filter: /^nothing$/, namespace: 'lighter' }, () => ({ contents: '' }));
  },
};
const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: external.flatMap((name) => [name, `${name}/*`]),
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  logLevel: 'warning',
  plugins: [lighterBuiltins],
};

/** The shipped policy as data, read by the program's own reader, so that no Markdown is parsed at start-up. */
async function defaultStructure() {
  const folder = mkdtempSync(join(tmpdir(), 'bizos-build-'));
  try {
    const entry = "export { readDocument } from './src/tree/read.ts'; export { read } from './src/business/pipeline/policy-reader.ts';";
    const outfile = join(folder, 'reader.mjs');
    await build({
      ...common,
      stdin: { contents: entry, resolveDir: root, loader: 'ts' },
      outfile,
      external: [...common.external],
      packages: 'bundle',
    });
    const { readDocument, read } = await import(pathToFileURL(outfile).href);
    const path = 'templates/policies/CRM_STRUCTURE.md';
    const { value, problems } = read(readDocument(path, readFileSync(join(root, path))));
    if (problems.length > 0)
      throw new Error(problems.map(({ place, message }) => `${place?.file}:${place?.line} ${message.en}`).join('\n'));
    return value;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Names the code that was built: results remembered by other code are not believed. */
function sourcesHash() {
  const hash = createHash('sha256');
  for (const folder of ['src', 'templates/reports', 'templates/policies']) {
    for (const name of readdirSync(join(root, folder), { recursive: true }).map(String).sort()) {
      if (/\.(?:ts|json|md)$/.test(name)) hash.update(name).update(readFileSync(join(root, folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

const structure = await defaultStructure();
// Beside the old build first: one that fails leaves the old one standing, and two at once don't mix.
const made = join(root, `dist.${process.pid}`);
const program = {
  ...common,
  // `facets`: what the hook of agent hosts takes in by itself where the parts of a file decide.
  entryPoints: { main: 'src/main.ts', library: 'src/library.ts', facets: 'src/guard/facets/facets-of.ts' },
  outdir: made,
  splitting: true,
  minify: true,
  define: {
    BIZOS_VERSION: JSON.stringify(version),
    BIZOS_DEFAULT_STRUCTURE: JSON.stringify(structure),
    BIZOS_BUILD: JSON.stringify(sourcesHash()),
  },
};
const { metafile } = await build({ ...program, metafile: true, write: false });
await build({ ...program, plugins: [...program.plugins, together(root, metafile)] });
// The hook of agent hosts is copied out of this folder and runs alone: one file, nothing beside it.
await build({
  ...common,
  entryPoints: { 'claude-hook': 'src/surfaces/hooks/claude.ts' },
  outdir: made,
  outExtension: { '.js': '.mjs' },
  external: [],
  banner: {},
  minify: true,
});
rmSync(join(root, 'dist'), { recursive: true, force: true });
renameSync(made, join(root, 'dist'));
