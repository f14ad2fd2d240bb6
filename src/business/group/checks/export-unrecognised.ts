import { join } from 'node:path';
import { wallOf } from '../../../core/moment.ts';
import { BizosError, type Problem } from '../../../core/problem.ts';
import { StageBook } from '../../../core/stage.ts';
import type { Entity } from '../../../tree/kinds/entity.ts';
import type { TreeCheck, TreeLook } from '../../../workspace/check.ts';

/** What is worth a word here; the rest is the scan's to say. */
const TOLD = new Set(['export-not-deals', 'export-owner-unknown', 'export-unfinished']);

/** Exports that the pipeline scan could not use. */
export const exportUnrecognised: TreeCheck = {
  explanation: {
    code: 'export-unrecognised',
    title: { en: 'An export can not be used', de: 'Ein Export ist nicht brauchbar' },
    explain: {
      en: 'A file in the inbox is no table, lacks a column that is needed, or belongs to nobody. The pipeline scan passes it over or stops at it.',
      de: 'Eine Datei im Eingang ist keine Tabelle, ihr fehlt eine nötige Spalte, oder sie gehört niemandem. Die Pipeline-Prüfung übergeht sie oder bleibt an ihr stehen.',
    },
    example: {
      en: '_INBOX/zoho/Deals.csv whose stage column is called "Where it is".',
      de: '_INBOX/zoho/Deals.csv, deren Stage-Spalte „Wo es ist“ heißt.',
    },
    remedy: {
      en: 'Export again, or name the column in the table Field | Column of the company’s CRM_STRUCTURE.md.',
      de: 'Exportiere neu, oder nenne die Spalte in der Tabelle Feld | Spalte der CRM_STRUCTURE.md der Firma.',
    },
  },
  async run(look) {
    const [{ findExports }, { readExport }] = await Promise.all([
      import('../../../sources/crm/inbox.ts'),
      import('../../../sources/crm/read.ts'),
    ]);
    const problems: Problem[] = [];
    const holding = look.entities.find(({ folder }) => folder.endsWith('/00_Holding'));
    const companies = look.entities;
    for (const entity of companies) {
      const found = findExports(look.root, entity, companies);
      problems.push(...found.problems);
      for (const file of found.value) {
        const timeZone = entity.timeZone ?? holding?.timeZone ?? 'UTC';
        const options = {
          currency: entity.currency ?? holding?.currency,
          timeZone,
          stages: new StageBook([]),
          columns: columnsOf(look, entity),
          now: wallOf(look.context.now(), timeZone),
          label: file,
          progress: look.context.progress,
        };
        try {
          const { problems: own } = await readExport({ file: join(look.root, file) }, options);
          problems.push(...own.filter(({ code, level }) => TOLD.has(code) || (level === 'error' && code !== 'stage-unknown')));
        } catch (error) {
          if (!(error instanceof BizosError)) throw error;
          problems.push(...asProblems(error, file));
        }
      }
    }
    const seen = new Set<string>();
    return problems
      .filter(({ code, place }) => !seen.has(`${code} ${place?.file}`) && seen.add(`${code} ${place?.file}`))
      .map((problem) => ({ problem }));
  },
};

function asProblems(error: BizosError, file: string): Problem[] {
  if (error.problems.length > 0) return [...error.problems];
  return [
    {
      code: 'export-unrecognised',
      level: 'error',
      message: error.text,
      place: { file },
      remedy: error.hint ?? exportUnrecognised.explanation.remedy,
    },
  ];
}

/** The `Field | Column` table of the company, laid over the group's; other fields of the business own the rest of that document. */
function columnsOf(look: TreeLook, entity: Entity): Record<string, string> {
  const of = (folder: string): object => {
    const read = look.documents.find(({ document }) => document.path === `${folder}/CRM_STRUCTURE.md`);
    return (read?.value as { columns?: object } | undefined)?.columns ?? {};
  };
  return { ...of('bizos/00_Holding'), ...of(entity.folder) } as Record<string, string>;
}
