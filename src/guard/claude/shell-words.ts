/** One word of a command line, quotes removed. `known`: the shell makes nothing else of it (no variable, no substitution, no pattern). */
export interface ShellWord {
  readonly text: string;
  readonly known: boolean;
}

/** One simple command: its words, and the files that its output is sent to. */
export interface SimpleCommand {
  readonly words: readonly ShellWord[];
  readonly written: readonly ShellWord[];
}

interface Cursor {
  readonly text: string;
  at: number;
  /** Ends of here-documents that begin on this line. */
  readonly pending: { end: string; tabs: boolean }[];
}

/**
 * The simple commands of a POSIX shell line, in order, those in groups, subshells and substitutions of `$(…)` among them; as far as it
 * can be read without running it (XCU 2, Shell Command Language). What can't be known is marked, never guessed.
 */
export function simpleCommands(line: string): readonly SimpleCommand[] {
  const found: SimpleCommand[] = [];
  const cursor: Cursor = { text: line, at: 0, pending: [] };
  let words: ShellWord[] = [];
  let written: ShellWord[] = [];
  const finish = (): void => {
    if (words.length > 0 || written.length > 0) found.push({ words, written });
    words = [];
    written = [];
  };
  while (cursor.at < line.length) {
    const c = line[cursor.at];
    if (c === '\n') {
      finish();
      cursor.at++;
      skipHereDocuments(cursor);
    } else if (c === ' ' || c === '\t' || c === '\r') cursor.at++;
    else if (c === '\\' && line[cursor.at + 1] === '\n') cursor.at += 2;
    else if (c === '#') cursor.at = endOfLine(line, cursor.at);
    else if (line.startsWith('&>', cursor.at) || isRedirection(line, cursor.at)) redirect(cursor, written, found);
    else if (';&|(){}'.includes(c) && !isBraceInWord(line, cursor.at)) {
      finish();
      cursor.at++;
    } else words.push(readWord(cursor, found));
  }
  finish();
  return found;
}

/** `{` and `}` group commands only when they stand alone. */
function isBraceInWord(line: string, at: number): boolean {
  return (line[at] === '{' || line[at] === '}') && !/[\s;]|^$/.test(line[at + 1] ?? '');
}

function isRedirection(line: string, at: number): boolean {
  return /^\d*[<>]/.test(line.slice(at, at + 12));
}

function redirect(cursor: Cursor, written: ShellWord[], found: SimpleCommand[]): void {
  const [operator] = /^(?:&>>?|\d*(?:<<<|<<-?|<>|<&|<|>>|>\||>&|>))/.exec(cursor.text.slice(cursor.at, cursor.at + 16)) ?? ['>'];
  cursor.at += operator.length;
  while (cursor.text[cursor.at] === ' ' || cursor.text[cursor.at] === '\t') cursor.at++;
  if (cursor.at >= cursor.text.length) return;
  if (/<\($|>\($/.test(operator + (cursor.text[cursor.at] ?? ''))) return;
  const target = readWord(cursor, found);
  if (/<<-?$/.test(operator)) cursor.pending.push({ end: target.text, tabs: operator.endsWith('-') });
  else if (/>&$/.test(operator) ? !/^\d+$|^-$/.test(target.text) : operator.includes('>')) written.push(target);
}

function skipHereDocuments(cursor: Cursor): void {
  for (const { end, tabs } of cursor.pending.splice(0)) {
    while (cursor.at < cursor.text.length) {
      const stop = endOfLine(cursor.text, cursor.at);
      const row = cursor.text.slice(cursor.at, stop);
      cursor.at = stop + 1;
      if ((tabs ? row.replace(/^\t+/, '') : row) === end) break;
    }
  }
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function readWord(cursor: Cursor, found: SimpleCommand[]): ShellWord {
  const { text } = cursor;
  const from = cursor.at;
  let said = '';
  let known = true;
  while (cursor.at < text.length) {
    const c = text[cursor.at];
    if (/[\s;&|()<>]/.test(c)) break;
    if (c === '\\') {
      const next = text[cursor.at + 1] ?? '';
      if (next !== '\n') said += next;
      cursor.at += 2;
    } else if (c === "'") {
      const end = text.indexOf("'", cursor.at + 1);
      said += text.slice(cursor.at + 1, end < 0 ? text.length : end);
      if (end < 0) known = false;
      cursor.at = end < 0 ? text.length : end + 1;
    } else if (c === '"') {
      const inside = readDouble(cursor, found);
      said += inside.text;
      known = known && inside.known;
    } else if (c === '$' || c === '`') {
      known = false;
      said += substitution(cursor, found);
    } else {
      if (/[*?[\]{}]/.test(c) || (c === '~' && cursor.at === from)) known = false;
      said += c;
      cursor.at++;
    }
  }
  if (cursor.at === from) cursor.at++;
  return { text: said, known };
}

function readDouble(cursor: Cursor, found: SimpleCommand[]): ShellWord {
  const { text } = cursor;
  let said = '';
  let known = true;
  cursor.at++;
  while (cursor.at < text.length && text[cursor.at] !== '"') {
    const c = text[cursor.at];
    if (c === '\\' && /[$`"\\\n]/.test(text[cursor.at + 1] ?? '')) {
      if (text[cursor.at + 1] !== '\n') said += text[cursor.at + 1];
      cursor.at += 2;
    } else if (c === '$' || c === '`') {
      known = false;
      said += substitution(cursor, found);
    } else {
      said += c;
      cursor.at++;
    }
  }
  if (cursor.at >= text.length) known = false;
  cursor.at++;
  return { text: said, known };
}

/** Passes over `$NAME`, `${…}`, `$(…)`, backquotes; commands inside are commands too. Gives the text as it was written. */
function substitution(cursor: Cursor, found: SimpleCommand[]): string {
  const { text, at: from } = cursor;
  if (text[from] === '`') {
    const end = text.indexOf('`', from + 1);
    cursor.at = end < 0 ? text.length : end + 1;
    found.push(...simpleCommands(text.slice(from + 1, end < 0 ? text.length : end)));
  } else if (text[from + 1] === '(') {
    const end = closing(text, from + 1, '(', ')');
    cursor.at = end + 1;
    if (text[from + 2] !== '(') found.push(...simpleCommands(text.slice(from + 2, end)));
  } else if (text[from + 1] === '{') {
    cursor.at = closing(text, from + 1, '{', '}') + 1;
  } else {
    cursor.at = from + 1 + (/^\w*/.exec(text.slice(from + 1, from + 260))?.[0].length ?? 0);
  }
  return text.slice(from, cursor.at);
}

function closing(text: string, from: number, open: string, close: string): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === "'") {
      const end = text.indexOf("'", i + 1);
      i = end < 0 ? text.length : end;
    } else if (text[i] === open) depth++;
    else if (text[i] === close && --depth === 0) return i;
  }
  return text.length;
}
