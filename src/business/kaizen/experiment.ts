import type { WallMs } from '../../core/moment.ts';
import { endOf } from './duration-words.ts';
import { EntryField, FIELDS, isGiven, isVisible, type KnownField, LINE_END, MEANING, wordsValue } from './entry-fields.ts';
import { FieldTable } from './label-sweep.ts';
import type { LogEntry, LogOutline, LogPart } from './log-scan.ts';
import { remembered } from './remembered.ts';
import { carriedWords, readableWords } from './safe-words.ts';

/**
 * Where an experiment stands. `completed` has a result and waits for its decision; `adopted` and `iterated` have one.
 */
export type ExperimentState = 'proposed' | 'active' | 'completed' | 'adopted' | 'iterated' | 'dropped';

/** By their number in a `FieldTable`, which begins at one. */
export const STATES: readonly ExperimentState[] = ['proposed', 'active', 'completed', 'adopted', 'iterated', 'dropped'];

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

/** What a field says. */
interface Said {
  readonly written: string;
  /** As people read it; undefined where that is nothing yet. */
  readonly given: string | undefined;
}

function saidIn(words: string): Said {
  const written = wordsValue(words);
  return { written, given: isGiven(written) ? readableWords(written) : undefined };
}

/** Days, names, lengths and `(pending)` are so short, in characters, and come again in entry after entry. */
const SHORT = 48;

/** The same function, which works out short words once. */
function rememberedShort<T extends NonNullable<unknown>>(find: (words: string) => T): (words: string) => T {
  const short = remembered(find);
  return (words) => (words.length <= SHORT ? short(words) : find(words));
}

const saidBy = rememberedShort(saidIn);

/** What a field gives, as JSON. */
const quotedBy = rememberedShort((words: string): string => {
  const { given } = saidIn(words);
  return given === undefined ? 'null' : JSON.stringify(given);
});

/** The experiment that an entry of a log is. */
export function experimentOf(outline: LogOutline, entry: LogEntry): LoggedExperiment {
  return new LoggedExperiment(new FieldTable(outline, Int32Array.of(entry.place)), 0);
}

/** Every experiment of a log, in its order. */
export function experimentsIn(outline: LogOutline): LoggedExperiment[] {
  const table = new FieldTable(outline, outline.entryHeads);
  const all: LoggedExperiment[] = [];
  for (let k = 0; k < table.heads.length; k++) all.push(new LoggedExperiment(table, k));
  return all;
}

/**
 * An experiment as it stands in the text of its log: what is not asked for is not looked for, and nothing is kept but its place, for a large
 * log has ten thousand. Plain data as JSON.
 */
export class LoggedExperiment implements Experiment {
  /** The `k`th of the entries that `table` is of. */
  constructor(
    private readonly table: FieldTable,
    private readonly k: number,
  ) {}

  /** A field as it is written; of two with one meaning the first. */
  field(name: KnownField): EntryField | undefined {
    const { table, k } = this;
    const place = table.placeOf(k, MEANING[name]);
    return place < 0 ? undefined : new EntryField(table.outline.text, table.labels, place, table.endOf(k), this.coreEnd);
  }

  /** What the field with a meaning (`MEANING`) says; undefined where there is none. */
  said(meaning: number): Said | undefined {
    const { table, k } = this;
    const place = table.placeOf(k, meaning);
    return place < 0 ? undefined : this.saidAt(place);
  }

  /** What all its fields say as JSON, by meaning (`MEANING`); `null` where nothing is given. */
  allQuoted(): readonly string[] {
    const { table, k } = this;
    const all: string[] = [];
    for (let meaning = 0; meaning < FIELDS; meaning++) {
      const place = table.placeOf(k, meaning);
      all.push(place < 0 ? 'null' : quotedBy(this.wordsAt(place)));
    }
    return all;
  }

  private saidAt(place: number): Said {
    return saidBy(this.wordsAt(place));
  }

  /** All that stands behind a label up to the next one or the end of the entry. */
  private wordsAt(place: number): string {
    const { table, k } = this;
    const { numbers } = table.labels;
    const after = numbers[place + 2];
    const until = place + 3 < table.endOf(k) ? numbers[place + 4] : this.lastUntil(after);
    return table.outline.text.slice(after, until);
  }

  /** Where the words of the last label end, which end at an empty line when they stand beside it: the end of an entry is dear. */
  private lastUntil(after: number): number {
    const { text } = this.table.outline;
    const stop = text.indexOf('\n', after);
    const beside = stop > after && isVisible(text.charCodeAt(stop - 1)) && text.charCodeAt(stop + 1) === LINE_END;
    return beside ? stop : this.coreEnd;
  }

  private get head(): number {
    return this.table.heads[this.k];
  }
  private get coreEnd(): number {
    return this.table.outline.coreEndAt(this.head);
  }

  /** What the field with a meaning (`MEANING`) says, as people read it. */
  given(meaning: number): string | undefined {
    return this.said(meaning)?.given;
  }

  /** The same as Markdown for another entry of a log; undefined where nothing is given. */
  carried(meaning: number): string | undefined {
    const said = this.said(meaning);
    // What stands in lines of its own below its label may stand below another.
    return said?.given === undefined ? undefined : said.written.includes('\n') ? said.written : carriedWords(said.written);
  }

