import type { ActionFinding } from '../../../core/action.ts';
import type { Problem } from '../../../core/problem.ts';
import type { Entity } from '../../../tree/kinds/entity.ts';
import type { AskedDrafts } from '../../../workspace/action.ts';
import type { Context } from '../../../workspace/operation.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import { type Gathered, gather } from '../operations/gather.ts';
import { scanInput } from '../operations/scan-input.ts';
import { OPEN, type Prepared, prepare } from '../prepared.ts';

/** The facts of one company that actions are written from. */
export interface CompanyFacts {
  readonly entity: Entity;
  readonly gathered: Gathered;
  readonly prepared: Prepared;
}

/** A deal of the newest export that findings are about, still open. */
export interface FoundDeal {
  /** Place in the export's table. */
  readonly i: number;
  readonly id: string;
  /** The stage as the policy calls it; as the CRM does where the policy knows none. */
  readonly stage: string;
  /** The severest first. */
  readonly findings: readonly ActionFinding[];
}

/** The facts of each company that the findings name, in the tree's order. Companies without an export are left out. */
export async function factsOf(
  context: Context,
  workspace: Workspace,
  entities: ReadonlySet<string>,
): Promise<{ companies: CompanyFacts[]; problems: Problem[] }> {
  const companies: CompanyFacts[] = [];
  const problems: Problem[] = [];
  for (const entity of workspace.entities.filter(({ slug }) => entities.has(slug))) {
    const gathered = await gather(context, { workspace, entity }, scanInput.parse({}));
    if (!gathered) continue;
    companies.push({ entity, gathered, prepared: prepare(gathered.facts, gathered.policy, gathered.moment) });
  }
  return { companies, problems };
}

/** The open deals that findings are about, in the order of the findings. A deal that was closed or is gone since is none of them. */
export function dealsOf({ prepared }: Pick<CompanyFacts, 'prepared'>, findings: AskedDrafts['findings']): FoundDeal[] {
  const { deals } = prepared.facts;
  const byId = new Map<string, ActionFinding[]>();
  for (const finding of findings)
    if (finding.subject.kind === 'deal') byId.set(finding.subject.id, [...(byId.get(finding.subject.id) ?? []), finding]);
  const places = placesOf(prepared, byId);
  return [...byId].flatMap(([id, about]) => {
    const i = places.get(id);
    if (i === undefined || prepared.category[i] !== OPEN) return [];
    const word = deals.stage.words[deals.stage.at[i]];
    return [{ i, id, stage: prepared.stageOfWord[deals.stage.at[i]]?.name ?? word, findings: about }];
  });
}

/** Where the wanted ids stand: at the row that a finding names, else wherever they are found. Ids that stand twice count once. */
function placesOf({ facts: { deals } }: Prepared, wanted: ReadonlyMap<string, readonly ActionFinding[]>): Map<string, number> {
  const found = new Map<string, number>();
  const missing = new Set(wanted.keys());
  const rows = new Map(Array.from(deals.row, (row, i) => [row, i]));
  for (const [id, findings] of wanted) {
    const i = rows.get(Number(findings[0].evidence.row));
    if (i === undefined || deals.id(i) !== id) continue;
    found.set(id, i);
    missing.delete(id);
  }
  for (let i = 0; i < deals.count && missing.size > 0; i++) {
    const id = deals.id(i);
    if (missing.delete(id)) found.set(id, i);
  }
  return found;
}
