import { isoDate } from '../../core/moment.ts';
import type { Listed } from './gathered.ts';
import { remembered } from './remembered.ts';
import { legalSteps } from './steps.ts';

/** Thousands of experiments end on few days. */
const dateOf = remembered(isoDate);

/** An experiment as every operation's JSON has it; what is not given is null. */
export function asJson(one: Listed): object {
  return {
    id: one.id,
    title: one.title,
    state: one.state,
    file: one.file,
    line: one.line,
    date: one.date ?? null,
    started: one.started ?? null,
    ends: dateOf(one.ends) || null,
    completed: one.completed ?? null,
    overdue: one.overdue,
    layer: one.layer ?? null,
    entity: one.entity ?? null,
    by: one.by ?? null,
    metric: one.metric ?? null,
    hypothesis: one.hypothesis ?? null,
    expected: one.expected ?? null,
    duration: one.duration ?? null,
    actual: one.actual ?? null,
    measured: one.evidence ?? null,
    learning: one.learning ?? null,
    decision: one.decision ?? null,
    from: one.from ?? null,
    follows: one.follows ?? null,
    followedBy: one.followedBy ?? null,
    ledTo: one.ledTo ?? null,
    steps: legalSteps(one.state),
  };
}

/** Experiments that are made into text at a time: what was made of one lot is gone before the next. */
const LOT = 100;

/** A document of many experiments as `JSON.stringify(document, null, 2)` writes it, lot by lot. `head`: what stands above `experiments`. */
export function* jsonOf(head: object, experiments: readonly Listed[]): Iterable<string> {
  const opening = JSON.stringify({ ...head, experiments: [] }, null, 2);
  if (experiments.length === 0) {
    yield opening;
    return;
  }
  yield opening.slice(0, -']\n}'.length);
  for (let at = 0; at < experiments.length; at += LOT) {
    const lot = JSON.stringify({ lot: experiments.slice(at, at + LOT).map(asJson) }, null, 2);
    yield (at > 0 ? ',' : '') + lot.slice('{\n  "lot": ['.length, -'\n  ]\n}'.length);
  }
  yield '\n  ]\n}';
}
