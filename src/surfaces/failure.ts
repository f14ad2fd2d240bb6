import { BizosError, placeText } from '../core/problem.ts';
import type { Language, Text } from '../core/text.ts';

/** What went wrong in the surroundings, by the operating system's code. */
const SURROUNDINGS: Readonly<Record<string, Text>> = {
  EACCES: { en: 'no permission', de: 'keine Berechtigung' },
  EPERM: { en: 'not permitted', de: 'nicht erlaubt' },
  EROFS: { en: 'the disk is read-only', de: 'der Datenträger ist schreibgeschützt' },
  ENOSPC: { en: 'the disk is full', de: 'der Datenträger ist voll' },
  EDQUOT: { en: 'the disk quota is used up', de: 'das Kontingent auf dem Datenträger ist erschöpft' },
  EIO: { en: 'the disk reported an error', de: 'der Datenträger meldet einen Fehler' },
  ENOENT: { en: 'no such file or folder', de: 'keine solche Datei, kein solcher Ordner' },
  EISDIR: { en: 'this is a folder, not a file', de: 'das ist ein Ordner, keine Datei' },
  ENOTDIR: { en: 'a part of the path is no folder', de: 'ein Teil des Pfades ist kein Ordner' },
  EMFILE: { en: 'too many open files', de: 'zu viele offene Dateien' },
};

/** What failed, where and what to do, line by line, with the exit code. Never a stack trace. */
export function failureLines(error: unknown, language: Language): { readonly exit: 2 | 3 | 4; readonly lines: string[] } {
  const lines: string[] = [];
  let exit: 2 | 3 | 4 = 4;
  if (error instanceof BizosError) {
    exit = error.exit;
    lines.push(`bizos: ${error.text[language]}`);
    for (const problem of error.problems) {
      const place = placeText(problem.place, language);
      lines.push(`  ${place ? `${place}: ` : ''}${problem.message[language]}`, `    ${problem.remedy[language]}`);
    }
    if (error.hint) lines.push(`  ${error.hint[language]}`);
  } else {
    const fault = error as NodeJS.ErrnoException;
    const known = fault.code ? SURROUNDINGS[systemCode(fault.code)] : undefined;
    if (known) {
      lines.push(`bizos: ${fault.path ? `${fault.path}: ` : ''}${known[language]} (${fault.code})`);
      if (fault.code === 'ENOENT') exit = 2;
    } else {
      lines.push(
        language === 'de'
          ? `bizos: Das ist ein Fehler in BizOS: ${String(fault.message)}`
          : `bizos: this is a bug in BizOS: ${String(fault.message)}`,
        language === 'de' ? '  BIZOS_DEBUG=1 davor zeigt, wo.' : '  Put BIZOS_DEBUG=1 in front to see where.',
      );
    }
  }
  return { exit, lines };
}

/** What SQLite says of the disk, by the operating system's code. */
function systemCode(code: string): string {
  if (code === 'SQLITE_FULL') return 'ENOSPC';
  if (code.startsWith('SQLITE_READONLY')) return 'EROFS';
  return code.startsWith('SQLITE_IOERR') ? 'EIO' : code;
}
