import { fstatSync, statSync, writeSync } from 'node:fs';
import type { Piece } from '../../core/pieces.ts';
import type { Language, Text } from '../../core/text.ts';
import { wholeNumber } from '../../core/text.ts';

/** What the person's terminal can show. */
export interface View {
  readonly width: number;
  /** 0 none, 1 sixteen colours, 2 256, 3 true colour (chalk's levels). */
  readonly colour: 0 | 1 | 2 | 3;
  readonly unicode: boolean;
  /** Whether a line can be taken back: not on a dumb terminal, nor for what reads it aloud as one. */
  readonly erases: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Looks at the stream and the environment. `choice` is `--color`. NO_COLOR (no-color.org: any non-empty value) wins over
 * FORCE_COLOR; what is no terminal gets no colour and 80 columns.
 */
export function lookAt(stream: { isTTY?: boolean; columns?: number }, environment: Environment, choice: 'auto' | 'always' | 'never'): View {
  const asked = Number(environment.COLUMNS);
  const width = stream.isTTY && stream.columns ? stream.columns : Number.isInteger(asked) && asked >= 20 ? asked : 80;
  const utf8 = /utf-?8/i.test(environment.LC_ALL || environment.LC_CTYPE || environment.LANG || '');
  const unicode = environment.BIZOS_ASCII ? false : utf8 || process.platform === 'win32' || !stream.isTTY;
  return {
    width: Math.max(30, Math.min(width, 200)),
    colour: colourLevel(stream, environment, choice),
    unicode,
    erases: environment.TERM !== 'dumb',
  };
}

function colourLevel(stream: { isTTY?: boolean }, environment: Environment, choice: 'auto' | 'always' | 'never'): View['colour'] {
  if (choice === 'never') return 0;
  const rich = /truecolor|24bit/i.test(environment.COLORTERM ?? '') ? 3 : /256/.test(environment.TERM ?? '') ? 2 : 1;
  if (choice === 'always') return rich;
  if (environment.NO_COLOR) return 0;
  if (environment.FORCE_COLOR !== undefined) return environment.FORCE_COLOR === '0' ? 0 : rich;
  return stream.isTTY && environment.TERM !== 'dumb' ? rich : 0;
}

/**
 * Whether a terminal may be behind a descriptor. Files, pipes and the null device are none: to know that takes none of Node's streams, which
 * are 4 ms of a short command.
 */
function mayBeTerminal(descriptor: 0 | 1 | 2): boolean {
  const held = fstatSync(descriptor);
  return held.isCharacterDevice() && held.rdev !== statSync('/dev/null', { throwIfNoEntry: false })?.rdev;
}

/** What `lookAt` wants to know of stdout (1) or stderr (2). */
export function screenOf(descriptor: 1 | 2): { isTTY?: boolean; columns?: number } {
  if (!mayBeTerminal(descriptor)) return {};
  return descriptor === 1 ? process.stdout : process.stderr;
}

/** Writes text in pieces to stdout and resolves when the last byte is with the operating system, or the reader has gone (EPIPE). */
export async function writeAll(pieces: Iterable<Piece>): Promise<void> {
  const atOnce = takenAtOnce();
  let batch = '';
  for (const piece of pieces) {
    const large = typeof piece !== 'string' && piece.length >= BATCH ? piece : undefined;
    if (large === undefined) batch += piece;
    if (batch.length < BATCH && large === undefined) continue;
    if (batch !== '' && !(await sent(Buffer.from(batch), atOnce))) return;
    batch = '';
    if (large !== undefined && !(await sent(large, atOnce))) return;
  }
  if (batch) await sent(Buffer.from(batch), atOnce);
}

/** Short pieces are sent together. Characters. */
const BATCH = 65_536;

/** Writes a short text to stdout for a library that waits for nothing. Throws what the system says, unless the reader has gone. */
export function writeNow(text: string): void {
  const bytes = Buffer.from(text);
  try {
    const written = screenOf(1).isTTY ? 0 : writtenAtOnce(bytes);
    if (written < bytes.length) process.stdout.write(bytes.subarray(written));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}

/** So much goes into a pipe that nobody has read from yet, on any system. Bytes. */
const AT_ONCE = 16_384;

/** Sends bytes to stdout, which takes so many at once. False: the reader has gone. */
async function sent(bytes: Buffer, atOnce: number): Promise<boolean> {
  try {
    const written = bytes.length <= atOnce ? writtenAtOnce(bytes) : 0;
    if (written < bytes.length) await streamed(bytes.subarray(written));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    return false;
  }
}

/** So many bytes stdout takes without waiting for a reader: a file, or nothing at all, as many as there are. */
function takenAtOnce(): number {
  if (mayBeTerminal(1)) return 0;
  const held = fstatSync(1);
  return held.isFile() || held.isCharacterDevice() ? Number.POSITIVE_INFINITY : AT_ONCE;
}

/** Gives how many bytes were taken: not all where another process made the pipe one that never waits, and it is full. */
function writtenAtOnce(bytes: Buffer): number {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(1, bytes, written);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
  }
  return written;
}

function streamed(bytes: Buffer): Promise<void> {
  return new Promise((done, fail) => {
    // Node ends the process over an error that nobody listens to.
    process.stdout.once('error', fail);
    process.stdout.write(bytes, (error) => {
      if (error) return fail(error);
      process.stdout.off('error', fail);
      done();
    });
  });
}

/** A progress line on stderr: nothing in the first second, nothing where stderr is no terminal. */
export class Progress {
  /** Seconds, as all moments here. */
  private readonly started = process.uptime();
  private shownAt = 0;
  private shown = false;

  constructor(
    private readonly environment: Environment,
    private readonly language: Language,
  ) {}

  show(label: Text, done: number, total?: number): void {
    const now = process.uptime();
    if (now - this.started < 1 || now - this.shownAt < 0.1) return;
    this.shownAt = now;
    const screen = screenOf(2);
    const view = lookAt(screen, this.environment, 'never');
    if (!screen.isTTY || !view.erases) return;
    this.shown = true;
    const name = label[this.language];
    const share = total ? Math.min(1, done / total) : undefined;
    const room = Math.max(10, Math.min(30, view.width - name.length - 10));
    const full = Math.round((share ?? 0) * room);
    const bar =
      share === undefined
        ? wholeNumber(done, this.language)
        : `${(view.unicode ? '█' : '#').repeat(full)}${(view.unicode ? '░' : '.').repeat(room - full)} ${Math.floor(share * 100)} %`;
    process.stderr.write(`\r\u001b[2K${name} ${bar}`);
  }

  /** Takes the line away again, so that what follows starts clean. */
  clear(): void {
    if (this.shown) process.stderr.write('\r\u001b[2K');
    this.shown = false;
  }
}

/**
 * Whether a person can be asked: both ends of the conversation are a terminal. `process.stdin` is left alone: to touch it makes a pipe
 * non-blocking, and whoever reads the descriptor then gets EAGAIN from a writer that is slower than we are.
 */
export function someoneIsThere(): boolean {
  if (!mayBeTerminal(0) || !mayBeTerminal(2)) return false;
  const { isatty } = process.getBuiltinModule('node:tty');
  return isatty(0) && isatty(2);
}
