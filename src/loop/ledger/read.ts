import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../core/problem.ts';
import { readPlain } from './append-file.ts';
import { type Chain, type ChainFault, readChain } from './chain.ts';
import { kindNamed, type LedgerEntry } from './entries/index.ts';

/** Folder of the chains. */
export const LEDGER_FOLDER = '_SESSIONS/ledger';

/** A writer's chain as it stands in the tree. */
export interface WriterChain {
  readonly writer: string;
  /** From the tree's root. */
  readonly file: string;
  readonly chain: Chain;
}

/** The whole ledger: all chains merged by time, each in its own order. */
export interface LedgerView {
  readonly entries: readonly LedgerEntry[];
  readonly chains: readonly WriterChain[];
  readonly problems: readonly Problem[];
}

/** Whether a chain is one that only people write to. */
function isPeople(writer: string): boolean {
  return /^people\.[0-9a-f]{8}(?:-\d+)?$/.test(writer);
}

/** Names of the writers whose chains the tree has, in order. */
function writersOf(root: string): readonly string[] {
  try {
    return readdirSync(join(root, LEDGER_FOLDER))
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => name.slice(0, -'.jsonl'.length))
      .sort();
  } catch {
    return [];
  }
}

/**
 * Reads the ledger. Chains of people are always verified, those of agents where `verify` says so: a line behind a fault is not used, and the
 * fault is a problem. Lines of a kind that only people may write count in chains of people alone.
 */
export function readLedger(root: string, verify = false): LedgerView {
  const problems: Problem[] = [];
  const chains = writersOf(root).map((writer): WriterChain & Looked => {
    const file = `${LEDGER_FOLDER}/${writer}.jsonl`;
    return { writer, file, ...lookAt(join(root, file), writer, file, verify || isPeople(writer)) };
  });
  const streams = chains.map(({ file, chain, entries, faults }) => {
    if (chain.torn > 0) problems.push(tornProblem(file, chain.lines.length + 1));
    if (chain.fault) problems.push(faultProblem(file, chain.fault));
    problems.push(...faults);
    return entries;
  });
  return { entries: merged(streams), chains, problems };
}

/** A chain as it was read, and what of it can be used. */
interface Looked {
  readonly chain: Chain;
  readonly entries: LedgerEntry[];
  readonly faults: readonly Problem[];
}

/** What this process has read of each file: a run looks at the ledger many times, and only its end is new. */
const known = new Map<string, Looked & { readonly bytes: Buffer }>();

/** A writer's chain as it stands, its form alone looked at; and the bytes of its file. */
export function chainOf(root: string, writer: string): { readonly chain: Chain; readonly bytes: Buffer } {
  const file = `${LEDGER_FOLDER}/${writer}.jsonl`;
  return lookAt(join(root, file), writer, file, false);
}

function lookAt(path: string, writer: string, file: string, verify: boolean): Looked & { readonly bytes: Buffer } {
  const bytes = readPlain(path);
  const before = verify ? undefined : known.get(path);
  const looked = before && !before.chain.fault && before.chain.torn === 0 ? goneOn(before, bytes, writer, file) : undefined;
  const now = looked ?? usable(writer, file, readChain(writer, bytes, verify), 0);
  const looking = { ...now, bytes };
  if (!verify) known.set(path, looking);
  return looking;
}

/** The same chain with what was added to it; undefined where it is not the same any more. */
function goneOn(before: Looked & { readonly bytes: Buffer }, bytes: Buffer, writer: string, file: string): Looked | undefined {
  const length = before.bytes.length;
  if (bytes.length < length || before.bytes.compare(bytes, 0, length) !== 0) return undefined;
  const tail = readChain(writer, bytes.subarray(length), false);
  const from = before.chain.lines.length;
  const fault = tail.fault && { ...tail.fault, line: tail.fault.line + from };
  const lines = [...before.chain.lines, ...tail.lines];
  const added = usable(writer, file, tail, from);
  return {
    chain: { lines, whole: length + tail.whole, torn: tail.torn, ...(fault && { fault }) },
    entries: [...before.entries, ...added.entries],
    faults: [...before.faults, ...added.faults],
  };
}

