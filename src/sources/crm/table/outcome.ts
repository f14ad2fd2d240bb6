import type { Problem } from '../../../core/problem.ts';
import { closedByName, type StageBook, type StageCategory } from '../../../core/stage.ts';
import { counted } from '../../../core/text.ts';
import type { TableBuilder } from './builder.ts';

/** What a cell of the outcome column says, by the policy's stage names first; undefined where it says nothing that is known. */
function outcomeOf(word: string, stages: StageBook): StageCategory | undefined {
  return (
    stages.find(word)?.category ??
    closedByName(word) ??
    (/^(?:open|offen|active|aktiv|in progress|pending)$/i.test(word.trim()) ? 'open' : undefined)
  );
}

/**
 * Where a column beside the stage says won, lost or parked, as Pipedrive's status does, a deal whose stage is an open one is that: it gets
 * the policy's first stage of that kind. A stage that is itself closed stays, and where the two disagree that is said, as are words of
 * that column which nothing explains.
 */
export function settleOutcome(
  builder: TableBuilder,
  { file, stages }: { readonly file: string; readonly stages: StageBook },
  problems: Problem[],
): void {
  const outcomes = builder.words.outcome.words.map((word) => outcomeOf(word, stages));
  if (!outcomes.some((outcome) => outcome === 'won' || outcome === 'lost')) return;
  const { stage, outcome } = builder.columns.wholes;
  const names = builder.words.stage;
  const categories = names.words.map((name) => stages.find(name)?.category);
  const instead = outcomes.map((kind, k) =>
    kind === undefined || kind === 'open' ? 0 : names.ofText(stages.first(kind)?.name ?? builder.words.outcome.words[k]),
  );
  const unknown = new Map<number, number>();
  let against = 0;
  let row = 0;
  for (let i = 0; i < builder.count; i++) {
    const said = outcomes[outcome[i]];
    const now = categories[stage[i]];
    const closed = now === 'won' || now === 'lost';
    if (said === undefined) {
      if (outcome[i] !== 0 && !closed) unknown.set(outcome[i], (unknown.get(outcome[i]) ?? 0) + 1);
    } else if (said === now) continue;
    else if (closed) {
      if (against++ === 0) row = builder.columns.wholes.row[i];
    } else if (said !== 'open') stage[i] = instead[outcome[i]];
  }
  if (against > 0) problems.push(outcomeAgainstStage(against, file, row));
  if (unknown.size > 0) problems.push(outcomeUnknown(unknown, builder.words.outcome.words, file));
}

function outcomeUnknown(unknown: ReadonlyMap<number, number>, words: readonly string[], file: string): Problem {
  const most = [...unknown].sort((a, b) => b[1] - a[1]);
  const list = most
    .slice(0, 8)
    .map(([word, n]) => `"${words[word]}" (${n})`)
    .join(', ');
  const first = words[most[0][0]];
  return {
    code: 'outcome-unknown',
    level: 'warning',
    message: {
      en: `The column beside the stage that says won or lost also says ${list}; those deals count by their stage.`,
      de: `Die Spalte neben der Stufe, die gewonnen oder verloren sagt, sagt auch ${list}; diese Deals zählen nach ihrer Stufe.`,
    },
    place: { file },
    count: most.reduce((sum, [, n]) => sum + n, 0),
    remedy: {
      en: `If that means lost, pass --stage '${first}=lost', or add "| ${first} | Closed Lost |" to the table "CRM Stage | Stage" of CRM_STRUCTURE.md.`,
      de: `Heißt das verloren, gib --stage '${first}=lost' an, oder ergänze „| ${first} | Closed Lost |“ in der Tabelle „CRM Stage | Stage“ von CRM_STRUCTURE.md.`,
    },
  };
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
