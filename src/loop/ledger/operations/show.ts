import * as z from 'zod/mini';
import { BizosError } from '../../../core/problem.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { openWorkspace } from '../../../workspace/workspace.ts';
import { momentWords } from '../../approvals/moment-words.ts';
import type { LedgerEntry } from '../entries/index.ts';
import { readLedger } from '../read.ts';
import { openSealed } from '../sealed.ts';
import { entryJson, entryWords } from './log.ts';

const input = z.object({ id: z.string().check(z.minLength(4), z.maxLength(80)) });

/** `bizos ledger show ID`. */
export const ledgerShow: Operation<typeof input> = {
  name: 'ledger show',
  summary: { en: 'Show everything that the ledger has on an id.', de: 'Zeigt alles, was das Ledger zu einer Id hat.' },
  about: {
    en: 'ID is that of an action, a finding, a run or a line, or its beginning. Names and addresses stand outside git; where they were erased, the line says so and stays sound.',
    de: 'ID ist die einer Aktion, eines Befunds, eines Laufs oder einer Zeile, oder deren Anfang. Namen und Adressen stehen außerhalb von git; wurden sie gelöscht, sagt es die Zeile und bleibt heil.',
  },
  effect: 'reads',
  input,
  fields: { id: { value: 'ID', position: 0, help: { en: 'action, finding, run or line', de: 'Aktion, Befund, Lauf oder Zeile' } } },
  examples: [{ command: 'bizos ledger show 3f9a', does: { en: 'the life of one action', de: 'das Leben einer Aktion' } }],
  async run(context, { id }) {
    const workspace = await openWorkspace(context);
    const { root, language, timeZone } = workspace;
    workspace.close();
    const found = readLedger(root).entries.filter((entry) => names(entry, id.toLowerCase()));
    if (found.length === 0)
      throw new BizosError(
        2,
        { en: `The ledger has nothing on "${id}".`, de: `Das Ledger hat nichts zu „${id}“.` },
        { en: 'See: bizos ledger log', de: 'Siehe: bizos ledger log' },
      );
    const open = openSealed(root);
    const german = language === 'de';
    const sealed = (entry: LedgerEntry): unknown => open(commitmentOf(entry));
    const newest = [...found].reverse().find((entry) => sealed(entry) !== undefined);
    const erased = found.some((entry) => commitmentOf(entry) !== undefined && sealed(entry) === undefined);
    return {
      exit: 0,
      json: () => ({
        schema: 'bizos.ledger-show/1',
        entries: found.map((entry) => ({ ...entryJson(entry), contents: sealed(entry) ?? null })),
      }),
      report: () => ({
        title: `Ledger · ${id}`,
        language,
        blocks: [
          {
            kind: 'table',
            columns: [
              { label: german ? 'Wann' : 'When' },
              { label: german ? 'Zeile' : 'Line' },
              { label: german ? 'Was' : 'What', flexible: true },
            ],
            rows: found.map((entry) => [momentWords(entry.at, timeZone), entry.h.slice(0, 8), entryWords(entry)[language]]),
          },
          ...(newest ? [{ kind: 'verbatim' as const, text: JSON.stringify(sealed(newest), null, 2) }] : []),
          ...(erased
            ? [
                {
                  kind: 'text' as const,
                  tone: 'quiet' as const,
                  text: german
                    ? 'Ein Teil des Inhalts ist nicht auf dieser Maschine (oder gelöscht).'
                    : 'Some of the contents are not on this machine (or erased).',
                },
              ]
            : []),
        ],
      }),
    };
  },
};

function names({ h, data }: LedgerEntry, id: string): boolean {
  const ids = [h, 'action' in data ? data.action : '', 'finding' in data ? data.finding : '', 'run' in data ? data.run : ''];
  const about = 'findings' in data && Array.isArray(data.findings) ? data.findings : [];
  return ids.some((one) => one.startsWith(id)) || about.some((one) => one.startsWith(id));
}

function commitmentOf({ data }: LedgerEntry): string | undefined {
  return 'draft' in data ? data.draft : 'about' in data ? data.about : undefined;
}
