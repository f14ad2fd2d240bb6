import { isoDate } from '../../core/moment.ts';
import type { Listed } from './gathered.ts';
import { legalSteps } from './steps.ts';

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
    ends: isoDate(one.ends) || null,
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