/** Lines that are understood and may stand where they stand; `above`: lines before the first of these. */
function usable(writer: string, file: string, chain: Chain, above: number): Looked {
  const entries: LedgerEntry[] = [];
  const problems: Problem[] = [];
  for (const [at, line] of chain.lines.entries()) {
    const i = at + above;
    if (chain.fault && at + 1 >= chain.fault.line) break;
    const kind = kindNamed(line.kind);
    const moment = Date.parse(line.at);
    const parsed = kind?.schema.safeParse(line.data);
    if (!kind || !parsed?.success || Number.isNaN(moment)) problems.push(shapeProblem(file, i + 1, line.kind));
    else if (kind.people && !isPeople(writer)) problems.push(forgedProblem(file, i + 1, line.kind));
    else entries.push({ kind: line.kind, data: parsed.data, h: line.h, at: moment, writer, seq: line.seq } as unknown as LedgerEntry);
  }
  return { chain, entries, faults: problems };
}

/** All streams as one, each in its own order, the earliest head first: a clock that was set back never turns a chain round. */
function merged(streams: readonly LedgerEntry[][]): LedgerEntry[] {
  const left = streams.filter((stream) => stream.length > 0).map((stream) => ({ stream, at: 0 }));
  if (left.length === 1) return left[0].stream;
  const all: LedgerEntry[] = [];
  while (left.length > 0) {
    let first = 0;
    for (let k = 1; k < left.length; k++) if (left[k].stream[left[k].at].at < left[first].stream[left[first].at].at) first = k;
    const head = left[first];
    all.push(head.stream[head.at++]);
    if (head.at === head.stream.length) left.splice(first, 1);
  }
  return all;
}

const FAULTS: Readonly<Record<ChainFault['what'], readonly [string, string]>> = {
  unreadable: ['it can not be read', 'sie ist nicht lesbar'],
  changed: ['it was changed after it was written', 'sie wurde nach dem Schreiben geändert'],
  removed: ['lines before it were removed', 'Zeilen davor wurden entfernt'],
  reordered: ['it stands in another order than it was written', 'sie steht in anderer Reihenfolge, als sie geschrieben wurde'],
  foreign: ['it does not belong to this chain', 'sie gehört nicht zu dieser Kette'],
};

/** A chain that is not as it was written, as a problem. */
function faultProblem(file: string, { line, what }: ChainFault): Problem {
  const [en, de] = FAULTS[what];
  return {
    code: `ledger-${what}`,
    level: 'error',
    message: {
      en: `Line ${line} of the ledger is not as it was written: ${en}. From here on nothing counts.`,
      de: `Zeile ${line} des Ledgers ist nicht, wie sie geschrieben wurde: ${de}. Von hier an zählt nichts.`,
    },
    place: { file, line },
    remedy: {
      en: 'Look at the file’s history in git and put back what was written.',
      de: 'Sieh in der Geschichte der Datei in git nach und stelle her, was geschrieben war.',
    },
  };
}

function tornProblem(file: string, line: number): Problem {
  return {
    code: 'ledger-torn',
    level: 'warning',
    message: {
      en: 'The last line was cut off while it was written; it was never acknowledged and does not count.',
      de: 'Die letzte Zeile wurde beim Schreiben abgeschnitten; sie wurde nie bestätigt und zählt nicht.',
    },
    place: { file, line },
    remedy: { en: 'Nothing: the next write sets it aside.', de: 'Nichts: Der nächste Schreibvorgang legt sie beiseite.' },
  };
}

function shapeProblem(file: string, line: number, kind: string): Problem {
  const shown = kind.replace(/[^\w-]/g, '?').slice(0, 40);
  return {
    code: 'ledger-shape',
    level: 'warning',
    message: {
      en: `This line ("${shown}") is not understood; it does not count.`,
      de: `Diese Zeile („${shown}“) ist nicht verständlich; sie zählt nicht.`,
    },
    place: { file, line },
    remedy: {
      en: 'It may come from a newer version of BizOS: update.',
      de: 'Sie kommt vielleicht von einer neueren Version von BizOS: aktualisiere.',
    },
  };
}

function forgedProblem(file: string, line: number, kind: string): Problem {
  return {
    code: 'ledger-forged',
    level: 'error',
    message: {
      en: `A line "${kind}" stands in an agent’s chain; only people write such lines. It does not count.`,
      de: `Eine Zeile „${kind}“ steht in der Kette eines Agenten; nur Menschen schreiben solche. Sie zählt nicht.`,
    },
    place: { file, line },
    remedy: {
      en: 'Find out who wrote it, and pause the agent: bizos agent pause',
      de: 'Finde heraus, wer sie schrieb, und halte den Agenten an: bizos agent pause',
    },
  };
}