  /** Where its heading stands in the text. */
  get start(): number {
    return this.table.outline.places.starts[this.head];
  }
  get id(): string {
    return this.table.outline.idAt(this.head) ?? '';
  }
  get part(): LogPart {
    return this.table.outline.partAt(this.head);
  }
  get title(): string {
    return this.table.outline.nameAt(this.head);
  }
  get line(): number {
    return this.table.outline.lines.of(this.start);
  }
  get state(): ExperimentState {
    const { states } = this.table;
    if (states[this.k] === 0)
      states[this.k] =
        1 + STATES.indexOf(stateOf(this.said(MEANING.status)?.written ?? '', this.said(MEANING.decision)?.written ?? '', this.part));
    return STATES[states[this.k] - 1];
  }
  get layer(): string | undefined {
    return this.given(MEANING.layer);
  }
  get entity(): string | undefined {
    return this.given(MEANING.entity);
  }
  get by(): string | undefined {
    return this.given(MEANING.by);
  }
  get metric(): string | undefined {
    return this.given(MEANING.metric)?.replaceAll('`', '');
  }
  get from(): string | undefined {
    return this.given(MEANING.from);
  }
  get follows(): string | undefined {
    return this.given(MEANING.follows);
  }
  get followedBy(): string | undefined {
    return this.given(MEANING.followedBy);
  }
  get ledTo(): string | undefined {
    return this.given(MEANING.ledTo);
  }
  get hypothesis(): string | undefined {
    return this.given(MEANING.hypothesis);
  }
  get expected(): string | undefined {
    return this.given(MEANING.expected);
  }
  get duration(): string | undefined {
    return this.given(MEANING.duration);
  }
  get actual(): string | undefined {
    return this.given(MEANING.actual);
  }
  get evidence(): string | undefined {
    return this.given(MEANING.evidence);
  }
  get learning(): string | undefined {
    return this.given(MEANING.learning);
  }
  get decision(): string | undefined {
    return this.given(MEANING.decision);
  }
  get date(): string | undefined {
    return this.given(MEANING.date);
  }
  get started(): string | undefined {
    return this.given(MEANING.started) ?? (this.state === 'active' ? this.given(MEANING.date) : undefined);
  }
  get completed(): string | undefined {
    return this.given(MEANING.completed);
  }
  get ends(): WallMs {
    const { moments } = this.table;
    if (moments[this.k] === 0) moments[this.k] = endOf(this.started, this.given(MEANING.duration));
    return moments[this.k];
  }

  toJSON(): Experiment {
    const { id, part, title, line, state, layer, entity, by, metric, from, follows, followedBy, ledTo } = this;
    const { hypothesis, expected, duration, actual, evidence, learning, decision, date, started, completed, ends } = this;
    const texts = { hypothesis, expected, duration, actual, evidence, learning, decision };
    return {
      id,
      title,
      state,
      part,
      line,
      layer,
      entity,
      by,
      metric,
      from,
      follows,
      followedBy,
      ledTo,
      ...texts,
      date,
      started,
      completed,
      ends,
    };
  }
}

/** The layer that a word means, in English or German; undefined where it is none of the three. */
export function layerNamed(word: string): Layer | undefined {
  const key = withoutMarks(word).toLowerCase();
  if (key.startsWith('system')) return 'System';
  if (/^(?:process|prozess)/.test(key)) return 'Process';
  return /^(?:model|modell)/.test(key) ? 'Model' : undefined;
}

/** The state that a status and a decision, as written, and a part of the log say together. */
export function stateOf(status: string, decision: string, part: LogPart): ExperimentState {
  // Most experiments of a log stand where the one before does.
  if (status !== lastState.status || decision !== lastState.decision || part !== lastState.part)
    lastState = { status, decision, part, state: stateSaid(withoutMarks(status), withoutMarks(decision), part) };
  return lastState.state;
}

let lastState: { status: string; decision: string; part: LogPart; state: ExperimentState } = {
  status: '',
  decision: '',
  part: 'other',
  state: 'proposed',
};

/** Words without what stresses them, each letter as one sign. */
export function withoutMarks(words: string): string {
  return words.replace(/^[\s*_`]+|[\s*_`]+$/g, '').normalize('NFC');
}

const DECIDED = 'adopt|übernehmen|übernommen|iterat|wiederhol|weiterentwick|drop|verwerfen|verworfen';

/** What a template leaves to be chosen: `Adopt / Iterate / Drop`. */
const CHOICE = new RegExp(`^(?:${DECIDED})[a-zäöü]*\\s*/\\s*(?:${DECIDED})`, 'i');

function stateSaid(stands: string, decision: string, part: LogPart): ExperimentState {
  const decided = CHOICE.test(decision)
    ? null
    : /^(?:(adopt|übernehmen|übernommen)|(iterat|wiederhol|weiterentwick)|(drop|verwerfen|verworfen))/i.exec(decision);
  if (/^(?:dropped|verworfen)/i.test(stands) || part === 'dropped' || decided?.[3]) return 'dropped';
  if (/^(?:completed|abgeschlossen)/i.test(stands) || part === 'completed')
    return decided?.[1] ? 'adopted' : decided?.[2] ? 'iterated' : 'completed';
  return /^(?:active|running|aktiv|läuft|laufend)/i.test(stands) ? 'active' : 'proposed';
}
