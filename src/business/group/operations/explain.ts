import * as z from 'zod/mini';
import { BizosError } from '../../../core/problem.ts';
import type { Report } from '../../../core/report.ts';
import { same } from '../../../core/text.ts';
import { languageAround } from '../../../tree/tongue.ts';
import type { Context, Explanation, Operation, Outcome } from '../../../workspace/operation.ts';
import { nearest } from '../nearest.ts';
import { speaks } from '../speaks.ts';

const input = z.object({ code: z.optional(z.string()) });

/** `bizos explain [CODE]`. */
export const explain: Operation<typeof input> = {
  name: 'explain',
  summary: { en: 'Say what a rule or a problem means.', de: 'Sagt, was eine Regel oder ein Problem bedeutet.' },
  about: {
    en: 'Every rule of a scan, every check of the doctor and every problem of reading has a code. Without CODE all of them are listed.',
    de: 'Jede Regel einer Prüfung, jede Untersuchung des Doktors und jedes Leseproblem hat einen Code. Ohne CODE werden alle aufgezählt.',
  },
  effect: 'reads',
  input,
  fields: { code: { value: 'CODE', position: 0, help: { en: 'such as stalled or link-broken', de: 'etwa stalled oder link-broken' } } },
  examples: [
    {
      command: 'bizos explain stalled',
      does: { en: 'what the rule looks at, an example, the remedy', de: 'worauf die Regel sieht, ein Beispiel, die Abhilfe' },
    },
    { command: 'bizos explain', does: { en: 'all codes', de: 'alle Codes' } },
  ],
  async run(context, { code }) {
    const known = [...(await context.explanations())].sort((a, b) => (a.code < b.code ? -1 : 1));
    if (code === undefined) return listed(context, known);
    const wanted = code.trim().toLowerCase().replace(/_/g, '-');
    const found = known.find((one) => one.code.replace(/_/g, '-') === wanted);
    if (!found) {
      const near = nearest(
        wanted,
        known.map((one) => one.code),
        3,
      );
      throw new BizosError(
        2,
        { en: `There is no code "${code}".`, de: `Es gibt keinen Code „${code}“.` },
        near.length > 0 ? { en: `Perhaps ${near.join(', ')}?`, de: `Vielleicht ${near.join(', ')}?` } : same('bizos explain'),
      );
    }
    return one(context, found);
  },
};

function one(context: Context, found: Explanation): Outcome {
  const language = speaks(context, languageAround(context.cwd, context.root));
  const de = language === 'de';
  const report: Report = {
    title: found.title[language],
    subtitle: found.code,
    language,
    blocks: [
      { kind: 'text', text: found.explain[language] },
      { kind: 'heading', text: de ? 'Beispiel' : 'Example' },
      { kind: 'text', text: found.example[language] },
      { kind: 'heading', text: de ? 'Abhilfe' : 'Remedy' },
      { kind: 'text', text: found.remedy[language] },
    ],
  };
  return { exit: 0, report: () => report, json: () => ({ schema: 'bizos.explain/1', ...found }) };
}

function listed(context: Context, known: readonly Explanation[]): Outcome {
  const language = speaks(context, languageAround(context.cwd, context.root));
  const de = language === 'de';
  const report: Report = {
    title: de ? `${known.length} Codes` : `${known.length} codes`,
    language,
    blocks: [
      {
        kind: 'table',
        columns: [{ label: 'Code' }, { label: de ? 'Bedeutung' : 'Meaning', flexible: true }],
        rows: known.map(({ code, title }) => [code, title[language]]),
      },
    ],
  };
  return { exit: 0, report: () => report, json: () => ({ schema: 'bizos.explain/1', codes: known }) };
}
