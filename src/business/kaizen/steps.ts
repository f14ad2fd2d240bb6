import { BizosError } from '../../core/problem.ts';
import type { Text } from '../../core/text.ts';
import type { Experiment, ExperimentState } from './experiment.ts';

/** A step that an experiment can take. */
export type Step = 'start' | 'result' | 'adopt' | 'iterate' | 'drop';

/** What may follow on what. An experiment without a result can only be dropped; a decision is final. */
const LEGAL: Readonly<Record<ExperimentState, readonly Step[]>> = {
  proposed: ['start', 'drop'],
  active: ['result', 'drop'],
  completed: ['adopt', 'iterate', 'drop'],
  adopted: [],
  iterated: [],
  dropped: [],
};

/** What the states are called. */
export const STATE_WORDS: Readonly<Record<ExperimentState, Text>> = {
  proposed: { en: 'Proposed', de: 'Vorgeschlagen' },
  active: { en: 'Active', de: 'Aktiv' },
  completed: { en: 'To decide', de: 'Zu entscheiden' },
  adopted: { en: 'Adopted', de: 'Übernommen' },
  iterated: { en: 'Iterated', de: 'Weiterentwickelt' },
  dropped: { en: 'Dropped', de: 'Verworfen' },
};

/** What the steps do. */
export const STEP_WORDS: Readonly<Record<Step, Text>> = {
  start: { en: 'begin', de: 'beginnen' },
  result: { en: 'what came of it', de: 'was daraus wurde' },
  adopt: { en: 'keep it', de: 'behalten' },
  iterate: { en: 'try again, changed', de: 'verändert neu versuchen' },
  drop: { en: 'let it go', de: 'fallen lassen' },
};

/** The steps that are open to an experiment now. */
export function legalSteps(state: ExperimentState): readonly Step[] {
  return LEGAL[state];
}

/** The command that takes a step. */
export function commandFor(step: Step, id: string): string {
  if (step === 'start') return `bizos kaizen start ${id}`;
  if (step === 'result') return `bizos kaizen result ${id} "…"`;
  return `bizos kaizen decide ${id} ${step} --learning "…"`;
}

/** Throws BizosError (exit 2) that names the steps which are legal, where this one is not. */
export function mustBeLegal(experiment: Experiment, step: Step): void {
  const legal = LEGAL[experiment.state];
  if (legal.includes(step)) return;
  const { id } = experiment;
  const state = STATE_WORDS[experiment.state];
  const commands = legal.map((one) => commandFor(one, id)).join(', ');
  throw new BizosError(
    2,
    {
      en: `${id} can't take the step "${step}": it is ${state.en.toLowerCase()}.`,
      de: `${id} kann den Schritt „${step}“ nicht gehen: Stand ist „${state.de}“.`,
    },
    legal.length > 0
      ? { en: `What it can do now: ${commands}`, de: `Was jetzt geht: ${commands}` }
      : {
          en: 'Its decision is final. Write a new experiment that follows it: learn kaizen bizos: … --follows ID',
          de: 'Seine Entscheidung steht. Schreibe einen neuen Versuch, der darauf folgt: learn kaizen bizos: … --follows ID',
        },
  );
}
