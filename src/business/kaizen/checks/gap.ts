import type { Fault, TreeCheck } from '../../../workspace/check.ts';
import { type CheckedEntry, entriesOf, numberOf, prefixOf } from './logs.ts';

/**
 * Numbers that are missing and were once there: the last commit has the entry, and no document has it now. A number that was reserved
 * and never written leaves a gap that matters to nobody.
 */
export const entryGone: TreeCheck = {
  explanation: {
    code: 'experiment-gone',
    title: { en: 'An experiment is gone', de: 'Ein Versuch ist weg' },
    explain: {
      en: 'The last commit has an entry that no document has any more. What was tried and taught is lost to those who come later, and may be tried again.',
      de: 'Der letzte Commit hat einen Eintrag, den kein Dokument mehr hat. Was probiert und gelernt wurde, fehlt denen, die später kommen, und wird vielleicht noch einmal probiert.',
    },
    example: { en: 'K-BIZ-004 was in the log at HEAD and is not now.', de: 'K-BIZ-004 stand bei HEAD im Log und steht nicht mehr darin.' },
    remedy: {
      en: 'Take it back (git checkout -p FILE), or move it to bizos/_archive. What is not wanted is dropped, not deleted.',
      de: 'Hole ihn zurück (git checkout -p DATEI), oder lege ihn nach bizos/_archive. Was nicht gewollt ist, wird verworfen, nicht gelöscht.',
    },
  },
  async run(look) {
    const entries = entriesOf(look);
    const ids = new Set(entries.map(({ id }) => id));
    const faults: Fault[] = [];
    for (const [file, own] of byFile(entries)) {
      const missing = missingNumbers(own.map(({ id }) => id)).filter((id) => !ids.has(id));
      if (missing.length === 0) continue;
      const before = (await look.git('show', `HEAD:./${file}`)) ?? '';
      for (const id of missing) {
        if (!new RegExp(`^#{1,6} +\\[${id}\\]`, 'm').test(before)) continue;
        faults.push({
          problem: {
            code: 'experiment-gone',
            level: 'warning',
            message: { en: `${id} was here at the last commit and is gone.`, de: `${id} stand beim letzten Commit hier und ist weg.` },
            place: { file },
            remedy: { en: 'Take it back, or move it to bizos/_archive.', de: 'Hole ihn zurück, oder lege ihn nach bizos/_archive.' },
          },
        });
      }
    }
    return faults;
  },
};

function byFile(entries: readonly CheckedEntry[]): Map<string, CheckedEntry[]> {
  const files = new Map<string, CheckedEntry[]>();
  for (const entry of entries) files.set(entry.file, [...(files.get(entry.file) ?? []), entry]);
  return files;
}

/** Ids between 1 and the highest of each prefix that are not among these, and one more at the end. */
export function missingNumbers(ids: readonly string[]): string[] {
  const missing: string[] = [];
  for (const prefix of new Set(ids.map(prefixOf))) {
    const numbers = new Set(ids.filter((id) => prefixOf(id) === prefix).map(numberOf));
    const highest = Math.max(0, ...[...numbers].filter(Number.isFinite));
    for (let n = 1; n <= highest + 1; n++) if (!numbers.has(n)) missing.push(`${prefix}-${String(n).padStart(3, '0')}`);
  }
  return missing;
}
