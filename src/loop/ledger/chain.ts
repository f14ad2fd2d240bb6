import { createHash } from 'node:crypto';
import { canonicalJson } from '../../core/canonical-json.ts';

/** A line as it stands in a chain: `h = sha256(prev ‖ canonical JSON of the rest)`. */
export interface ChainLine {
  readonly kind: string;
  readonly at: string;
  readonly seq: number;
  readonly prev: string;
  readonly h: string;
  readonly data: unknown;
}

/** The first place where a chain is not what was written. Lines count from 1. */
export interface ChainFault {
  readonly line: number;
  readonly what: 'unreadable' | 'changed' | 'removed' | 'reordered' | 'foreign';
}

/** A chain read from its bytes. */
export interface Chain {
  readonly lines: readonly ChainLine[];
  /** Bytes up to the end of the last whole line. */
  readonly whole: number;
  /** Bytes behind it: a line that was cut off while it was written. */
  readonly torn: number;
  /** Undefined where every line is as it was written. */
  readonly fault?: ChainFault;
}

/** SHA-256 as 64 hex digits. */
export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What the first line of a writer's chain stands on: no line can be carried over into another writer's file. */
export function genesis(writer: string): string {
  return sha256(`bizos.ledger/1 ${writer}`);
}

/** A line that follows `prev`, and its hash. `seq` counts from 1. */
export function makeLine(
  prev: string,
  seq: number,
  kind: string,
  at: string,
  data: unknown,
): { readonly text: string; readonly h: string } {
  // Canonical JSON of both objects, put together by hand: the data are by far the longest part and need be written only once.
  const [body, when, what] = [canonicalJson(data), JSON.stringify(at), JSON.stringify(kind)];
  const h = sha256(`${prev}{"at":${when},"data":${body},"kind":${what},"seq":${seq}}`);
  return { text: `{"at":${when},"data":${body},"h":"${h}","kind":${what},"prev":${JSON.stringify(prev)},"seq":${seq}}\n`, h };
}

/** Reads a chain. With `verify` every line is held against its hash and the one before it; without, only the form is looked at. */
export function readChain(writer: string, bytes: Uint8Array, verify: boolean): Chain {
  const whole = bytes.lastIndexOf(0x0a) + 1;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, whole).toString('utf8');
  const lines: ChainLine[] = [];
  let fault: ChainFault | undefined;
  const raw = text === '' ? [] : text.slice(0, -1).split('\n');
  for (const [i, one] of raw.entries()) {
    const line = parsed(one);
    if (!line) {
      fault ??= { line: i + 1, what: 'unreadable' };
      continue;
    }
    lines.push(line);
    if (verify && !fault) fault = faultOf(writer, line, one, lines[lines.length - 2], i + 1, raw);
  }
  return { lines, whole, torn: bytes.length - whole, ...(fault && { fault }) };
}

function parsed(text: string): ChainLine | undefined {
  try {
    const value = JSON.parse(text) as Partial<ChainLine> | null;
    const good =
      typeof value === 'object' &&
      value !== null &&
      typeof value.kind === 'string' &&
      typeof value.at === 'string' &&
      Number.isSafeInteger(value.seq) &&
      typeof value.prev === 'string' &&
      typeof value.h === 'string' &&
      value.data !== undefined;
    return good ? (value as ChainLine) : undefined;
  } catch {
    return undefined;
  }
}

function faultOf(
  writer: string,
  line: ChainLine,
  text: string,
  before: ChainLine | undefined,
  at: number,
  raw: readonly string[],
): ChainFault | undefined {
  const { kind, seq, prev, h, data } = line;
  const own = makeLine(prev, seq, kind, line.at, data);
  if (own.h !== h || own.text !== `${text}\n`) return { line: at, what: 'changed' };
  const expected = before?.h ?? genesis(writer);
  if (prev === expected && seq === (before?.seq ?? 0) + 1) return undefined;
  if (seq <= at - 1) return { line: at, what: 'reordered' };
  // The line that this one stands on comes later in the file, or not at all.
  if (raw.some((other, i) => i >= at && other.includes(`"h":"${prev}"`))) return { line: at, what: 'reordered' };
  return { line: at, what: seq > at ? 'removed' : 'foreign' };
}
