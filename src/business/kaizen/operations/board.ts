import * as z from 'zod/mini';
import { isoDate } from '../../../core/moment.ts';
import type { Report } from '../../../core/report.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { jsonOfColumns, ready, readyJson } from '../experiment-json.ts';
import { wantedOf } from '../gathered.ts';
import { withTree } from '../opened-tree.ts';
import { BOARD, boardBlock } from '../reports/board.ts';

const input = z.object({
  entity: z.optional(z.string()),
  layer: z.optional(z.string()),
  log: z.optional(z.string()),
  most: z._default(z.int().check(z.minimum(1)), 12),
});

/** `bizos kaizen board`. */
export const board: Operation<typeof input> = {
  name: 'kaizen board',
  summary: { en: 'Show the experiments in columns by status.', de: 'Zeigt die Versuche in Spalten nach Stand.' },
  effect: 'reads',
  input,
  fields: {
    entity: { help: { en: 'only of this company', de: 'nur dieser Firma' }, value: 'COMPANY' },
    layer: { help: { en: 'System, Process or Model', de: 'System, Process (Prozess) oder Model (Modell)' }, value: 'LAYER' },
    log: { help: { en: 'only of this log: bizos, cto', de: 'nur dieses Logs: bizos, cto' }, value: 'LOG' },
    most: { help: { en: 'cards a column at most', de: 'höchstens so viele Karten je Spalte' }, value: 'N' },
  },
  examples: [{ command: 'bizos kaizen board --entity Solartech', does: { en: "a company's board", de: 'die Tafel einer Firma' } }],
  run: (context, wanted) =>
    withTree(context, async (tree) => {
      const found = wantedOf(tree, wanted);
      const { language } = tree;
      return {
        exit: 0,
        report: ready<Report>(
          () => ({
            title: language === 'de' ? 'Kaizen-Tafel' : 'Kaizen board',
            language,
            blocks: [boardBlock(found, language, wanted.most)],
          }),
          !context.json,
        ),
        json: readyJson(
          () =>
            jsonOfColumns(
              { schema: 'bizos.kaizen-board/1', date: isoDate(tree.now) },
              BOARD.map(({ key, states }) => ({ key, experiments: found.filter(({ state }) => states.includes(state)) })),
            ),
          Boolean(context.json),
        ),
      };
    }),
};
