import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TreeCheck } from '../../../workspace/check.ts';
import { addLines } from '../scaffold/make.ts';
import { gitignoreLines } from '../scaffold/templates.ts';

/** Lines that keep personal data, the index and secrets out of git. */
export const gitignoreLacks: TreeCheck = {
  explanation: {
    code: 'gitignore-lacks',
    title: { en: 'Something private is not ignored by git', de: 'git lässt etwas Privates nicht aus' },
    explain: {
      en: 'Exports in _INBOX/ hold personal data, .bizos/ is an index that differs on every machine, .env holds secrets. Once in git, they are in its history for good.',
      de: 'Exporte in _INBOX/ enthalten personenbezogene Daten, .bizos/ ist ein Index, der auf jeder Maschine anders ist, .env enthält Geheimnisse. Einmal in git, bleiben sie für immer im Verlauf.',
    },
    example: { en: 'A .gitignore without the line _INBOX/.', de: 'Eine .gitignore ohne die Zeile _INBOX/.' },
    remedy: {
      en: 'Add the line to .gitignore; bizos doctor --fix does it.',
      de: 'Ergänze die Zeile in .gitignore; bizos doctor --fix tut es.',
    },
  },
  run(look) {
    let text = '';
    try {
      text = readFileSync(join(look.root, '.gitignore'), 'utf8');
    } catch {
      // Not there: everything is lacking.
    }
    const lacking = lackingLines(text, gitignoreLines());
    if (lacking.length === 0) return [];
    return [
      {
        problem: {
          code: 'gitignore-lacks',
          level: 'error',
          message: { en: `.gitignore lacks ${lacking.join(', ')}.`, de: `In .gitignore fehlt ${lacking.join(', ')}.` },
          place: { file: '.gitignore' },
          remedy: {
            en: `Add ${lacking.join(', ')} to .gitignore; bizos doctor --fix does it.`,
            de: `Ergänze ${lacking.join(', ')} in .gitignore; bizos doctor --fix tut es.`,
          },
        },
        mend: {
          says: { en: `added ${lacking.join(', ')} to .gitignore`, de: `${lacking.join(', ')} in .gitignore ergänzt` },
          run: async () => addLines(look.root, '.gitignore', lacking),
        },
      },
    ];
  },
};

/** Which of the wanted lines a `.gitignore` has in no spelling (`_INBOX`, `/_INBOX/`, `_INBOX/**`). */
export function lackingLines(text: string, wanted: readonly string[]): string[] {
  const bare = (line: string): string =>
    line
      .trim()
      .replace(/^\/|\/?\**$/g, '')
      .replace(/\/$/, '');
  const there = new Set(
    text
      .split(/\r?\n/)
      .filter((line) => !line.startsWith('#'))
      .map(bare),
  );
  return wanted.filter((line) => !there.has(bare(line)));
}
