import { isoDate } from '../../core/moment.ts';
import type { Piece } from '../../core/pieces.ts';
import { MEANING } from './entry-fields.ts';
import type { ExperimentState, LoggedExperiment } from './experiment.ts';
import { remembered } from './remembered.ts';
import { legalSteps } from './steps.ts';

const quoted = (text: string): string => JSON.stringify(text);

/** Thousands of experiments stand in few logs, end on few days and can take few steps. */
const fileText = remembered(quoted);
const dayText = remembered((at: number) => JSON.stringify(isoDate(at) || null));
const stepsText = remembered((state: ExperimentState) => JSON.stringify(legalSteps(state)));

/** Before the number of its line, between that and whether it is overdue, and behind it: both change without the words of an experiment. */
export type JsonParts = readonly [string, string, string];

/** A stretch of a text, or of the bytes of one. */
export interface JsonPlace {
  readonly text: Piece;
  readonly from: number;
  readonly to: number;
}

/** What can be told as JSON. */
export interface InJson {
  /** Where its JSON stands, in one line; in a text of many `BETWEEN` parts them. */
  jsonPlace(): JsonPlace;
}

/** The JSON of an experiment of a log; what is not given is null. */
export function partsOf(one: LoggedExperiment, file: string): JsonParts {
  const { state } = one;
  const given = one.allQuoted();
  const date = given[MEANING.date];
  const started = given[MEANING.started];
  return [
    `{"id":${quoted(one.id)},"title":${quoted(one.title)},"state":"${state}","file":${fileText(file)}`,
    `,"date":${date},"started":${started === 'null' && state === 'active' ? date : started},"ends":${dayText(one.ends)}` +
      `,"completed":${given[MEANING.completed]}`,
    `,"layer":${given[MEANING.layer]},"entity":${given[MEANING.entity]},"by":${given[MEANING.by]}` +
      `,"metric":${given[MEANING.metric].replaceAll('`', '')},"hypothesis":${given[MEANING.hypothesis]}` +
      `,"expected":${given[MEANING.expected]},"duration":${given[MEANING.duration]},"actual":${given[MEANING.actual]}` +
      `,"measured":${given[MEANING.evidence]},"learning":${given[MEANING.learning]},"decision":${given[MEANING.decision]}` +
      `,"from":${given[MEANING.from]},"follows":${given[MEANING.follows]},"followedBy":${given[MEANING.followedBy]}` +
      `,"ledTo":${given[MEANING.ledTo]},"steps":${stepsText(state)}}`,
  ];
}

/** What stands before the number of its line and before whether it is overdue. */
export const [LINE, OVERDUE] = [',"line":', ',"overdue":'];

/** An experiment as every operation's JSON has it, in one line. */
export function jsonText(one: LoggedExperiment & { readonly overdue: boolean }, file: string): string {
  const [head, days, words] = partsOf(one, file);
  return `${head}${LINE}${one.line}${days}${OVERDUE}${one.overdue}${words}`;
}

/** The same as an object. */
export function asJson(one: InJson): object {
  return JSON.parse(String(stretchOf(one.jsonPlace())));
}

function stretchOf({ text, from, to }: JsonPlace): Piece {
  return typeof text === 'string' ? text.slice(from, to) : text.subarray(from, to);
}

/** What closes an array at the end of a document; the rest of it stands before the experiments. */
const CLOSING = ']\n}';

/** What shows experiments, made at once where it is wanted for sure: while the index is open, which remembers some of it. */
export function ready<T>(make: () => T, wanted: boolean): () => T {
  const made = wanted ? make() : undefined;
  return () => made ?? make();
}

/** The same for pieces of JSON. */
export function readyJson(make: () => Iterable<Piece>, wanted: boolean): () => Iterable<Piece> {
  return ready(() => (wanted ? [...make()] : make()), wanted);
}

/** A JSON document of many experiments, one a line, so that they can be looked for line by line. `head`: what stands above `experiments`. */
export function* jsonOf(head: object, experiments: Iterable<InJson>): Iterable<Piece> {
  yield JSON.stringify({ ...head, experiments: [] }, null, 2).slice(0, -CLOSING.length);
  yield (yield* linesOf(experiments)) ? `\n  ${CLOSING}` : CLOSING;
}

/** The same of experiments in columns. `head`: what stands above `columns`. */
export function* jsonOfColumns(
  head: object,
  columns: readonly { readonly key: string; readonly experiments: Iterable<InJson> }[],
): Iterable<Piece> {
  yield JSON.stringify({ ...head, columns: [] }, null, 2).slice(0, -CLOSING.length);
  for (const [k, { key, experiments }] of columns.entries()) {
    yield `${k === 0 ? '' : ','}\n    {\n      "key": ${quoted(key)},\n      "experiments": [`;
    yield (yield* linesOf(experiments)) ? '\n      ]\n    }' : ']\n    }';
  }
  yield `\n  ${CLOSING}`;
}

/** What stands between the experiments of a text: their lines begin at the margin, whatever document they stand in. */
export const BETWEEN = ',\n';

/** A line for each; gives whether there was one. What stands together in a text is taken at once. */
function* linesOf(experiments: Iterable<InJson>): Generator<Piece, boolean> {
  let before = '\n';
  let run: JsonPlace | undefined;
  for (const one of experiments) {
    const { text, from, to } = one.jsonPlace();
    if (run !== undefined && run.text === text && run.to + BETWEEN.length === from) run = { text, from: run.from, to };
    else {
      if (run !== undefined) {
        yield before;
        yield stretchOf(run);
        before = BETWEEN;
      }
      run = { text, from, to };
    }
  }
  if (run === undefined) return false;
  yield before;
  yield stretchOf(run);
  return true;
}
