// What is written in AssemblyScript and runs as WebAssembly: `import bytes from './assembly/index.wasm'` in a source gives what the
// compiler makes of assembly/index.ts. One plugin for esbuild, which builds dist/, and one for Vite, which runs the tests.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const made = new Map();

/** The WebAssembly of a source file in AssemblyScript, as bytes; throws with what the compiler says about it. */
function assembled(source) {
  if (!made.has(source)) made.set(source, compile(source));
  return made.get(source);
}

async function compile(source) {
  const { default: compiler } = await import('assemblyscript/asc');
  let bytes;
  const { error, stderr } = await compiler.main(
    [source, '--outFile', 'out.wasm', '-O3', '--runtime', 'stub', '--enable', 'simd', '--noAssert', '--pedantic'],
    {
      baseDir: '/',
      readFile: (name, base) => {
        try {
          return readFileSync(join(base, name), 'utf8');
        } catch {
          return null;
        }
      },
      writeFile: (_, contents) => {
        bytes = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${source}: ${error.message}\n${stderr}`);
  return bytes;
}

const sourceOf = (path) => path.replace(/\.wasm$/, '.ts');

/** For esbuild: the bytes stand in the bundle. */
export const assemblyForEsbuild = {
  name: 'assembly',
  setup(build) {
    build.onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => ({ path: join(resolveDir, path), namespace: 'assembly' }));
    build.onLoad({ filter: /\.wasm$/, namespace: 'assembly' }, async ({ path }) => ({
      contents: await assembled(sourceOf(path)),
      loader: 'binary',
    }));
  },
};

/** For Vite: a module that holds the bytes. */
export const assemblyForVite = {
  name: 'assembly',
  enforce: 'pre',
  resolveId: (id, importer) => (id.endsWith('.wasm') && importer ? `\0${join(dirname(importer), id)}` : undefined),
  load: async (id) => {
    if (!id.startsWith('\0') || !id.endsWith('.wasm')) return undefined;
    const bytes = await assembled(sourceOf(id.slice(1)));
    return `export default Buffer.from('${Buffer.from(bytes).toString('base64')}', 'base64');`;
  },
};
