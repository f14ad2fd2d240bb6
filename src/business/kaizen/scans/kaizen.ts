import { findingId } from '../../../core/finding.ts';
import { isoDate, wallOf } from '../../../core/moment.ts';
import type { Entity } from '../../../tree/kinds/entity.ts';
import type { Context } from '../../../workspace/operation.ts';
import type { AskedScan, ScanFinding, ScanOutcome } from '../../../workspace/scan.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import { companiesNamed, isGroup } from '../company-names.ts';
import type { Experiment } from '../experiment.ts';
import { beginsEverywhere } from '../given-words.ts';
import { isOverdue } from '../overdue.ts';
import { remembered } from '../remembered.ts';

/** What the log's kind keeps of an experiment in the index. */
interface Kept extends Experiment {
  readonly file: string;
}

/** The kaizen logs for the loop: one finding for each experiment of a company that somebody must look at. */
export const kaizenScan = {
  run(context: Context, workspace: Workspace, { entity, asOf, knownAt }: AskedScan): Promise<ScanOutcome> {
    const instant = asOf ?? knownAt ?? context.now();
    const now = wallOf(instant, entity.timeZone ?? workspace.timeZone);
    const isItsOwn = remembered((field: string) => concerns(field, entity, workspace.entities));
    const own = workspace
      .documents<{ experiments: readonly Experiment[] } | null>('kaizen-log')
      .flatMap(({ path, value }) => (value?.experiments ?? []).map((one): Kept => ({ ...one, ends: one.ends ?? Number.NaN, file: path })))
      .filter((one) => isItsOwn(one.entity ?? ''));
    const findings = own.flatMap((one): ScanFinding[] => {
      if (isOverdue(one, now))
        return [
          found(one, entity, 'experiment-overdue', `should have ended on ${isoDate(one.ends)}`, `sollte am ${isoDate(one.ends)} enden`),
        ];
      if (one.state === 'completed')
        return [found(one, entity, 'experiment-undecided', 'has a result and no decision', 'hat ein Ergebnis und keine Entscheidung')];
      return [];
    });
    return Promise.resolve({ asOf: instant, metrics: [], findings, problems: [], sources: [] });
  },
};

/** Whether a company must look at an experiment by its company field: one that names no company of the tree is the group's. */
function concerns(field: string, entity: Entity, all: readonly Entity[]): boolean {
  const named = companiesNamed(field, all);
  return named.includes(entity) || (isGroup(entity) && (named.length === 0 || beginsEverywhere(field)));
}

function found(one: Kept, entity: Entity, rule: string, en: string, de: string): ScanFinding {
  return {
    id: findingId('kaizen', entity.slug, rule, one.id),
    rule,
    severity: rule === 'experiment-overdue' ? 'medium' : 'low',
    subject: { kind: 'document', id: one.id, name: one.title },
    summary: { en: `${one.id} ${en}: ${one.title}`, de: `${one.id} ${de}: ${one.title}` },
    evidence: { file: one.file, line: one.line, layer: one.layer ?? null, by: one.by ?? null },
    owner: one.by,
  };
}
