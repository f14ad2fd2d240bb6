import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type Library from 'better-sqlite3';
import { nativePartFault, unfitPart } from './native-part.ts';

/** The version of better-sqlite3 whose JavaScript the build took in (scripts/build.mjs); nothing where the sources run as they are. */
declare const BIZOS_SQLITE: string | undefined;

/** SQLite's library, and where its compiled part lies; undefined makes the library search for it. */
interface Loaded {
  readonly Database: typeof Library;
  readonly nativeBinding?: string;
}

let loaded: Loaded | undefined;

/**
 * Opens a database file, or `:memory:`. Throws BizosError (exit 4) where the installed SQLite can't run here, and what SQLite throws
 * (`code: SQLITE_…`).
 */
export function openDatabase(file: string, options: { readonly timeout?: number } = {}): Library.Database {
  try {
    loaded ??= load();
    return new loaded.Database(file, { ...options, nativeBinding: loaded.nativeBinding });
  } catch (error) {
    throw nativePartFault(error) ?? error;
  }
}

/**
 * The library's thirteen files are found, read and compiled in 5 ms, and its native part is searched in 3: the program has its own copy of
 * them, and knows where the part lies. The two belong together: with any other version than that of the copy, the installed files are taken.
 */
function load(): Loaded {
  const folder = installed();
  const version = folder && versionIn(folder);
  const fault = version && unfitPart(process.versions.node, version);
  if (fault) throw fault;
  const part = folder && join(folder, 'build', 'Release', 'better_sqlite3.node');
  const nativeBinding = part && existsSync(part) ? part : undefined;
  if (typeof BIZOS_SQLITE !== 'undefined' && nativeBinding && version === BIZOS_SQLITE)
    return { Database: require('better-sqlite3') as typeof Library, nativeBinding };
  const { createRequire } = process.getBuiltinModule('node:module');
  return { Database: createRequire(import.meta.url)('better-sqlite3') as typeof Library, nativeBinding };
}

/** The folder of the package, where Node would find it: it takes Node ten times as long. */
function installed(): string | undefined {
  for (let at = import.meta.dirname; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', 'better-sqlite3');
    if (existsSync(folder)) return folder;
    if (at === dirname(at)) return undefined;
  }
}

function versionIn(folder: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
  } catch {
    return undefined;
  }
}
