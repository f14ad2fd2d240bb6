import { isoDate } from '../../core/moment.ts';
import { MEANING } from './entry-fields.ts';
import type { ExperimentState } from './experiment.ts';
import type { Listed } from './gathered.ts';
import { remembered } from './remembered.ts';
import { legalSteps } from './steps.ts';

const quoted = (text: string): string => JSON.stringify(text);

/** Thousands of experiments stand in few logs, end on few days and can take few steps. */
const fileText = remembered(quoted);
const dayText = remembered((at: number) => JSON.stringify(isoDate(at) || null));
const stepsText = remembered((state: ExperimentState) => JSON.stringify(legalSteps(state)));

/** An experiment as every operation's JSON has it, in one line; what is not given is null. */
function jsonText(one: Listed): string {
  const { state } = one;
  const given = one.allQuoted();
  const date = given[MEANING.date];
  const started = given[MEANING.started];
  return (
    `{"id":${quoted(one.id)},"title":${quoted(one.title)},"state":"${state}","file":${fileText(one.file)},"line":${one.line}` +
    `,"date":${date},"started":${started === 'null' && state === 'active' ? date : started},"ends":${dayText(one.ends)}` +
    `,"completed":${given[MEANING.completed]},"overdue":${one.overdue}` +
    `,"layer":${given[MEANING.layer]},"entity":${given[MEANING.entity]},"by":${given[MEANING.by]}` +
    `,"metric":${given[MEANING.metric].replaceAll('`', '')},"hypothesis":${given[MEANING.hypothesis]}` +
    `,"expected":${given[MEANING.expected]},"duration":${given[MEANING.duration]},"actual":${given[MEANING.actual]}` +
    `,"measured":${given[MEANING.evidence]},"learning":${given[MEANING.learning]},"decision":${given[MEANING.decision]}` +
    `,"from":${given[MEANING.from]},"follows":${given[MEANING.follows]},"followedBy":${given[MEANING.followedBy]}` +
    `,"ledTo":${given[MEANING.ledTo]},"steps":${stepsText(state)}}`
  );
}

/** The same as an object. */
export function asJson(one: Listed): object {
  return JSON.parse(jsonText(one));
}

/** What closes an array at the end of a document; the rest of it stands before the experiments. */
const CLOSING = ']\n}';

/** A JSON document of many experiments, one a line, so that they can be looked for line by line. `head`: what stands above `experiments`. */
export function* jsonOf(head: object, experiments: Iterable<Listed>): Iterable<string> {
  yield JSON.stringify({ ...head, experiments: [] }, null, 2).slice(0, -CLOSING.length);
  yield (yield* linesOf(experiments, '    ')) ? `\n  ${CLOSING}` : CLOSING;
}

/** The same of experiments in columns. `head`: what stands above `columns`. */
export function* jsonOfColumns(
  head: object,
  columns: readonly { readonly key: string; readonly experiments: Iterable<Listed> }[],
): Iterable<string> {
  yield JSON.stringify({ ...head, columns: [] }, null, 2).slice(0, -CLOSING.length);
  for (const [k, { key, experiments }] of columns.entries()) {
    yield `${k === 0 ? '' : ','}\n    {\n      "key": ${quoted(key)},\n      "experiments": [`;
    yield (yield* linesOf(experiments, '        ')) ? '\n      ]\n    }' : ']\n    }';
  }
  yield `\n  ${CLOSING}`;
}

/** A line for each; gives whether there was one. */
function* linesOf(experiments: Iterable<Listed>, indent: string): Generator<string, boolean> {
  let between = `\n${indent}`;
  let some = false;
  for (const one of experiments) {
    some = true;
    yield between + jsonText(one);
    between = `,\n${indent}`;
  }
  return some;
}
