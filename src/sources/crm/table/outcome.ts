import type { Problem } from '../../../core/problem.ts';
import { closedByName, type StageBook } from '../../../core/stage.ts';
import { counted } from '../../../core/text.ts';
import type { TableBuilder } from './builder.ts';

/** What a cell of the outcome column says; undefined where it says neither. */
function outcomeOf(word: string): 'open' | 'won' | 'lost' | undefined {
  return closedByName(word) ?? (/^(?:open|offen|in progress|pending)$/i.test(word.trim()) ? 'open' : undefined);
}

/**
 * Where a column beside the stage says won or lost, as Pipedrive's status does, a deal whose stage is an open one is closed: it gets the
 * policy's first stage of that kind. A stage that is itself closed stays, and where the two disagree that is said.
 */
export function settleOutcome(
  builder: TableBuilder,
  { file, stages }: { readonly file: string; readonly stages: StageBook },
  problems: Problem[],
): void {
  const outcomes = builder.words.outcome.words.map(outcomeOf);
  if (!outcomes.some((outcome) => outcome !== undefined)) return;
  const { stage, outcome } = builder.columns.wholes;
  const names = builder.words.stage;
  const categories = names.words.map((name) => stages.find(name)?.category);
  const closing = outcomes.map((kind, k) =>
    kind === 'won' || kind === 'lost' ? names.ofText(stages.first(kind)?.name ?? builder.words.outcome.words[k]) : 0,
  );
  let against = 0;
  let row = 0;
  for (let i = 0; i < builder.count; i++) {
    const said = outcomes[outcome[i]];
    const now = categories[stage[i]];
    if (said === undefined || said === now) continue;
    if (now === 'won' || now === 'lost') {
      if (against++ === 0) row = builder.columns.wholes.row[i];
    } else if (said !== 'open') stage[i] = closing[outcome[i]];
  }
  if (against > 0) problems.push(outcomeAgainstStage(against, file, row));
}

function outcomeAgainstStage(count: number, file: string, row: number): Problem {
  const deals = counted(count, 'deal is', 'deals are', 'Deal ist', 'Deals sind');
  return {
    code: 'outcome-against-stage',
    level: 'warning',
    message: {
      en: `${deals.en} won or lost by the stage, and something else by the column beside it; the stage counts.`,
      de: `${deals.de} nach der Stufe gewonnen oder verloren, nach der Spalte daneben nicht; die Stufe zählt.`,
    },
    place: { file, row },
    count,
    remedy: {
      en: 'Correct these deals in the CRM, or name the right column with --map stage=COLUMN.',
      de: 'Berichtige diese Deals im CRM, oder nenne die richtige Spalte mit --map stage=SPALTE.',
    },
  };
}
