import { parseDuration } from '../../core/duration.ts';
import { parseIsoMoment, type WallMs } from '../../core/moment.ts';
import { type EntryField, fieldsIn, isGiven, type KnownField, knownField } from './entry-fields.ts';
import type { LogEntry, LogOutline, LogPart } from './log-scan.ts';
import { readableWords } from './safe-words.ts';

/**
 * Where an experiment stands. `completed` has a result and waits for its decision; `adopted` and `iterated` have one.
 */
export type ExperimentState = 'proposed' | 'active' | 'completed' | 'adopted' | 'iterated' | 'dropped';

/** The layers that a log improves, by their English names. */
export type Layer = 'System' | 'Process' | 'Model';

/** An experiment as the log has it; texts as people read them, what is pending is not given. */
export interface Experiment {
  readonly id: string;
  readonly title: string;
  readonly state: ExperimentState;
  readonly part: LogPart;
  readonly line: number;
  /** As written; `System` for `System`. */
  readonly layer?: string;
  readonly entity?: string;
  readonly by?: string;
  readonly metric?: string;
  readonly from?: string;
  readonly follows?: string;
  readonly followedBy?: string;
  readonly ledTo?: string;
  readonly hypothesis?: string;
  readonly expected?: string;
  readonly duration?: string;
  readonly actual?: string;
  readonly evidence?: string;
  readonly learning?: string;
  readonly decision?: string;
  /** Days as `YYYY-MM-DD`, as written. */
  readonly date?: string;
  readonly started?: string;
  readonly completed?: string;
  /** Moment that a running experiment should have ended; NaN where its beginning or its length is not written down. */
  readonly ends: WallMs;
}

/** Every experiment of a log, in its order. */
export function experimentsIn(outline: LogOutline): Experiment[] {
  return outline.entries.map((entry) => experimentOf(outline, entry));
}

/** The experiment that an entry of a log is. */
export function experimentOf(outline: LogOutline, entry: LogEntry): Experiment {
  const fields = knownFields(fieldsIn(outline.text, entry.bodyStart, entry.coreEnd));
  const given = (name: KnownField): string | undefined => {
    const value = fields.get(name)?.value;
    return value !== undefined && isGiven(value) ? readableWords(value) : undefined;
  };
  const started = given('started') ?? (stateOf(fields, entry.part) === 'active' ? given('date') : undefined);
  const duration = given('duration');
  const length = parseDuration(/^\s*(\d+(?:[.,]\d+)?\s*\p{L}+)/u.exec(duration ?? '')?.[1] ?? '-');
  return {
    id: entry.id,
    title: entry.name,
    state: stateOf(fields, entry.part),
    part: entry.part,
    line: entry.line,
    layer: given('layer'),
    entity: given('entity'),
    by: given('by'),
    metric: given('metric')?.replaceAll('`', ''),
    from: given('from'),
    follows: given('follows'),
    followedBy: given('followedBy'),
    ledTo: given('ledTo'),
    hypothesis: given('hypothesis'),
    expected: given('expected'),
    duration,
    actual: given('actual'),
    evidence: given('evidence'),
    learning: given('learning'),
    decision: given('decision'),
    date: given('date'),
    started,
    completed: given('completed'),
    ends: length ? parseIsoMoment(started ?? '') + length.ms : Number.NaN,
  };
}

/** The fields of an entry that the program knows; of two with one meaning the first. */
export function knownFields(fields: readonly EntryField[]): ReadonlyMap<KnownField, EntryField> {
  const known = new Map<KnownField, EntryField>();
  for (const field of fields) {
    const name = knownField(field.label);
    if (name !== undefined && !known.has(name)) known.set(name, field);
  }
  return known;
}

/** The layer that a word means, in English or German; undefined where it is none of the three. */
export function layerNamed(word: string): Layer | undefined {
  const key = word.trim().toLowerCase();
  if (key.startsWith('system')) return 'System';
  if (/^(?:process|prozess)/.test(key)) return 'Process';
  return /^(?:model|modell)/.test(key) ? 'Model' : undefined;
}

function stateOf(fields: ReadonlyMap<KnownField, EntryField>, part: LogPart): ExperimentState {
  const status = (fields.get('status')?.value ?? '').trim().toLowerCase();
  const decision = (fields.get('decision')?.value ?? '').trim().toLowerCase();
  const decided = !decision.includes('/')
    ? /^(?:(adopt|übernehmen|übernommen)|(iterat|wiederhol|weiterentwick)|(drop|verwerfen|verworfen))/.exec(decision)
    : null;
  if (/^(?:dropped|verworfen)/.test(status) || part === 'dropped' || decided?.[3]) return 'dropped';
  if (/^(?:completed|abgeschlossen)/.test(status) || part === 'completed')
    return decided?.[1] ? 'adopted' : decided?.[2] ? 'iterated' : 'completed';
  return /^(?:active|running|aktiv|läuft|laufend)/.test(status) ? 'active' : 'proposed';
}
