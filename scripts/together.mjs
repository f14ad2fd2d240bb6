// Keeps in one chunk what is loaded together. By itself esbuild makes a chunk for every different set of entry points that share some
// files: seventy of them for one scan, and half of the time of a start went into finding and opening them.
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';

/**
 * What is loaded together: the files that `roots` import, themselves included, as far as they lie `within` and are in no group above. A
 * root that ends in `/` stands for every file in the folder.
 * Whoever needs a part of a group gets the whole, so a group holds what is small or seldom needed in parts.
 */
const GROUPS = {
  core: { roots: ['src/core/', 'src/workspace/operation.ts'], within: /^src\// },
  start: { roots: ['src/business/index.ts', 'src/business/kinds.ts'], within: /^src\// },
  cli: { roots: ['src/surfaces/cli/run.ts'], within: /./ },
  cells: {
    roots: ['src/tree/values.ts', 'src/tree/tables.ts', 'src/tree/patterns.ts', 'src/tree/root.ts', 'src/workspace/as-of.ts'],
    within: /^src\//,
  },
  tree: { roots: ['src/workspace/workspace.ts'], within: /^src\// },
  screen: { roots: ['src/report/terminal.ts'], within: /./ },
  pipeline: { roots: ['src/business/pipeline/operations/scan.ts'], within: /^src\/(?:business\/pipeline|sources\/crm|stats)\// },
};

const NAMESPACE = 'together';

/** Files that `from` reaches by static imports, itself included. */
function reached(inputs, from) {
  const found = new Set();
  const visit = (file) => {
    if (found.has(file) || !inputs[file]) return;
    found.add(file);
    for (const { path, kind, external } of inputs[file].imports) if (!external && kind !== 'dynamic-import') visit(path);
  };
  for (const file of from) visit(file);
  return found;
}

/**
 * A plugin of esbuild for the second of two builds; `metafile` is the first one's. Every entry point that reaches a file of a group is made
 * to import the whole group: then all files of the group are shared by the same entry points, which is what makes them one chunk. An
 * entry point that a file of the group itself imports stays as it is, for it would wait for itself.
 */
export function together(root, { inputs, outputs }) {
  const files = (names) =>
    names.flatMap((name) => (name.endsWith('/') ? Object.keys(inputs).filter((file) => file.startsWith(name)) : name));
  const entries = new Set(Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []));
  const needed = new Map();
  const before = new Set();
  for (const [name, { roots, within }] of Object.entries(GROUPS)) {
    const group = new Set([...reached(inputs, files(roots))].filter((file) => within.test(file) && !before.has(file)));
    const imported = new Set(
      [...group].flatMap((file) => inputs[file].imports.filter(({ kind }) => kind !== 'dynamic-import').map(({ path }) => path)),
    );
    for (const entry of entries) {
      if (imported.has(entry) || ![...reached(inputs, [entry])].some((file) => group.has(file))) continue;
      needed.set(entry, [...(needed.get(entry) ?? []), name]);
    }
    for (const file of group) before.add(file);
  }
  return {
    name: NAMESPACE,
    setup(made) {
      made.onResolve({ filter: /^together:/ }, ({ path }) => ({ path: path.slice('together:'.length), namespace: NAMESPACE }));
      made.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
        contents: files(GROUPS[path].roots)
          .map((file) => `import ${JSON.stringify(`./${file}`)};`)
          .join('\n'),
        resolveDir: root,
      }));
      made.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const groups = needed.get(relative(root, path).replaceAll('\\', '/'));
        if (!groups) return undefined;
        const imports = groups.map((name) => `import 'together:${name}';`).join('\n');
        return { contents: `${imports}\n${await readFile(path, 'utf8')}`, loader: 'ts' };
      });
    },
  };
}
