import * as z from 'zod/mini';
import { counted } from '../../../core/text.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { openWorkspace } from '../../../workspace/workspace.ts';
import { heldAgainst, readCheckpoints, setCheckpoints } from '../checkpoints.ts';
import { readLedger } from '../read.ts';

const input = z.object({ checkpoint: z._default(z.boolean(), false) });

/** `bizos ledger verify`. */
export const ledgerVerify: Operation<typeof input> = {
  name: 'ledger verify',
  summary: {
    en: 'Prove that no line of the ledger was changed, removed or reordered.',
    de: 'Beweist, dass keine Zeile des Ledgers geändert, entfernt oder umgestellt wurde.',
  },
  about: {
    en: 'Names the first line of each chain that is not as it was written. Lines cut off at the end show only against a checkpoint: a ref below refs/bizos/ledger/ that says how far a chain went. Push those refs, and nobody can shorten a chain unseen.',
    de: 'Nennt in jeder Kette die erste Zeile, die nicht ist, wie sie geschrieben wurde. Am Ende abgeschnittene Zeilen zeigen sich nur an einem Kontrollpunkt: einer Ref unter refs/bizos/ledger/, die sagt, wie weit die Kette ging. Werden diese Refs gepusht, kann niemand eine Kette unbemerkt kürzen.',
  },
  effect: 'reads',
  input,
  fields: { checkpoint: { help: { en: 'note how far the sound chains go now', de: 'vermerkt, wie weit die heilen Ketten jetzt gehen' } } },
  examples: [
    { command: 'bizos ledger verify', does: { en: 'checks every chain', de: 'prüft jede Kette' } },
    {
      command: 'bizos ledger verify --checkpoint',
      does: { en: 'and moves the checkpoints forward', de: 'und rückt die Kontrollpunkte vor' },
    },
  ],
  async run(context, { checkpoint }) {
    const workspace = await openWorkspace(context);
    const { root, language } = workspace;
    workspace.close();
    const { chains, problems } = readLedger(root, true);
    const all = [...problems, ...heldAgainst(chains, await readCheckpoints(root))];
    const moved = checkpoint ? await setCheckpoints(root, chains) : 0;
    const bad = all.filter(({ level }) => level === 'error').length;
    const lines = chains.reduce((sum, { chain }) => sum + chain.lines.length, 0);
    const german = language === 'de';
    const inChains = counted(chains.length, 'chain', 'chains', 'Kette', 'Ketten')[language];
    const inLines = counted(lines, 'line', 'lines', 'Zeile', 'Zeilen')[language];
    const sound = german
      ? `${inLines} in ${inChains}: alles, wie es geschrieben wurde.`
      : `${inLines} in ${inChains}: all as it was written.`;
    const unsound = `${counted(bad, 'fault', 'faults', 'Fehler', 'Fehler')[language]} in ${inChains}.`;
    const forward = counted(moved, 'checkpoint', 'checkpoints', 'Kontrollpunkt', 'Kontrollpunkte')[language];
    return {
      exit: bad > 0 ? 1 : 0,
      json: () => ({
        schema: 'bizos.ledger-verify/1',
        sound: bad === 0,
        chains: chains.map(({ writer, file, chain }) => ({
          writer,
          file,
          lines: chain.lines.length,
          end: chain.lines[chain.lines.length - 1]?.h ?? null,
          fault: chain.fault ?? null,
        })),
        checkpoints: moved,
        problems: all,
      }),
      report: () => ({
        title: german ? 'Prüfung des Ledgers' : 'Ledger check',
        language,
        blocks: [
          { kind: 'text', tone: bad > 0 ? 'bad' : 'good', text: bad > 0 ? unsound : sound },
          ...(all.length > 0 ? [{ kind: 'problems' as const, items: all }] : []),
          ...(checkpoint
            ? [
                {
                  kind: 'text' as const,
                  tone: 'quiet' as const,
                  text: german ? `${forward} vorgerückt.` : `${forward} moved forward.`,
                },
              ]
            : []),
        ],
      }),
    };
  },
};
