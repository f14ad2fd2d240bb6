import type { Problem } from '../../core/problem.ts';
import type { ParsedDocument } from '../../tree/document.ts';
import type { AgentGoals } from '../../tree/kinds/agent-goals.ts';
import { columnsIn, headingKey } from '../../tree/tables.ts';
import { COLUMN, HEADING } from '../../tree/vocabulary.ts';
import { checksOf, type TreeCheck, type TreeLook } from '../../workspace/check.ts';
import { scheduleExplanations } from '../explanations/schedule.ts';
import { readSchedule } from './read.ts';

/** What the doctor looks for in the schedules: times that can't be read, rows of one name, names that nothing goes by, tables of no agent. */
export const CHECKS: readonly TreeCheck[] = checksOf(scheduleExplanations, problemsIn);

async function problemsIn({ context, documents }: TreeLook): Promise<readonly Problem[]> {
  const [scans, kinds] = await Promise.all([context.scans?.() ?? [], context.actionKinds?.() ?? []]);
  const workspace = {
    documents: <T>(kind: string) =>
      documents.filter((one) => one.kind === kind).map(({ document, value }) => ({ path: document.path, value: value as T })),
  };
  const { problems } = await readSchedule(workspace, { scans, kinds });
  return [
    ...problems,
    ...documents.flatMap(({ document, kind, value }) => (kind === 'agent-goals' ? agentless(document, value as AgentGoals) : [])),
  ];
}

/** Tables of a schedule below a heading that is no agent: nobody would run them, and `schedule list` does not know them. */
function agentless(document: ParsedDocument, { agents }: AgentGoals): Problem[] {
  const taken = new Set(agents.flatMap(({ schedule }) => schedule.map(({ line }) => line)));
  return document.sections
    .filter(({ title }) => (HEADING.schedule as readonly string[]).includes(headingKey(title)))
    .flatMap(({ tables }) => tables)
    .filter((table) => columnsIn(table, { when: COLUMN.when }).when !== undefined)
    .filter(({ rows }) => rows.length > 0 && !rows.some(({ line }) => taken.has(line)))
    .map(({ line }) => ({
      code: 'schedule-agentless',
      level: 'warning',
      place: { file: document.path, line },
      message: {
        en: 'This schedule stands below no agent; nothing in it is run.',
        de: 'Dieser Zeitplan steht unter keinem Agenten; nichts daraus läuft.',
      },
      remedy: {
        en: 'Put it below the heading of an agent, which has a line "**Mission:**".',
        de: 'Setze ihn unter die Überschrift eines Agenten, die eine Zeile „**Mission:**“ hat.',
      },
    }));
}
