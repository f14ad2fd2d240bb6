import type { Language } from '../../core/text.ts';
import { wrap } from '../../report/width.ts';
import { failureLines } from '../failure.ts';
import type { View } from './terminal.ts';

interface Setting {
  readonly language: Language;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly view: View;
}

/** Says on stderr what failed, where and what to do, and gives the exit code. No stack trace unless BIZOS_DEBUG is set. */
export function showFailure(error: unknown, setting: Setting): number {
  const { language } = setting;
  const { exit, lines } = failureLines(error, language);
  if (setting.environment.BIZOS_DEBUG && error instanceof Error) lines.push(error.stack ?? '');
  const shown = lines.flatMap((line) => folded(printable(line), setting.view.width));
  process.stderr.write(`${shown.join('\n')}\n`);
  return exit;
}

/** A line cut at blanks; what follows stands two columns further in. A stack keeps its lines. */
export function folded(line: string, width: number): string[] {
  if (line.includes('\n')) return [line];
  const indent = /^ */.exec(line)?.[0] ?? '';
  const parts = wrap(line.trim(), width - indent.length - 2);
  return parts.map((part, k) => indent + (k === 0 ? '' : '  ') + part);
}

/** Names from outside stand in messages: control characters would act on the terminal. */
function printable(line: string): string {
  return line.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}
