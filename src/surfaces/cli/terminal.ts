import { isatty } from 'node:tty';
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

/** Writes text in pieces and resolves when the last byte is with the operating system. False: the reader has gone (EPIPE). */
export async function writeAll(stream: NodeJS.WriteStream, pieces: Iterable<string>): Promise<boolean> {
  let gone = false;
  const onError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') throw error;
    gone = true;
  };
  stream.on('error', onError);
  let batch = '';
  const send = (text: string): Promise<void> => new Promise((done) => stream.write(text, () => done()));
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < 65_536) continue;
    await send(batch);
    batch = '';
    if (gone) break;
  }
  if (!gone && batch) await send(batch);
  return !gone;
}

/** A progress line on stderr: nothing in the first second, nothing where stderr is no terminal. */
export class Progress {
  private readonly started = performance.now();
  private shownAt = 0;
  private shown = false;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly view: View,
    private readonly language: Language,
  ) {}

  show(label: Text, done: number, total?: number): void {
    const now = performance.now();
    if (!this.stream.isTTY || !this.view.erases || now - this.started < 1000 || now - this.shownAt < 100) return;
    this.shownAt = now;
    this.shown = true;
    const name = label[this.language];
    const share = total ? Math.min(1, done / total) : undefined;
    const room = Math.max(10, Math.min(30, this.view.width - name.length - 10));
    const full = Math.round((share ?? 0) * room);
    const bar =
      share === undefined
        ? wholeNumber(done, this.language)
        : `${(this.view.unicode ? '█' : '#').repeat(full)}${(this.view.unicode ? '░' : '.').repeat(room - full)} ${Math.floor(share * 100)} %`;
    this.stream.write(`\r\u001b[2K${name} ${bar}`);
  }

  /** Takes the line away again, so that what follows starts clean. */
  clear(): void {
    if (this.shown) this.stream.write('\r\u001b[2K');
    this.shown = false;
  }
}

/**
 * Whether a person can be asked: both ends of the conversation are a terminal. `process.stdin` is left alone: to touch it makes a pipe
 * non-blocking, and whoever reads the descriptor then gets EAGAIN from a writer that is slower than we are.
 */
export function someoneIsThere(): boolean {
  return isatty(0) && isatty(2);
}
