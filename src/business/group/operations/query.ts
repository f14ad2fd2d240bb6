import * as z from 'zod/mini';
import { spreadsheetLines } from '../../../core/csv.ts';
import { BizosError } from '../../../core/problem.ts';
import type { Report } from '../../../core/report.ts';
import { counted, same } from '../../../core/text.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { openWorkspace } from '../../../workspace/workspace.ts';

const input = z.object({
  sql: z._default(z.string(), ''),
  csv: z._default(z.boolean(), false),
  limit: z._default(z.int().check(z.minimum(1), z.maximum(1_000_000)), 1000),
});

/** Longer than any question to a tree should take; the process that asks is then killed. */
const SECONDS_MAX = 30;

/** `bizos query "SQL"`. */
export const query: Operation<typeof input> = {
  name: 'query',
  summary: { en: 'Ask the documented views in SQL, read-only.', de: 'Fragt die beschriebenen Sichten in SQL, nur lesend.' },
  about: {
    en: 'The views are entities, documents, sections, links, metrics, problems, snapshots, deals and deal_changes; docs/schema.md says what their columns hold. Amounts are minor units (sen, cent), ratios 0 to 1.',
    de: 'Die Sichten heißen entities, documents, sections, links, metrics, problems, snapshots, deals und deal_changes; docs/schema.md sagt, was ihre Spalten enthalten. Beträge sind kleinste Einheiten (Sen, Cent), Quoten 0 bis 1.',
  },
  effect: 'reads',
  input,
  fields: {
    sql: { value: 'SQL', position: 'rest', help: { en: 'a SELECT, in quotes', de: 'ein SELECT, in Anführungszeichen' } },
    csv: { help: { en: 'as CSV, safe to open in a spreadsheet', de: 'als CSV, in einer Tabellenkalkulation sicher zu öffnen' } },
    limit: { value: 'N', help: { en: 'rows at most', de: 'höchstens so viele Zeilen' } },
  },
  examples: [
    { command: 'bizos query "SELECT slug, currency, crm FROM entities"', does: { en: 'the companies', de: 'die Firmen' } },
    {
      command: 'bizos query "SELECT owner, sum(amount)/100 AS value FROM deals GROUP BY owner"',
      does: { en: 'value of all deals by owner', de: 'Wert aller Deals je Inhaber' },
    },
    {
      command: 'bizos query --csv "SELECT * FROM metrics"',
      does: { en: 'all targets for a spreadsheet', de: 'alle Ziele für eine Tabellenkalkulation' },
    },
  ],
  async run(context, { sql, csv, limit }) {
    if (sql.trim() === '')
      throw new BizosError(
        2,
        { en: 'A SELECT is needed.', de: 'Ein SELECT ist nötig.' },
        same('bizos query "SELECT slug, crm FROM entities"'),
      );
    const workspace = await openWorkspace(context);
    const { language, root, store, memory } = workspace;
    let image: Uint8Array | undefined;
    try {
      if (/\bdeal(?:s|_changes)\b|\bsnapshots\b/i.test(sql)) await (await import('../deals-view.ts')).bringDeals(workspace, context);
      image = memory ? store.serialize() : undefined;
    } finally {
      workspace.close();
    }
    const { query: ask } = await import('../../../index/query.ts');
    const { columns, rows, cut } = ask(root, sql, { limit, seconds: SECONDS_MAX }, image);
    const numbers = columns.map((_, k) => rows.length > 0 && rows.every((row) => row[k] === null || typeof row[k] === 'number'));
    const report: Report = {
      title: counted(rows.length, 'row', 'rows', 'Zeile', 'Zeilen')[language],
      subtitle: cut
        ? language === 'de'
          ? `gekürzt nach ${limit}; --limit N zeigt mehr`
          : `cut after ${limit}; --limit N shows more`
        : undefined,
      language,
      blocks: [
        {
          kind: 'table',
          columns: columns.map((label, k) => ({ label, align: numbers[k] ? 'right' : 'left', flexible: !numbers[k] })),
          rows: rows.map((row) => row.map((cell) => (cell === null ? '–' : String(cell)))),
        },
      ],
    };
    return {
      exit: 0,
      report: () => report,
      json: () => ({ schema: 'bizos.query/1', columns, rows, cut }),
      ...(csv ? { plain: () => spreadsheetLines(columns, rows) } : {}),
    };
  },
};
