import type { Problem } from '../../core/problem.ts';
import { NONE, readBlob, readRef, storeBlob, swapRef } from '../../git/refs.ts';
import { findRepository } from '../../git/repository.ts';
import { type GitCall, git } from '../../git/run.ts';
import type { WriterChain } from './read.ts';

/** Refs that say how far each chain went: a chain without its end is sound in itself, so only they show that lines are gone. */
const CHECKPOINT_REFS = 'refs/bizos/ledger/';

/** How far a chain went. */
export interface Checkpoint {
  readonly writer: string;
  readonly seq: number;
  readonly h: string;
}

/**
 * Moves the checkpoints forward to the ends of the chains, each by compare-and-swap and never back. Gives how many moved; none where there is no
 * repository. `git push REMOTE 'refs/bizos/ledger/*'` takes them to others.
 */
export async function setCheckpoints(root: string, chains: readonly WriterChain[]): Promise<number> {
  const call: GitCall = { cwd: root };
  if (!(await findRepository(root))) return 0;
  let moved = 0;
  for (const { writer, chain } of chains) {
    const last = chain.lines[chain.lines.length - 1];
    if (!last || chain.fault) continue;
    const ref = CHECKPOINT_REFS + writer;
    const before = await readRef(ref, call);
    const there = before === undefined ? undefined : readCheckpoint(await readBlob(before, call));
    if (there && (there.seq >= last.seq || !chain.lines.some(({ seq, h }) => seq === there.seq && h === there.h))) continue;
    const blob = await storeBlob(`${JSON.stringify({ schema: 'bizos.checkpoint/1', writer, seq: last.seq, h: last.h })}\n`, call);
    if ((await swapRef(ref, before ?? NONE, blob, call)).state === 'won') moved++;
  }
  return moved;
}

/** The checkpoints that this clone has. */
export async function readCheckpoints(root: string): Promise<Checkpoint[]> {
  const call: GitCall = { cwd: root };
  if (!(await findRepository(root))) return [];
  const answer = await git(['for-each-ref', '--format=%(objectname)', CHECKPOINT_REFS], call);
  const found: Checkpoint[] = [];
  for (const id of answer.stdout.toString('utf8').split('\n').filter(Boolean)) {
    const checkpoint = readCheckpoint(await readBlob(id, call));
    if (checkpoint) found.push(checkpoint);
  }
  return found;
}

/** Chains that don't reach their checkpoint, or reach it with another line. */
export function heldAgainst(chains: readonly WriterChain[], checkpoints: readonly Checkpoint[]): Problem[] {
  return checkpoints.flatMap(({ writer, seq, h }) => {
    const found = chains.find((chain) => chain.writer === writer);
    if (found?.chain.lines.some((line) => line.seq === seq && line.h === h)) return [];
    const file = found?.file ?? `_SESSIONS/ledger/${writer}.jsonl`;
    const has = found?.chain.lines.length ?? 0;
    const rewritten = has >= seq;
    return [
      {
        code: rewritten ? 'ledger-changed' : 'ledger-truncated',
        level: 'error' as const,
        message: rewritten
          ? {
              en: `The chain was written anew: line ${seq} is not the one of the checkpoint.`,
              de: `Die Kette wurde neu geschrieben: Zeile ${seq} ist nicht die des Kontrollpunkts.`,
            }
          : {
              en: `The chain ends at line ${has}; the checkpoint knows ${seq}. Lines at the end are gone.`,
              de: `Die Kette endet bei Zeile ${has}; der Kontrollpunkt kennt ${seq}. Zeilen am Ende fehlen.`,
            },
        place: { file, line: rewritten ? seq : has + 1 },
        remedy: {
          en: 'Fine on an older branch. Otherwise get the lines back from git.',
          de: 'Auf einem älteren Branch in Ordnung. Sonst hole die Zeilen aus git zurück.',
        },
      },
    ];
  });
}

function readCheckpoint(bytes: Buffer | undefined): Checkpoint | undefined {
  try {
    const value = JSON.parse(bytes?.toString('utf8') ?? '') as Checkpoint;
    return typeof value.writer === 'string' && Number.isSafeInteger(value.seq) && typeof value.h === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
