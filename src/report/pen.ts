import { Chalk, type ChalkInstance } from 'chalk';
import type { Report, Tone } from '../core/report.ts';
import { toAscii } from './ascii.ts';
import { forTerminal } from './escape.ts';

/** What the terminal can show: columns, chalk's colour level, whether block characters may be used. */
export interface TerminalView {
  readonly width: number;
  readonly colour: 0 | 1 | 2 | 3;
  readonly unicode: boolean;
}

/** What a block is drawn with. */
export interface Pen {
  readonly width: number;
  readonly unicode: boolean;
  readonly ellipsis: string;
  readonly language: Report['language'];
  readonly paint: ChalkInstance;
  /** Text from outside, harmless and in one line. */
  clean(text: string): string;
  tone(name: Tone | undefined): (text: string) => string;
}

/** A terminal may be wider; a report is not. */
const WIDTH_MAX = 130;

const TONE_STYLE: Readonly<Record<Tone, (paint: ChalkInstance) => (text: string) => string>> = {
  good: (paint) => paint.green,
  warn: (paint) => paint.yellow,
  bad: (paint) => paint.red,
  quiet: (paint) => paint.dim,
  plain: () => (text) => text,
};

/** The pen for what a terminal can show. */
export function penOf(view: TerminalView, language: Report['language']): Pen {
  const paint = new Chalk({ level: view.colour });
  return {
    width: Math.max(20, Math.min(view.width, WIDTH_MAX)),
    unicode: view.unicode,
    ellipsis: view.unicode ? '…' : '...',
    language,
    paint,
    clean: view.unicode ? forTerminal : (text) => toAscii(forTerminal(text)),
    tone: (name) => {
      const style = TONE_STYLE[name ?? 'plain'](paint);
      return (text) => style(text);
    },
  };
}
