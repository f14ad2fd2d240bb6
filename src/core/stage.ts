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
  private readonly byLooseName = new Map<string, Stage>();

  constructor(
    readonly stages: readonly Stage[],
    aliases: Iterable<readonly [crmName: string, stage: Stage]> = [],
  ) {
    for (const stage of stages) this.byName.set(stageKey(stage.name), stage);
    for (const [name, stage] of aliases) this.byName.set(stageKey(name), stage);
    for (const [name, stage] of this.byName) {
      const key = looseKey(name);
      if (key !== '' && !this.byLooseName.has(key)) this.byLooseName.set(key, stage);
    }
  }

  /**
   * The stage that a name in an export means: the policy's own, also where it is numbered, run together or carries its pipeline
   * (`3. Proposal`, `qualifiedtobuy`, `Closed won (Sales Pipeline)`); else, where the name itself says that the deal is closed ("Lost to
   * competition"), the policy's first stage of that kind. Undefined when neither is so.
   */
  find(name: string): Stage | undefined {
    const known = this.named(name);
    if (known) return known;
    const closed = closedByName(name);
    return closed && this.first(closed);
  }

  /** Whether the policy itself names this stage. */
  knows(name: string): boolean {
    return this.named(name) !== undefined;
  }

  private named(name: string): Stage | undefined {
    return this.byName.get(stageKey(name)) ?? this.byLooseName.get(looseKey(name));
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

/** Words that stand before "won" and "lost" and change nothing: `Closed Won`, `Project Lost`, `Cerrado ganado`, `Fechado - Perdido`. */
const ABOUT =
  '(?:closed?|deal|project|opportunity|order|sale|abgeschlossen|geschlossen|auftrag|cerrad[ao]|cierre|negocio|oportunidad|venta|fermée?|cl[oô]turée?|affaire|opportunité|transaction|fechad[ao]|negócio|oportunidade|venda|chius[ao]|trattativa|opportunità|gesloten|ditutup|tutup)';
/** English, German, Dutch, Spanish, French, Portuguese, Italian, Indonesian and Malay. */
const WON_WORDS = 'won|win$|gewonnen|ganad[ao]|gagnée?|ganh[ao]|vint[ao]|menang';
const LOST_WORDS = 'lost(?! contact| touch)|loss$|lose$|verloren|perdid[ao]|perdue?|pers[ao]|kalah';
const saysOutright = (words: string): RegExp => new RegExp(`^(?:${ABOUT}[ :,-]*){0,2}\\(?(?:${words})(?!\\p{L})`, 'u');
const WON = saysOutright(WON_WORDS);
const LOST = saysOutright(LOST_WORDS);

/** Whether a stage's name says outright that its deals are won or lost, in one of nine languages. */
export function closedByName(name: string): 'won' | 'lost' | undefined {
  const key = unnumbered(stageKey(name));
  if (WON.test(key)) return 'won';
  return LOST.test(key) ? 'lost' : undefined;
}

/** `1. Proposal`, `02 - Proposal`, `B. Proposal`, `C4:Proposal`: a key without the number that puts stages in order. */
function unnumbered(key: string): string {
  return key.replace(/^(?:[a-z]?\d{1,2}|[a-z])\s*[.:)]\s*(?=\p{L})|^\d{1,2}[ -](?=\p{L})/u, '');
}

/** What is left of a name when the number before it, a note in brackets behind it and all that is no letter or digit are taken off. */
function looseKey(name: string): string {
  return unnumbered(stageKey(name))
    .replace(/\s*\(([^()]*)\)$/, (note, inside: string) => (closedByName(inside) ? note : ''))
    .replace(/[^\p{L}\p{N}]+/gu, '');
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
