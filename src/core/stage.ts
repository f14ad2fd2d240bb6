import type { Duration } from './duration.ts';
import type { Place } from './problem.ts';

/** `open`: being worked on; `parked`: not now (nurturing), outside the open pipeline; `won` and `lost`: closed. */
export type StageCategory = 'open' | 'parked' | 'won' | 'lost';

/** A stage of the sales process as the policy table defines it; `order` is its row, from 0. */
export interface Stage {
  readonly name: string;
  readonly category: StageCategory;
  readonly order: number;
  /** How long a deal may stay. `null`: the table says there is none (N/A). */
  readonly sla: Duration | null;
  /** Share of deals expected to be won from here, 0 to 1, where the policy gives one. */
  readonly probability?: number;
  readonly definition?: string;
  readonly exitCriteria?: string;
  /** Name of the template that follow-ups of this stage are written from, where the policy gives one. */
  readonly template?: string;
  readonly place?: Place;
}

/** The stages of an entity, and every other name that its CRM uses for one of them. */
export class StageBook {
  private readonly byName = new Map<string, Stage>();

  constructor(
    readonly stages: readonly Stage[],
    aliases: Iterable<readonly [crmName: string, stage: Stage]> = [],
  ) {
    for (const stage of stages) this.byName.set(stageKey(stage.name), stage);
    for (const [name, stage] of aliases) this.byName.set(stageKey(name), stage);
  }

  /**
   * The stage that a name in an export means: the policy's own, else, where the name itself says that the deal is closed ("Lost to
   * competition"), the policy's first stage of that kind. Undefined when neither is so.
   */
  find(name: string): Stage | undefined {
    const known = this.byName.get(stageKey(name));
    if (known) return known;
    const closed = closedByName(name);
    return closed && this.first(closed);
  }

  /** Whether the policy itself names this stage. */
  knows(name: string): boolean {
    return this.byName.has(stageKey(name));
  }

  /** The first stage of a category. */
  first(category: StageCategory): Stage | undefined {
    return this.stages.find((stage) => stage.category === category);
  }

  /** Every name that is understood, own names first. */
  get names(): readonly string[] {
    return [...this.byName.keys()];
  }
}

const WON = /^(?:win$|(?:(?:closed|deal|abgeschlossen|geschlossen)[ :-]*)?\(?(?:won|gewonnen)\b)/;
const LOST = /^(?:loss$|(?:(?:closed|deal|abgeschlossen|geschlossen)[ :-]*)?\(?(?:lost(?! contact| touch)|verloren)\b)/;

/** Whether a stage's name says outright that its deals are won or lost, in English or German. */
export function closedByName(name: string): 'won' | 'lost' | undefined {
  const key = stageKey(name);
  if (WON.test(key)) return 'won';
  return LOST.test(key) ? 'lost' : undefined;
}

/** Names are the same when they differ only in case, blanks (no-break ones too), dashes or Unicode form. */
export function stageKey(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u00a0_]+/g, ' ')
    .replace(/\s*[-–—/]\s*/g, '-')
    .trim();
}
