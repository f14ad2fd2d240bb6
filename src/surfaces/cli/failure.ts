import { BizosError, placeText } from '../../core/problem.ts';
import type { Language, Text } from '../../core/text.ts';
import { wrap } from '../../report/width.ts';
import type { View } from './terminal.ts';

interface Setting {
  readonly language: Language;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly view: View;
}

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

/** Says on stderr what failed, where and what to do, and gives the exit code. No stack trace unless BIZOS_DEBUG is set. */
export function showFailure(error: unknown, setting: Setting): number {
  const { language } = setting;
  const lines: string[] = [];
  let exit = 4;
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
    const known = fault.code ? SURROUNDINGS[fault.code] : undefined;
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
  if (setting.environment.BIZOS_DEBUG && error instanceof Error) lines.push(error.stack ?? '');
  const shown = lines.flatMap((line) => folded(printable(line), setting.view.width));
  process.stderr.write(`${shown.join('\n')}\n`);
  return exit;
}

/** A line cut at blanks; what follows stands two columns further in. A stack keeps its lines. */
function folded(line: string, width: number): string[] {
  if (line.includes('\n')) return [line];
  const indent = /^ */.exec(line)?.[0] ?? '';
  const parts = wrap(line.trim(), width - indent.length - 2);
  return parts.map((part, k) => indent + (k === 0 ? '' : '  ') + part);
}

/** Names from outside stand in messages: control characters would act on the terminal. */
function printable(line: string): string {
  return line.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}
