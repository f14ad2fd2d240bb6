import * as z from 'zod/mini';
import { BizosError } from '../../../core/problem.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { candidatesOf, standsApart, withoutCandidate } from '../candidates.ts';
import { mustBeMerged } from '../conflict-marks.ts';
import { documentLanguage, planDraft } from '../filing.ts';
import { EVERYWHERE, entityGiven, layerGiven } from '../given-words.ts';
import { plainInline } from '../heading-words.ts';
import { changeLogs } from '../log-change.ts';
import { readExistingLog } from '../log-file.ts';
import { splicedLog } from '../log-splice.ts';
import { numberNotes } from '../number-notes.ts';
import { withTree } from '../opened-tree.ts';
import { entitiesIn, layerIn, splitHypothesis, titleOf } from '../recognise.ts';
import { routeFor } from '../routes.ts';
import { carriedWords, readableWords } from '../safe-words.ts';
import { durationIn } from '../spoken-duration.ts';
import { askAhead, TakenIds } from '../taken-ids.ts';
import { personHere } from '../who-is-here.ts';

const input = z.object({
  number: z.int().check(z.minimum(1)),
  layer: z.optional(z.string()),
  entity: z.optional(z.string()),
  duration: z.optional(z.string()),
  log: z._default(z.string(), 'bizos'),
});

/** `bizos kaizen start-candidate N`. */
export const startCandidate: Operation<typeof input> = {
  name: 'kaizen start-candidate',
  summary: { en: 'Make a candidate an experiment.', de: 'Macht aus einem Kandidaten einen Versuch.' },
  effect: 'writes',
  input,
  fields: {
    number: { help: { en: 'its number in bizos kaizen candidate', de: 'seine Nummer in bizos kaizen candidate' }, value: 'N', position: 0 },
    layer: {
      help: { en: 'System, Process or Model (else from the words)', de: 'System, Process oder Model (sonst aus den Worten)' },
      value: 'LAYER',
    },
    entity: { help: { en: 'the company (else from the words)', de: 'die Firma (sonst aus den Worten)' }, value: 'COMPANY' },
    duration: { help: { en: 'how long it runs: "4 weeks"', de: 'wie lange er läuft: „4 Wochen“' }, value: 'TIME' },
    log: { help: { en: 'which log: bizos, cto', de: 'welches Log: bizos, cto' }, value: 'LOG' },
  },
  examples: [
    { command: 'bizos kaizen start-candidate 2', does: { en: 'the second idea becomes K-BIZ-…', de: 'die zweite Idee wird K-BIZ-…' } },
  ],
  run: (context, given) =>
    withTree(context, async (tree) => {
      const ids = new TakenIds(tree.root, { ahead: askAhead(tree.root) });
      const route = routeFor(tree.routes, 'kaizen', given.log);
      const by = await personHere(context, tree.root);
      const { filed, title } = await changeLogs(
        tree.root,
        async (nextId) => {
          const log = mustBeMerged(readExistingLog(tree.root, route.file));
          const all = candidatesOf(log.outline);
          const chosen = all.find(({ number }) => number === given.number);
          if (!chosen) throw noSuch(given.number, all.length);
          const idea = splitHypothesis(chosen.written);
          const words = chosen.more === undefined ? idea.sentence : `${idea.sentence}\n\n${chosen.more}`;
          const plain = plainInline(chosen.written);
          const named = entitiesIn(chosen.text, tree.entities);
          const draft = {
            route,
            title: titleOf({ ...splitHypothesis(plain), sentence: plain.replace(/\s+[—–-]\s+.*$/s, '') }),
            words: readableWords(words),
            written: { words: carriedWords(words), expected: idea.outcome === undefined ? undefined : carriedWords(idea.outcome) },
            layer: given.layer === undefined ? (chosen.layer ?? layerIn(chosen.text) ?? ('Process' as const)) : layerGiven(given.layer),
            entity:
              given.entity === undefined
                ? named.map(({ name }) => name).join(', ') || EVERYWHERE[tree.asked ?? tree.language]
                : entityGiven(given.entity, tree),
            duration: given.duration ?? durationIn(chosen.text),
            by,
          };
          const gone = [withoutCandidate(log.outline, chosen, documentLanguage(log, tree))];
          // At once where it can be: between two changes, all of a large log is looked at.
          const { files, value } = standsApart(log.outline, chosen)
            ? await planDraft(draft, tree, nextId, [log], gone)
            : await planDraft(draft, tree, nextId, [splicedLog(log, gone)]);
          return { files: value.already ? [{ log: splicedLog(log, gone) }] : files, value: { filed: value, title: draft.title } };
        },
        ids,
      );
      const { language } = tree;
      const de = language === 'de';
      const notes = numberNotes(filed.already ? [] : [filed.id], ids, language);
      return {
        exit: 0,
        report: () => ({
          title: de ? 'Aus der Idee wurde ein Versuch' : 'The idea is an experiment now',
          language,
          blocks: [
            { kind: 'text', tone: 'good', text: `${filed.id}  ${filed.file}:${filed.line}` },
            { kind: 'text', text: title },
            ...notes.blocks,
            { kind: 'commands', items: [{ command: `bizos kaizen start ${filed.id}`, does: de ? 'wenn er beginnt' : 'when it begins' }] },
          ],
        }),
        json: () => ({
          schema: 'bizos.learn/1',
          id: filed.id,
          kind: 'kaizen',
          file: filed.file,
          line: filed.line,
          title,
          candidate: given.number,
          countedAlone: notes.countedAlone,
        }),
      };
    }),
};

function noSuch(number: number, count: number): BizosError {
  return new BizosError(
    2,
    {
      en: `There is no candidate ${number}: ${count === 1 ? 'there is one' : `there are ${count === 0 ? 'none' : count}`}.`,
      de: `Kandidat ${number} gibt es nicht: Es ${count === 1 ? 'ist einer' : `sind ${count === 0 ? 'keine' : count}`}.`,
    },
    { en: 'bizos kaizen candidate shows them with their numbers.', de: 'bizos kaizen candidate zeigt sie mit ihren Nummern.' },
  );
}
