// Writes dist/types/ (or the folder that is named): the declarations of what `import 'bizos'` offers, and of nothing else.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = process.argv[2] ?? join(root, 'dist', 'types');
const folder = mkdtempSync(join(tmpdir(), 'bizos-types-'));
try {
  // The program of tsconfig.json is larger than what is published: only what the library needs, no tests; and
  // whether the types are right is what `npm run types` checks.
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    noCheck: true,
    outDir: folder,
    rootDir: join(root, 'src'),
  };
  const typeRoots = [join(root, 'node_modules', '@types')];
  const config = { extends: join(root, 'tsconfig.json'), files: [join(root, 'src', 'library.ts')], include: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...config, compilerOptions: { ...compilerOptions, typeRoots } }));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', folder], { cwd: root, stdio: 'inherit' });

  // Signatures name a handful of the files that were compiled; the others stay at home.
  const wanted = new Set();
  const take = (file) => {
    if (wanted.has(file) || !existsSync(file)) return;
    wanted.add(file);
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)\.ts'/g))
      take(join(dirname(file), `${path}.d.ts`));
  };
  take(join(folder, 'library.d.ts'));
  rmSync(target, { recursive: true, force: true });
  for (const file of wanted) cpSync(file, join(target, relative(folder, file)), { recursive: true });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
