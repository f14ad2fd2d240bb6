import { BizosError } from '../core/problem.ts';
import { codeOf, type FsPort, nodeFs } from './fs.ts';

/** The bytes of a document. Throws BizosError (exit 4) when it can't be read. Apart from `write.ts`: who only reads has no need of a writer. */
export function readBytes(path: string, fs: FsPort = nodeFs): Uint8Array {
  try {
    return fs.read(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): BizosError {
  const code = codeOf(error);
  return new BizosError(
    4,
    { en: `${path} can not be read (${code}).`, de: `${path} ist nicht lesbar (${code}).` },
    code === 'ENOENT'
      ? { en: 'Check the name: there is no such file.', de: 'Prüfe den Namen: Diese Datei gibt es nicht.' }
      : { en: 'Check the permissions and the disk.', de: 'Prüfe Berechtigungen und Datenträger.' },
    [],
    { cause: error },
  );
}
