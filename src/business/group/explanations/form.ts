import type { Text } from '../../../core/text.ts';
import type { Explanation } from '../../../workspace/operation.ts';

type Pair = readonly [en: string, de: string];

const text = ([en, de]: Pair): Text => ({ en, de });

/** An explanation from its four pairs of sentences, English and German. */
export function explanation(code: string, title: Pair, explain: Pair, example: Pair, remedy: Pair): Explanation {
  return { code, title: text(title), explain: text(explain), example: text(example), remedy: text(remedy) };
}

/** What helps where an export is damaged. */
export const AGAIN = ['Export again from the CRM.', 'Exportiere noch einmal aus dem CRM.'] as const;

/** What helps where cells say what can't be used. */
export const CELLS = ['Correct these cells in the CRM and export again.', 'Berichtige diese Zellen im CRM und exportiere erneut.'] as const;
