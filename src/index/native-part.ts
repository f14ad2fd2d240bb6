import { BizosError } from '../core/problem.ts';

/** How Node and the loader of native packages say that a compiled part is not there, or is another Node's. */
const OTHER_NODE = /NODE_MODULE_VERSION|did not self-register|Could not locate the bindings file/;

/**
 * What to say when SQLite's compiled part can't be loaded: as after an update of Node, or an installation without install scripts.
 * Undefined for any other failure.
 */
export function nativePartFault(error: unknown): BizosError | undefined {
  const { code, message = '' } = (error ?? {}) as { code?: string; message?: string };
  if (code !== 'ERR_DLOPEN_FAILED' && !OTHER_NODE.test(message)) return undefined;
  return new BizosError(
    4,
    {
      en: `The compiled part of SQLite (better-sqlite3) can't be loaded: it is missing, or was made for another Node than this one, ${process.version}.`,
      de: `Der kompilierte Teil von SQLite (better-sqlite3) lässt sich nicht laden: Er fehlt oder gehört zu einem anderen Node als diesem, ${process.version}.`,
    },
    {
      en: 'In the folder where BizOS is installed: npm rebuild better-sqlite3',
      de: 'Im Ordner, in dem BizOS installiert ist: npm rebuild better-sqlite3',
    },
    [],
    { cause: error },
  );
}

/**
 * What to say of a better-sqlite3 that a Node can't live with: from 24 on, versions before 13 end the process without a word, and the lock file
 * of a clone holds 12.9.0, the last for Node 20. Undefined where they fit.
 */
export function unfitPart(node: string, library: string): BizosError | undefined {
  if (Number.parseInt(node, 10) < 24 || Number.parseInt(library, 10) >= 13) return undefined;
  return new BizosError(
    4,
    {
      en: `Node ${node} can't run the SQLite that is installed here (better-sqlite3 ${library}).`,
      de: `Node ${node} kann das hier installierte SQLite (better-sqlite3 ${library}) nicht ausführen.`,
    },
    {
      en: 'Use Node 20 or 22, or in the folder where BizOS is installed: npm install --no-save better-sqlite3@13',
      de: 'Nimm Node 20 oder 22, oder im Ordner, in dem BizOS installiert ist: npm install --no-save better-sqlite3@13',
    },
  );
}
