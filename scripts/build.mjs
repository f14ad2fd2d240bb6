// Bundles src/ into dist/: the command line as one script with its compiled code, the library in chunks, and what runs alone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { assemblyForEsbuild } from './assembly.mjs';
import { oneScript } from './one-script.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const sqlite = JSON.parse(readFileSync(join(root, 'node_modules', 'better-sqlite3', 'package.json'), 'utf8'));
// Native, or needed once in a while: found in node_modules at run time. Everything else is bundled, which halves start-up.
const external = Object.keys(dependencies).filter((name) =>
  ['@modelcontextprotocol/server', 'better-sqlite3', 'cron', 'inquirer', 'simple-git', 'read-excel-file', 'grammy', 'nodemailer'].includes(
    name,
  ),
);
/** Commander takes node:child_process only for commands that are programs of their own, which there are none of: 2 ms of a start. */
const lighterCommander = {
  name: 'lighter commander',
  setup(made) {
    made.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: 'nothing', namespace: 'lighter' } : undefined,
    );
    made.onLoad({ filter: /^nothing$/, namespace: 'lighter' }, () => ({ contents: '' }));
  },
};
/** Chalk is told which colours there are, and need not ask Node's terminals for them: 4 ms where nothing else needs those. */
const lighterChalk = {
  name: 'lighter chalk',
  setup(made) {
    made.onResolve({ filter: /^#supports-color$/ }, () => ({ path: 'none', namespace: 'colours' }));
    made.onLoad({ filter: /^none$/, namespace: 'colours' }, () => ({ contents: 'export default { stdout: false, stderr: false };' }));
  },
};
/** The sources load the libraries of front matter when they meet some, in a way that esbuild doesn't see: ninety files and 50 ms less so. */
const yamlWithin = {
  name: 'yaml within',
  setup(made) {
    made.onLoad({ filter: /[\\/]tree[\\/]front-matter\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        .replace(/\bload\(('[a-z-]+')\)/g, 'require($1)')
        .replace('createRequire(import.meta.url)', 'undefined'),
      loader: 'ts',
    }));
  },
};
/**
 * Parts of Node that take long to load, and that most commands call nothing of: the command line gets each with the first call. Crypto is
 * 3 ms of a start; child processes are 3, for they bring the network; threads are 2, for they bring streams.
 */
const AT_NEED = {
  child_process: ['execFile', 'spawn', 'spawnSync'],
  crypto: ['createHash', 'createHmac', 'randomBytes'],
  'timers/promises': ['setTimeout'],
  worker_threads: ['MessageChannel', 'receiveMessageOnPort', 'Worker'],
};
/** What else is asked of them: the command line runs in the main thread. */
const KNOWN = { worker_threads: 'export const isMainThread = true, parentPort = null, workerData = null;' };
const nodeAtNeed = {
  name: 'node at need',
  setup(made) {
    made.onResolve({ filter: /^node:/ }, ({ namespace, path }) =>
      namespace !== 'at need' && path.slice(5) in AT_NEED ? { path: path.slice(5), namespace: 'at need' } : undefined,
    );
    made.onLoad({ filter: /^/, namespace: 'at need' }, ({ path }) => {
      const part = `require('node:${path}')`;
      const forwarded = AT_NEED[path].map((name) =>
        /^[A-Z]/.test(name)
          ? `export function ${name}(...words) { return new (${part}.${name})(...words); }`
          : `export const ${name} = (...words) => ${part}.${name}(...words);`,
      );
      return { contents: [...forwarded, KNOWN[path] ?? ''].join('\n') };
    });
  },
};
/**
 * Libraries that a command calls once it has something to give them: the first call runs the chunk in which they are, as an entry of the
 * program. Markdown's parser is 2 ms of a start, and who writes to a log by its lines has no use for it.
 */
const LIBRARIES_AT_NEED = {
  markdown: {
    'mdast-util-from-markdown': 'fromMarkdown',
    'mdast-util-frontmatter': 'frontmatterFromMarkdown',
    'mdast-util-gfm': 'gfmFromMarkdown',
    'micromark-extension-frontmatter': 'frontmatter',
    'micromark-extension-gfm': 'gfm',
  },
};
const libraryAtNeed = {
  name: 'library at need',
  setup(made) {
    const entry = 'library at need';
    for (const [chunk, functions] of Object.entries(LIBRARIES_AT_NEED)) {
      made.onResolve({ filter: new RegExp(`^${chunk}$`) }, ({ kind }) =>
        kind === 'entry-point' ? { path: chunk, namespace: entry } : undefined,
      );
      made.onResolve({ filter: new RegExp(`^(?:${Object.keys(functions).join('|')})$`) }, ({ importer, path }) =>
        importer.startsWith(join(root, 'src')) ? { path, namespace: chunk } : undefined,
      );
      made.onLoad({ filter: /^/, namespace: chunk }, ({ path }) => ({
        contents: `export const ${functions[path]} = (...words) => __chunk('${chunk}.js').${functions[path]}(...words);`,
      }));
    }
    made.onLoad({ filter: /^/, namespace: entry }, ({ path }) => ({
      contents: Object.entries(LIBRARIES_AT_NEED[path])
        .map(([library, name]) => `export { ${name} } from '${library}';`)
        .join('\n'),
      resolveDir: root,
    }));
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
  plugins: [lighterCommander, lighterChalk, yamlWithin, assemblyForEsbuild],
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
const define = {
  BIZOS_VERSION: JSON.stringify(version),
  // As a text: an object would be made at every start.
  BIZOS_DEFAULT_STRUCTURE: JSON.stringify(JSON.stringify(structure)),
  BIZOS_BUILD: JSON.stringify(sourcesHash()),
};
// The command line in one file, which bin/start.js loads: one file is found and opened faster than twenty, and V8 keeps compiled code of
// scripts only. What a command does not need is not run.
const split = await build({
  ...common,
  entryPoints: { program: 'src/main.ts', ...Object.fromEntries(Object.keys(LIBRARIES_AT_NEED).map((name) => [name, name])) },
  outdir: made,
  splitting: true,
  metafile: true,
  write: false,
  minify: true,
  plugins: [...common.plugins, nodeAtNeed, libraryAtNeed],
  // SQLite's own JavaScript is taken in, too: src/index/sqlite.ts says when it counts. Its search for the compiled part is not needed then.
  external: [...common.external.filter((name) => !name.startsWith('better-sqlite3')), 'bindings'],
  banner: {},
  define: {
    ...define,
    BIZOS_SQLITE: JSON.stringify(sqlite.version),
    'import.meta.url': '__here.url',
    'import.meta.dirname': '__here.folder',
  },
});
mkdirSync(made, { recursive: true });
writeFileSync(join(made, 'program.js'), oneScript(split));
await build({
  ...common,
  entryPoints: {
    library: 'src/library.ts',
    // What other threads run.
    'crm-reader': 'src/sources/crm/delimited/worker.ts',
    'crm-keeper': 'src/sources/crm/cache-thread.ts',
    'index-reader': 'src/index/reading-thread.ts',
  },
  outdir: made,
  splitting: true,
  minify: true,
  define,
});
// What the hook of agent hosts takes in by itself where the parts of a file decide, and where it refuses: one file each, opened at once.
await build({
  ...common,
  entryPoints: { facets: 'src/guard/facets/facets-of.ts', holders: 'src/surfaces/hooks/held-by.ts' },
  outdir: made,
  external: ['better-sqlite3'],
  minify: true,
});
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
// In a process of its own, and only that the program starts faster: where it can't be made, it isn't.
spawnSync(process.execPath, [join(root, 'scripts', 'compile.mjs')], { stdio: 'ignore', timeout: 120_000 });
