import * as z from 'zod/mini';
import { BizosError } from '../../../core/problem.ts';
import type { LearnRoute } from '../../../tree/kinds/learn-routes.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { mustBeMerged } from '../conflict-marks.ts';
import { MEANING } from '../entry-fields.ts';
import { type LoggedExperiment, layerNamed } from '../experiment.ts';
import { type Draft, routeOfId } from '../filing.ts';
import { idNow } from '../final-ids.ts';
import { readExistingLog } from '../log-file.ts';
import { type OpenedTree, withTree } from '../opened-tree.ts';
import { reasonIn, splitHypothesis, titleOf } from '../recognise.ts';
import { routeFor } from '../routes.ts';
import { blockWords } from '../safe-words.ts';
import { givenOrInput } from '../spoken.ts';
import { mustBeLegal } from '../steps.ts';
import { experimentNamed, neededWords, STEP_VALUES, stepOutcome, takeStep } from '../taking-step.ts';
import { personHere } from '../who-is-here.ts';

const input = z.object({
  id: z.string(),
  decision: z.optional(z.enum(['adopt', 'iterate', 'drop'])),
  learning: z.optional(z.string()),
  rule: z.optional(z.string()),
  next: z.optional(z.string()),
});

type Given = z.infer<typeof input>;

/** `bizos kaizen decide ID adopt|iterate|drop`. */
export const decide: Operation<typeof input> = {
  name: 'kaizen decide',
  summary: { en: 'Decide on an experiment: adopt, iterate or drop.', de: 'Entscheidet über einen Versuch: adopt, iterate oder drop.' },
  about: {
    en: 'adopt keeps the change; with --rule it becomes a rule, linked both ways. iterate opens a successor that links back; --next gives its hypothesis. drop lets it go, also before there is a result.',
    de: 'adopt behält die Änderung; mit --rule wird sie eine Regel, beidseitig verlinkt. iterate eröffnet einen Nachfolger, der zurück verlinkt; --next gibt dessen Hypothese. drop lässt den Versuch fallen, auch ohne Ergebnis.',
  },
  effect: 'writes',
  input,
  fields: {
    id: { help: { en: 'its id', de: 'seine Nummer' }, value: 'ID', position: 0 },
    decision: { help: { en: 'adopt, iterate or drop', de: 'adopt, iterate oder drop' }, value: 'DECISION', position: 1 },
    learning: { help: { en: 'what it taught; - reads stdin', de: 'was er lehrte; - liest stdin' }, value: 'TEXT' },
    rule: { help: { en: 'the rule that it becomes (adopt)', de: 'die Regel, die er wird (adopt)' }, value: 'TEXT' },
    next: { help: { en: 'the hypothesis of the successor (iterate)', de: 'die Hypothese des Nachfolgers (iterate)' }, value: 'TEXT' },
  },
  examples: [
    { command: 'bizos kaizen decide K-BIZ-003 adopt --learning "Mondays work"', does: { en: 'keep it', de: 'behalten' } },
    {
      command: 'bizos kaizen decide K-BIZ-002 iterate --learning "Ask for one field only"',
      does: { en: 'try again, changed', de: 'verändert neu versuchen' },
    },
  ],
  run: (context, given) =>
    withTree(context, async (tree) => {
      const { decision } = given;
      if (decision === undefined)
        throw new BizosError(
          2,
          { en: 'Which decision: adopt, iterate or drop?', de: 'Welche Entscheidung: adopt, iterate oder drop?' },
          { en: `bizos kaizen decide ${given.id} adopt --learning "…"`, de: `bizos kaizen decide ${given.id} adopt --learning "…"` },
        );
      for (const [flag, of] of [
        ['rule', 'adopt'],
        ['next', 'iterate'],
      ] as const)
        if (given[flag] !== undefined && decision !== of) throw notOfIt(flag, of, decision);
      const id = await idNow(tree, given.id);
      const route = routeOfId(tree, id);
      const { outline } = mustBeMerged(readExistingLog(tree.root, route.file));
      const { experiment: now } = experimentNamed(outline, id, route.file);
      mustBeLegal(now, decision);
      const learning =
        given.learning === undefined && now.learning !== undefined
          ? undefined
          : await neededWords(context, givenOrInput(context, given.learning), '--learning "…"', {
              en: 'What did it teach?',
              de: 'Was lehrte er?',
            });
      // What is left of standard input when one flag has read it is nothing: a second dash is refused.
      const said = { ...given, learning, rule: givenOrInput(context, given.rule), next: givenOrInput(context, given.next) };
      const by = decision === 'iterate' || said.rule !== undefined ? await personHere(context, tree.root) : undefined;
      const taken = await takeStep(tree, id, (one, language) => ({
        step: decision,
        part: decision === 'drop' ? 'dropped' : 'completed',
        values: {
          status: decision === 'drop' ? STEP_VALUES.dropped[language] : undefined,
          decision: STEP_VALUES[decision][language],
          completed: one.completed === undefined ? tree.today : undefined,
          learning: learning === undefined ? undefined : blockWords(learning),
        },
        drafts: draftsOf(said, one, route, tree, by),
      }));
      return stepOutcome(tree, taken, [], { decision });
    }),
};

/** A flag whose words would go nowhere. */
function notOfIt(flag: string, of: string, decision: string): BizosError {
  return new BizosError(
    2,
    { en: `--${flag} belongs to ${of}, not to ${decision}.`, de: `--${flag} gehört zu ${of}, nicht zu ${decision}.` },
    {
      en: `Leave it out, or decide otherwise: bizos kaizen decide ID ${of} --${flag} "…"`,
      de: `Lass es weg, oder entscheide anders: bizos kaizen decide ID ${of} --${flag} "…"`,
    },
  );
}

/** The successor of an iterated experiment, the rule of an adopted one. */
function draftsOf(
  { decision, next, rule, learning }: Given,
  one: LoggedExperiment,
  route: LearnRoute,
  tree: OpenedTree,
  by: string | undefined,
): Draft[] {
  const entity = one.entity ?? '–';
  if (decision === 'iterate') {
    const idea = next === undefined ? undefined : splitHypothesis(next);
    return [
      {
        route,
        title: idea ? titleOf(idea) : one.title,
        words: idea?.sentence ?? one.hypothesis ?? one.title,
        layer: layerNamed(one.layer ?? ''),
        entity,
        expected: idea?.outcome ?? one.expected,
        written: {
          words: idea ? undefined : one.carried(MEANING.hypothesis),
          expected: idea?.outcome === undefined ? one.carried(MEANING.expected) : undefined,
        },
        duration: one.duration,
        metric: one.metric,
        by,
        follows: one.id,
      },
    ];
  }
  if (decision !== 'adopt' || rule === undefined) return [];
  const home = routeFor(tree.routes, 'rule', route.scope);
  return [
    {
      route: home,
      title: titleOf({ sentence: rule }),
      words: rule,
      why: reasonIn(rule) ?? learning ?? one.learning,
      written: { why: reasonIn(rule) === undefined && learning === undefined ? one.carried(MEANING.learning) : undefined },
      entity,
      by,
      from: one.id,
    },
  ];
}
