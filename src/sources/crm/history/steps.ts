import { DAY_MS, type WallMs } from '../../../core/moment.ts';
import type { Checked, Problem } from '../../../core/problem.ts';
import { type StageBook, stageKey } from '../../../core/stage.ts';
import { counted } from '../../../core/text.ts';
import type { DealTable, StageStep } from '../deals.ts';
import { cleanCell } from '../values/text.ts';

/** An id for comparing: module exports write `zcrm_` before the id that backups and the API write bare. */
function joinKey(id: string): string {
  return cleanCell(id).replace(/^zcrm_/i, '');
}

/**
 * The steps of all stage-history exports, oldest first, each once, under the ids that the newest export writes. Reports have no
 * ids: there the name decides, and steps of a name that several deals share are left out, counted and said.
 */
export function joinSteps(steps: readonly StageStep[], deals: DealTable): Checked<StageStep[]> {
  if (steps.length === 0) return { value: [], problems: [] };
  const idOf = new Map<string, string | undefined>(steps.map(({ deal }) => [joinKey(deal), undefined]));
  const unknown = new Set(idOf.keys());
  for (let i = 0; i < deals.count; i++) {
    const id = deals.id(i);
    const key = joinKey(id);
    if (!unknown.delete(key)) continue;
    idOf.set(key, id);
  }
  const shared = unknown.size > 0 && deals.fields.has('name') ? takeNames(deals, unknown, idOf) : new Set<string>();
  const joined: StageStep[] = [];
  let left = 0;
  for (const step of steps) {
    const key = joinKey(step.deal);
    if (shared.has(key)) left++;
    else joined.push({ ...step, deal: idOf.get(key) ?? step.deal });
  }
  return { value: eachOnce(joined), problems: left > 0 ? [namesShared(left, shared)] : [] };
}

/** Looks names up among the deals; gives those that more than one deal has. */
function takeNames(deals: DealTable, wanted: ReadonlySet<string>, idOf: Map<string, string | undefined>): Set<string> {
  const shared = new Set<string>();
  const found = new Set<string>();
  for (let i = 0; i < deals.count; i++) {
    const name = joinKey(deals.name(i));
    if (!wanted.has(name)) continue;
    if (found.has(name)) shared.add(name);
    found.add(name);
    idOf.set(name, deals.id(i));
  }
  return shared;
}

/** Histories overlap: of steps of one deal into one stage at one moment that one stays which knows where it came from. */
function eachOnce(steps: readonly StageStep[]): StageStep[] {
  const best = new Map<string, StageStep>();
  for (const step of steps) {
    const key = `${step.at}\u0000${stageKey(step.to)}\u0000${step.deal}`;
    if (!best.get(key)?.from) best.set(key, step);
  }
  return [...best.values()].sort((a, b) => a.at - b.at);
}

function namesShared(left: number, names: ReadonlySet<string>): Problem {
  const steps = counted(left, 'step', 'steps', 'Schritt', 'Schritte');
  const some = [...names].slice(0, 3).join(', ');
  return {
    code: 'history-name-shared',
    level: 'warning',
    message: {
      en: `${steps.en} of the stage history are left out: the history names deals without ids, and several deals are called ${some}.`,
      de: `${steps.de} des Stufenverlaufs bleiben außen vor: Er nennt Deals ohne Ids, und mehrere Deals heißen ${some}.`,
    },
    count: left,
    remedy: { en: 'Export the stage history with the record id.', de: 'Exportiere den Stufenverlauf mit der Datensatz-Id.' },
  };
}

/** A step that was seen between two exports: it happened after the older one was made. */
export interface SeenStep extends StageStep {
  /** The moment of the older export. */
  readonly after: WallMs;
}

/** What the CRM's own history knows of deals, for holding what was seen between exports against it. */
export class KnownSteps {
  private readonly byDeal = new Map<string, StageStep[]>();

  /** `steps` oldest first. */
  constructor(
    readonly steps: readonly StageStep[],
    private readonly stages: StageBook,
  ) {
    for (const step of steps) {
      const list = this.byDeal.get(step.deal);
      if (list) list.push(step);
      else this.byDeal.set(step.deal, [step]);
    }
  }

  /** Whether the history tells of this step itself: the same deal came into the same stage within the time that the step lies in. */
  tellOf(seen: SeenStep): boolean {
    const to = this.key(seen.to);
    // The date of an export may stand for the end of its day: a step of that day can lie on either side.
    const from = Math.floor(seen.after / DAY_MS) * DAY_MS;
    return this.byDeal.get(seen.deal)?.some(({ at, to: into }) => at >= from && at <= seen.at && this.key(into) === to) ?? false;
  }

  /** When a deal came into the stage that it stands in now; undefined where the history ends elsewhere or knows nothing. */
  entered(deal: string, stage: string): WallMs | undefined {
    const last = this.byDeal.get(deal)?.at(-1);
    return last && this.key(last.to) === this.key(stage) ? last.at : undefined;
  }

  private key(stage: string): string {
    return stageKey(this.stages.find(stage)?.name ?? stage);
  }
}
