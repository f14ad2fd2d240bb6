import type { Fault, TreeCheck } from '../../../workspace/check.ts';

/** Files that git must never hold: secrets, exports, the index. */
export const secretTracked: TreeCheck = {
  explanation: {
    code: 'secret-tracked',
    title: { en: 'git holds something private', de: 'git enthält etwas Privates' },
    explain: {
      en: 'A .env file, an export or the index is tracked by git. Whoever gets the repository gets it too, and taking the file out of the last commit does not take it out of the history: a secret in it must be replaced.',
      de: 'Eine .env-Datei, ein Export oder der Index wird von git verfolgt. Wer das Repository bekommt, bekommt sie mit, und aus dem letzten Commit entfernt bleibt sie im Verlauf: Ein Geheimnis darin muss ersetzt werden.',
    },
    example: { en: 'git ls-files shows _INBOX/zoho/Deals_2026_02_10.csv.', de: 'git ls-files zeigt _INBOX/zoho/Deals_2026_02_10.csv.' },
    remedy: {
      en: 'git rm --cached FILE, commit, and replace any secret that was in it.',
      de: 'git rm --cached DATEI, committen, und jedes Geheimnis darin ersetzen.',
    },
  },
  async run(look) {
    const listed = await look.git('ls-files', '-z', '--', '.env', ':(glob)**/.env', ':(glob)**/.env.*', '_INBOX', '.bizos');
    const files = (listed ?? '')
      .split('\0')
      .filter((file) => file !== '' && !/\.(?:example|sample|template)$/.test(file) && !/\.gitkeep$/.test(file));
    return files.map(
      (file): Fault => ({
        problem: {
          code: 'secret-tracked',
          level: 'error',
          message: {
            en: 'git tracks this file; it holds secrets, personal data or an index.',
            de: 'git verfolgt diese Datei; sie enthält Geheimnisse, personenbezogene Daten oder einen Index.',
          },
          place: { file },
          remedy: {
            en: `git rm --cached '${file}', commit, and replace any secret that was in it.`,
            de: `git rm --cached '${file}', committen, und jedes Geheimnis darin ersetzen.`,
          },
        },
      }),
    );
  },
};
