import * as z from 'zod/mini';
import type { Text } from '../../../core/text.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { openWorkspace } from '../../../workspace/workspace.ts';
import { momentWords } from '../../approvals/moment-words.ts';
import { ENTRIES, type LedgerEntry } from '../entries/index.ts';
import { readLedger } from '../read.ts';

const input = z.object({
  last: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100_000)), 20),
  kind: z._default(z.array(z.string()), []),
  writer: z.optional(z.string()),
});

/** One line of the ledger in words. */
export function entryWords(entry: LedgerEntry): Text {
  return (ENTRIES[entry.kind].says as (data: LedgerEntry['data']) => Text)(entry.data);
}

/** `bizos ledger log`. */
export const ledgerLog: Operation<typeof input> = {
  name: 'ledger log',
  summary: { en: 'What was decided and done, by whom.', de: 'Was entschieden und getan wurde, von wem.' },
  effect: 'reads',
  input,
  fields: {
    last: { value: 'N', help: { en: 'how many lines, the newest (default 20)', de: 'wie viele Zeilen, die neuesten (sonst 20)' } },
    kind: {
      value: 'KIND',
      help: { en: 'only lines of this kind: finding, verdict, approval …', de: 'nur Zeilen dieser Art: finding, verdict, approval …' },
    },
    writer: {
      value: 'NAME',
      help: { en: 'only lines of this writer: crm-ops, people', de: 'nur Zeilen dieses Schreibers: crm-ops, people' },
    },
  },
  examples: [
    { command: 'bizos ledger log', does: { en: 'the last twenty lines', de: 'die letzten zwanzig Zeilen' } },
    { command: 'bizos ledger log --kind approval --kind dispatch', does: { en: 'who let what leave', de: 'wer was hinausließ' } },
  ],
  async run(context, { last, kind, writer }) {
    const workspace = await openWorkspace(context);
    const { root, language, timeZone } = workspace;
    workspace.close();
    const { entries, problems } = readLedger(root);
    const fits = entries.filter(
      (entry) =>
        (kind.length === 0 || kind.includes(entry.kind)) &&
        (writer === undefined || entry.writer === writer || entry.writer.startsWith(`${writer}.`)),
    );
    const shown = fits.slice(-last);
    const german = language === 'de';
    return {
      exit: 0,
      json: () => ({ schema: 'bizos.ledger/1', lines: fits.length, entries: shown.map(entryJson), problems }),
      report: () => ({
        title: 'Ledger',
        ...(fits.length > shown.length && {
          subtitle: german ? `die letzten ${shown.length} von ${fits.length}` : `the last ${shown.length} of ${fits.length}`,
        }),
        language,
        blocks: [
          shown.length === 0
            ? { kind: 'text' as const, tone: 'quiet' as const, text: german ? 'Noch keine Zeile.' : 'No line yet.' }
            : {
                kind: 'table' as const,
                columns: [
                  { label: german ? 'Wann' : 'When' },
                  { label: german ? 'Wer' : 'Who' },
                  { label: german ? 'Was' : 'What', flexible: true },
                ],
                rows: shown.map((entry) => [
                  momentWords(entry.at, timeZone),
                  entry.writer.slice(0, entry.writer.indexOf('.')),
                  entryWords(entry)[language],
                ]),
              },
          ...(problems.length > 0 ? [{ kind: 'problems' as const, items: problems }] : []),
        ],
      }),
    };
  },
};

/** A line as a program sees it. */
export function entryJson({ h, at, writer, seq, kind, data }: LedgerEntry): object {
  return { id: h.slice(0, 16), at: new Date(at).toISOString(), writer, seq, kind, data };
}
