import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod/mini';
import { isoDate } from '../../../core/moment.ts';
import type { Report } from '../../../core/report.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { jsonOf, ready, readyJson } from '../experiment-json.ts';
import { gathered } from '../gathered.ts';
import { withTree } from '../opened-tree.ts';
import { kaizenPage } from '../reports/page.ts';

const input = z.object({ html: z.optional(z.union([z.boolean(), z.string()])), log: z.optional(z.string()) });

/** `bizos kaizen report`. */
export const report: Operation<typeof input> = {
  name: 'kaizen report',
  summary: {
    en: 'Show board, decided experiments by month, and learnings.',
    de: 'Zeigt Tafel, entschiedene Versuche nach Monat und Erkenntnisse.',
  },
  effect: 'reads',
  input,
  fields: {
    html: { help: { en: 'as a page: on stdout, or into FILE', de: 'als Seite: auf stdout, oder in DATEI' }, value: 'FILE' },
    log: { help: { en: 'only of this log: bizos, cto', de: 'nur dieses Logs: bizos, cto' }, value: 'LOG' },
  },
  examples: [{ command: 'bizos kaizen report --html kaizen.html', does: { en: 'one page to open', de: 'eine Seite zum Öffnen' } }],
  run: (context, { html, log }) =>
    withTree(context, async (tree) => {
      const experiments = gathered(tree, log);
      const { language } = tree;
      const page = ready((): Report => kaizenPage(experiments, tree.entities, tree.now, language), !context.json);
      const file = typeof html === 'string' ? { html } : {};
      const head = { schema: 'bizos.kaizen-report/1', date: isoDate(tree.now), ...file };
      const json = readyJson(() => jsonOf(head, experiments), Boolean(context.json));
      if (html === undefined || html === false) return { exit: 0, report: page, json };
      const { renderHtml } = await import('../../../report/html.ts');
      if (html === true) return { exit: 0, report: page, json, plain: () => [renderHtml(page())] };
      writeFileSync(resolve(context.cwd, html), renderHtml(page()));
      const de = language === 'de';
      return {
        exit: 0,
        report: () => ({
          title: 'Kaizen',
          language,
          blocks: [{ kind: 'text', tone: 'good', text: de ? `Geschrieben: ${html}` : `Written: ${html}` }],
        }),
        json,
      };
    }),
};
