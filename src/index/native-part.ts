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
