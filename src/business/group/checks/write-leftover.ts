import { lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UNFINISHED } from '../../../tree/write.ts';
import type { TreeCheck } from '../../../workspace/check.ts';

/** A write takes milliseconds: a temporary file older than this belongs to one that was cut off. */
const OLD_MS = 10 * 60_000;

/** Temporary files of writes that were cut off. */
export const writeLeftover: TreeCheck = {
  explanation: {
    code: 'write-leftover',
    title: { en: 'A write was cut off', de: 'Ein Schreibvorgang wurde unterbrochen' },
    explain: {
      en: 'BizOS writes a new file beside the old one and then puts it in its place. When it is killed between the two, the temporary file stays. The document itself is whole, old or new; the leftover is of no use.',
      de: 'BizOS schreibt eine neue Datei neben die alte und setzt sie dann an deren Stelle. Wird es dazwischen beendet, bleibt die temporäre Datei liegen. Das Dokument selbst ist ganz, alt oder neu; der Rest nützt nichts.',
    },
    example: { en: 'a file that ends in .bizos-part, an hour old', de: 'eine Datei mit der Endung .bizos-part, eine Stunde alt' },
    remedy: { en: 'Delete it; bizos doctor --fix does.', de: 'Lösche sie; bizos doctor --fix tut es.' },
  },
  run(look) {
    const found = look.files.filter((path) => path.endsWith(UNFINISHED));
    return found.flatMap((file) => {
      const stat = lstatSync(join(look.root, file), { throwIfNoEntry: false });
      if (!stat?.isFile() || look.context.now() - stat.mtimeMs < OLD_MS) return [];
      return [
        {
          problem: {
            code: 'write-leftover',
            level: 'warning' as const,
            message: {
              en: 'This temporary file is left over from a write that was cut off.',
              de: 'Diese temporäre Datei ist von einem unterbrochenen Schreibvorgang übrig.',
            },
            place: { file },
            remedy: { en: 'Delete it; bizos doctor --fix does.', de: 'Lösche sie; bizos doctor --fix tut es.' },
          },
          mend: {
            says: { en: `deleted ${file}`, de: `${file} gelöscht` },
            run: async () => rmSync(join(look.root, file), { force: true }),
          },
        },
      ];
    });
  },
};
