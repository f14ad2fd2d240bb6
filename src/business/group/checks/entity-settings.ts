import type { Problem } from '../../../core/problem.ts';
import type { TreeCheck, TreeLook } from '../../../workspace/check.ts';
import { checkCurrency } from '../scaffold/names.ts';

/** Currencies that ISO 4217 does not know, and companies whose currency or clock nothing says. */
export const entitySettings: TreeCheck = {
  explanation: {
    code: 'entity-settings',
    title: { en: 'A company’s currency or time zone is not known', de: 'Währung oder Zeitzone einer Firma ist nicht bekannt' },
    explain: {
      en: 'Amounts count in the currency, and days end by the clock, that _ENTITY.md names; a company that names none follows the group. Without either, amounts have no name and a deal may be a day older than it is.',
      de: 'Beträge zählen in der Währung und Tage enden nach der Uhr, die _ENTITY.md nennt; eine Firma ohne eigene Angabe folgt der Gruppe. Fehlt beides, haben Beträge keinen Namen, und ein Deal ist womöglich einen Tag älter, als er ist.',
    },
    example: {
      en: 'currency: RM (it must be MYR); no time_zone anywhere',
      de: 'currency: RM (es muss MYR heißen); nirgends eine time_zone',
    },
    remedy: {
      en: 'Write currency: and time_zone: into _ENTITY.md, of the company or of 00_Holding.',
      de: 'Schreibe currency: und time_zone: in _ENTITY.md, der Firma oder von 00_Holding.',
    },
  },
  run(look) {
    const holding = look.entities.find(({ folder }) => folder.endsWith('/00_Holding'));
    return look.entities.flatMap((entity) => {
      const problems: Problem[] = [];
      const file = `${entity.folder}/_ENTITY.md`;
      const verdict = entity.currency === undefined ? true : checkCurrency(entity.currency);
      if (verdict !== true) {
        problems.push({
          code: 'entity-settings',
          level: 'error',
          message: verdict,
          place: { file, line: lineOf(look, file, 'currency') },
          remedy: { en: 'Write the code of the currency, such as MYR.', de: 'Schreibe den Code der Währung, etwa MYR.' },
        });
      }
      if (entity.currency === undefined && holding?.currency === undefined && !declared(look, file, 'currency'))
        problems.push(lacks(file, 'currency', 'currency: MYR'));
      if (entity.timeZone === undefined && holding?.timeZone === undefined && !declared(look, file, 'time_zone'))
        problems.push(lacks(file, 'time_zone', 'time_zone: Asia/Kuala_Lumpur'));
      return problems.map((problem) => ({ problem }));
    });
  },
};

function lacks(file: string, key: string, example: string): Problem {
  return {
    code: 'entity-settings',
    level: 'warning',
    message: { en: `Neither this company nor the group has a ${key}.`, de: `Weder diese Firma noch die Gruppe hat eine ${key}.` },
    place: { file, line: 1 },
    remedy: { en: `Add "${example}" to the front matter.`, de: `Ergänze „${example}“ im Front Matter.` },
  };
}

/** A key that is there and wrong was reported by the reader already. */
function declared(look: TreeLook, file: string, key: string): boolean {
  return look.documents.some(({ document }) => document.path === file && key in document.frontMatter);
}

function lineOf(look: TreeLook, file: string, key: string): number {
  const text = look.documents.find(({ document }) => document.path === file)?.document.text ?? '';
  return Math.max(1, text.split('\n').findIndex((line) => line.startsWith(`${key}:`)) + 1);
}
