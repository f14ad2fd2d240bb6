import * as z from 'zod/mini';
import { isoDate } from '../../../core/moment.ts';
import type { Block, Report } from '../../../core/report.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { fieldsIn, isGiven } from '../entry-fields.ts';
import { asJson } from '../experiment-json.ts';
import { routeOfId } from '../filing.ts';
import { idNow } from '../final-ids.ts';
import { type Listed, listed } from '../listed.ts';
import { LISTED_REMEDY, listedFields, listedSays } from '../listed-fields.ts';
import { entryNamed } from '../log-edit.ts';
import { readExistingLog } from '../log-file.ts';
import { type OpenedTree, withTree } from '../opened-tree.ts';
import { readableWords } from '../safe-words.ts';
import { commandFor, legalSteps, STATE_WORDS, STEP_WORDS } from '../steps.ts';

const input = z.object({ id: z.string() });

/** `bizos kaizen show ID`. */
export const show: Operation<typeof input> = {
  name: 'kaizen show',
  summary: { en: 'Show an experiment.', de: 'Zeigt einen Versuch.' },
  effect: 'reads',
  input,
  fields: { id: { help: { en: 'its id', de: 'seine Nummer' }, value: 'ID', position: 0 } },
  examples: [{ command: 'bizos kaizen show K-BIZ-001', does: { en: 'one with all its fields', de: 'einen mit allen Angaben' } }],
  run: (context, given) =>
    withTree(context, async (tree) => {
      const id = await idNow(tree, given.id);
      const { file } = routeOfId(tree, id);
      const { outline } = readExistingLog(tree.root, file);
      const entry = entryNamed(outline, id, file);
      const one = listed(outline, entry, file, tree.now);
      const listedAt = listedFields(outline, entry);
      const fields = fieldsIn(outline.text, entry.bodyStart, entry.coreEnd).map(({ label, value }) => ({
        label: readableWords(label),
        value: readableWords(value),
        given: isGiven(value),
      }));
      return {
        exit: 0,
        report: () => drawn(one, fields, listedAt, tree),
        json: () => ({ schema: 'bizos.kaizen-experiment/1', ...asJson(one), ...(listedAt === undefined ? {} : { steps: [] }), fields }),
      };
    }),
};

/** `listedAt`: the line where its fields begin that stand in a list, and can't be read there. */
function drawn(
  one: Listed,
  fields: readonly { label: string; value: string; given: boolean }[],
  listedAt: number | undefined,
  { language }: OpenedTree,
): Report {
  const de = language === 'de';
  const short = fields.filter(({ value, given }) => given && !value.includes('\n') && value.length <= 48);
  const long = fields.filter((field) => field.given && !short.includes(field));
  const open = fields.filter(({ given }) => !given).map(({ label }) => label);
  const ends = isoDate(one.ends);
  const steps = legalSteps(one.state);
  const blocks: Block[] = [
    {
      kind: 'facts',
      items: [
        { label: de ? 'Stand jetzt' : 'Stands at', value: STATE_WORDS[one.state][language] },
        ...short.map(({ label, value }) => ({ label, value })),
        ...(open.length > 0 ? [{ label: de ? 'Noch offen' : 'Still open', value: open.join(', '), tone: 'quiet' as const }] : []),
        ...(ends && one.state === 'active'
          ? [
              {
                label: de ? 'Endet' : 'Ends',
                value: ends,
                tone: one.overdue ? ('warn' as const) : undefined,
                status: one.overdue ? (de ? 'überfällig' : 'overdue') : undefined,
              },
            ]
          : []),
      ],
    },
    ...long.flatMap(({ label, value }): Block[] => [{ kind: 'heading', text: label }, ...wordBlocks(value)]),
  ];
  if (listedAt !== undefined)
    blocks.push({
      kind: 'text',
      tone: 'warn',
      text: `${listedSays(one.id, `${one.file}:${listedAt}`)[language]} ${LISTED_REMEDY[language]}`,
    });
  else if (steps.length > 0)
    blocks.push({
      kind: 'commands',
      title: de ? 'Was jetzt geht' : 'What it can do now',
      items: steps.map((step) => ({ command: commandFor(step, one.id), does: STEP_WORDS[step][language] })),
    });
  return { title: `${one.id}  ${one.title}`, subtitle: `${one.file}:${one.line}`, language, blocks };
}

/** What a numbered item begins with. */
const NUMBER = /^\d{1,3}[.)] /;

/** Paragraphs and lists of a value as blocks. */
function wordBlocks(value: string): Block[] {
  return value.split(/\n{2,}/).map((part): Block => {
    const lines = part.split('\n');
    if (lines.every((line) => /^[-*+] /.test(line))) return { kind: 'list', items: lines.map((line) => line.slice(2)) };
    // As Markdown counts: on from the first number, whatever the others are.
    if (lines.every((line) => NUMBER.test(line)))
      return { kind: 'list', items: lines.map((line) => line.replace(NUMBER, '')), first: Number.parseInt(part, 10) };
    return { kind: 'text', text: part };
  });
}
