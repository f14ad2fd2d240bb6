import * as z from 'zod/mini';
import type { Operation } from '../../../workspace/operation.ts';
import { candidateSplice, candidatesOf } from '../candidates.ts';
import { mustBeMerged } from '../conflict-marks.ts';
import { layerNamed } from '../experiment.ts';
import { LAYER_WORDS, layerGiven } from '../given-words.ts';
import { touchUpdated } from '../last-updated.ts';
import { changeLogs } from '../log-change.ts';
import { languageOf } from '../log-edit.ts';
import { readExistingLog } from '../log-file.ts';
import type { LogOutline } from '../log-scan.ts';
import { outlineWithPart, splicedLog } from '../log-splice.ts';
import { withTree } from '../opened-tree.ts';
import { layerIn } from '../recognise.ts';
import { routeFor } from '../routes.ts';
import { lineWords, plainLine } from '../safe-words.ts';
import { givenOrInput } from '../spoken.ts';

const input = z.object({ text: z.optional(z.string()), layer: z.optional(z.string()), log: z._default(z.string(), 'bizos') });

/** `bizos kaizen candidate "…"`. */
export const candidate: Operation<typeof input> = {
  name: 'kaizen candidate',
  summary: {
    en: 'Keep an idea for an experiment; without words, list them.',
    de: 'Merkt eine Idee für einen Versuch; ohne Worte: alle zeigen.',
  },
  effect: 'writes',
  input,
  fields: {
    text: { help: { en: 'the idea; - reads stdin', de: 'die Idee; - liest stdin' }, value: 'TEXT', position: 'rest' },
    layer: {
      help: { en: 'System, Process or Model (else from the words)', de: 'System, Process oder Model (sonst aus den Worten)' },
      value: 'LAYER',
    },
    log: { help: { en: 'which log: bizos, cto', de: 'welches Log: bizos, cto' }, value: 'LOG' },
  },
  examples: [
    { command: 'bizos kaizen candidate "Weekly review of flags instead of ad hoc"', does: { en: 'one more idea', de: 'eine Idee mehr' } },
    { command: 'bizos kaizen candidate', does: { en: 'the ideas with their numbers', de: 'die Ideen mit ihren Nummern' } },
  ],
  run: (context, given) =>
    withTree(context, async (tree) => {
      const { file } = routeFor(tree.routes, 'kaizen', given.log);
      const { language } = tree;
      const de = language === 'de';
      const words = plainLine(givenOrInput(context, given.text) ?? '');
      let changed: LogOutline | undefined;
      if (words !== '') {
        // People say the layer as the log has it: "Process: a weekly look".
        const said = /^(\p{L}+):\s+(?=\S)/u.exec(words);
        const named = said ? layerNamed(said[1]) : undefined;
        const layer = given.layer === undefined ? (named ?? layerIn(words)) : layerGiven(given.layer);
        const idea = said && named ? words.slice(said[0].length) : words;
        changed = await changeLogs(tree.root, () => {
          const log = mustBeMerged(readExistingLog(tree.root, file));
          const own = languageOf(log.outline) ?? language;
          const item = `${layer ? `${LAYER_WORDS[layer][own]}: ` : ''}${lineWords(idea)}`;
          const now = splicedLog(log, [...touchUpdated(log.outline, tree.today), candidateSplice(log.outline, item, own)]);
          return { files: [{ log: now }], value: outlineWithPart(now, 'candidates') };
        });
      }
      const all = candidatesOf(changed ?? readExistingLog(tree.root, file).outline);
      return {
        exit: 0,
        report: () => ({
          title: de ? 'Kandidaten' : 'Experiment candidates',
          subtitle: file,
          language,
          blocks: [
            all.length === 0
              ? { kind: 'text', tone: 'quiet', text: de ? 'Noch keine.' : 'None yet.' }
              : {
                  kind: 'table',
                  columns: [
                    { label: 'N', align: 'right' },
                    { label: de ? 'Ebene' : 'Layer' },
                    { label: de ? 'Idee' : 'Idea', flexible: true },
                  ],
                  rows: all.map(({ number, layer, text }) => [String(number), layer ? LAYER_WORDS[layer][language] : '–', text]),
                },
            ...(all.length > 0
              ? [
                  {
                    kind: 'commands' as const,
                    items: [
                      {
                        command: `bizos kaizen start-candidate ${all.length}`,
                        does: de ? 'daraus einen Versuch machen' : 'make it an experiment',
                      },
                    ],
                  },
                ]
              : []),
          ],
        }),
        json: () => ({
          schema: 'bizos.kaizen-candidates/1',
          file,
          added: words !== '',
          candidates: all.map(({ number, layer, text, line }) => ({ number, layer: layer ?? null, text, line })),
        }),
      };
    }),
};
