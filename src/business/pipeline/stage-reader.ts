import { parseDuration } from '../../core/duration.ts';
import type { Place, Problem } from '../../core/problem.ts';
import { type Stage, type StageCategory, stageKey } from '../../core/stage.ts';
import type { ParsedDocument } from '../../tree/document.ts';
import { findTables, labelKey, rowProblem } from '../../tree/tables.ts';
import { readNumber } from '../../tree/values.ts';
import { COLUMN } from '../../tree/vocabulary.ts';

/** The columns of the stage table. */
export const STAGE_COLUMNS = {
  stage: COLUMN.stage,
  definition: COLUMN.definition,
  exit: COLUMN.exit,
  sla: COLUMN.sla,
  category: COLUMN.category,
  probability: COLUMN.probability,
  template: COLUMN.template,
};

const CATEGORIES: Readonly<Record<string, StageCategory>> = {
  open: 'open',
  offen: 'open',
  parked: 'parked',
  geparkt: 'parked',
  won: 'won',
  gewonnen: 'won',
  lost: 'lost',
  verloren: 'lost',
};

/** What a stage is where its row does not say: by its name. */
function categoryByName(name: string): StageCategory {
  const key = labelKey(name);
  if (/\b(?:won|gewonnen)\b/.test(key)) return 'won';
  if (/\b(?:lost|verloren)\b/.test(key)) return 'lost';
  return /\b(?:nurturing|parked|on hold|geparkt|zurückgestellt)\b/.test(key) ? 'parked' : 'open';
}

/** The stages of every table `Stage | Definition | Exit Criteria | SLA` (and Category, Probability, Template) in a document. */
export function readStages(document: ParsedDocument, problems: Problem[]): Stage[] {
  const stages: Stage[] = [];
  for (const { rows } of findTables(document, STAGE_COLUMNS, ['stage', 'sla'])) {
    for (const { cells, place } of rows) {
      if (cells.stage === '') continue;
      const other = stages.find(({ name }) => stageKey(name) === stageKey(cells.stage));
      if (other) {
        problems.push(stageTwice(place, cells.stage, other.place?.line));
        continue;
      }
      stages.push({
        name: cells.stage,
        category: readCategory(cells.category, cells.stage, place, problems),
        order: stages.length,
        sla: readSla(cells.sla, cells.stage, place, problems),
        probability: readProbability(cells.probability, place, problems),
        definition: cells.definition || undefined,
        exitCriteria: cells.exit || undefined,
        ...(cells.template && { template: cells.template.replace(/`/g, '') }),
        place,
      });
    }
  }
  return stages;
}

function readSla(cell: string, stage: string, place: Place, problems: Problem[]): Stage['sla'] {
  const sla = parseDuration(cell);
  if (sla !== undefined) return sla;
  problems.push(
    rowProblem(
      'sla-unreadable',
      place,
      `The SLA "${cell}" of "${stage}" can't be read.`,
      `Die SLA „${cell}“ von „${stage}“ ist nicht lesbar.`,
      '"24h", "7 days" or "N/A"',
      '„24h“, „7 Tage“ oder „N/A“',
    ),
  );
  return null;
}

function readCategory(cell: string, stage: string, place: Place, problems: Problem[]): StageCategory {
  const category = cell === '' ? categoryByName(stage) : CATEGORIES[labelKey(cell)];
  if (category) return category;
  problems.push(
    rowProblem(
      'category-unreadable',
      place,
      `"${cell}" is no category of a stage.`,
      `„${cell}“ ist keine Kategorie einer Stufe.`,
      '"open", "parked", "won" or "lost"',
      '„open“, „parked“, „won“ oder „lost“',
    ),
  );
  return categoryByName(stage);
}

/** `70%`, `0.7` and `70` are the same; undefined where the cell says nothing. */
function readProbability(cell: string, place: Place, problems: Problem[]): number | undefined {
  if (cell === '' || /^(?:[-–—]|n\/a)$/i.test(cell)) return undefined;
  const number = readNumber(cell.replace(/\s*%$/, ''));
  const share = cell.includes('%') || number > 1 ? number / 100 : number;
  if (share >= 0 && share <= 1) return share;
  problems.push(
    rowProblem('probability-unreadable', place, `"${cell}" is no probability.`, `„${cell}“ ist keine Wahrscheinlichkeit.`, '"50%"'),
  );
  return undefined;
}

function stageTwice(place: Place, stage: string, line: number | undefined): Problem {
  return rowProblem(
    'stage-twice',
    place,
    `The stage "${stage}" also stands in line ${line}; the first row counts.`,
    `Die Stufe „${stage}“ steht auch in Zeile ${line}; die erste Zeile zählt.`,
    'Keep one row a stage.',
    'Lass eine Zeile je Stufe.',
  );
}
