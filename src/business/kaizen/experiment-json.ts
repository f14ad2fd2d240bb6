import { isoDate } from '../../core/moment.ts';
import { MEANING } from './entry-fields.ts';
import type { Listed } from './gathered.ts';
import { remembered } from './remembered.ts';
import { legalSteps } from './steps.ts';

/** Thousands of experiments end on few days. */
const dateOf = remembered(isoDate);

/** An experiment as every operation's JSON has it; what is not given is null. */
export function asJson(one: Listed): object {
  const { id, title, state, file, line } = one;
  const given = one.allGiven();
  const date = given[MEANING.date] ?? null;
  return {
    id,
    title,
    state,
    file,
    line,
    date,
    started: given[MEANING.started] ?? (state === 'active' ? date : null),
    ends: dateOf(one.ends) || null,
    completed: given[MEANING.completed] ?? null,
    overdue: one.overdue,
    layer: given[MEANING.layer] ?? null,
    entity: given[MEANING.entity] ?? null,
    by: given[MEANING.by] ?? null,
    metric: given[MEANING.metric]?.replaceAll('`', '') ?? null,
    hypothesis: given[MEANING.hypothesis] ?? null,
    expected: given[MEANING.expected] ?? null,
    duration: given[MEANING.duration] ?? null,
    actual: given[MEANING.actual] ?? null,
    measured: given[MEANING.evidence] ?? null,
    learning: given[MEANING.learning] ?? null,
    decision: given[MEANING.decision] ?? null,
    from: given[MEANING.from] ?? null,
    follows: given[MEANING.follows] ?? null,
    followedBy: given[MEANING.followedBy] ?? null,
    ledTo: given[MEANING.ledTo] ?? null,
    steps: legalSteps(state),
  };
}

/** Experiments that are made into text at a time: what was made of one lot is gone before the next. */
const LOT = 100;

/** Between two experiments of a lot, and nowhere else: within a text a quote has a backslash in front of it. */
const NEXT = '},{"id":';

/** A JSON document of many experiments, one a line, so that they can be looked for line by line. `head`: what stands above `experiments`. */
export function* jsonOf(head: object, experiments: Iterable<Listed>): Iterable<string> {
  const opening = JSON.stringify({ ...head, experiments: [] }, null, 2);
  let between = `${opening.slice(0, -']\n}'.length)}\n    `;
  let lot: object[] = [];
  const words = (): string => {
    const text = between + JSON.stringify(lot).slice(1, -1).replaceAll(NEXT, NEXT.replace(',', ',\n    '));
    between = ',\n    ';
    lot = [];
    return text;
  };
  let some = false;
  for (const one of experiments) {
    some = true;
    lot.push(asJson(one));
    if (lot.length === LOT) yield words();
  }
  if (lot.length > 0) yield words();
  yield some ? '\n  ]\n}' : opening;
}
