import { posix } from 'node:path';
import { type ShellWord, type SimpleCommand, simpleCommands } from './shell-words.ts';

/** A file that a shell line writes, as far as it can be known before it runs. */
export interface ShellTarget {
  /** As written, or joined to the folder that a `cd` before it went to. */
  readonly path: string;
  readonly what: 'write' | 'delete';
}

/** What a shell line does to files: the targets that are known, and what in it would go round the guard. */
export interface ShellReading {
  readonly targets: readonly ShellTarget[];
  /** Words of the line that switch the guard off (`--no-verify`, `core.hooksPath`), each as it was written. */
  readonly bypasses: readonly string[];
}

/** Programs whose operands are files that they change. `from`: how many operands come before those. */
const WRITERS: Readonly<Record<string, { what: 'write' | 'delete'; from?: number }>> = {
  rm: { what: 'delete' },
  rmdir: { what: 'delete' },
  unlink: { what: 'delete' },
  shred: { what: 'write' },
  touch: { what: 'write' },
  truncate: { what: 'write' },
  tee: { what: 'write' },
  chmod: { what: 'write', from: 1 },
  chown: { what: 'write', from: 1 },
  mkfifo: { what: 'write' },
  'Remove-Item': { what: 'delete' },
  'Set-Content': { what: 'write' },
  'Add-Content': { what: 'write' },
  'Out-File': { what: 'write' },
  'New-Item': { what: 'write' },
};

/** Options whose next word is their value, not a file. */
const VALUED: Readonly<Record<string, readonly string[]>> = {
  touch: ['-d', '-r', '-t'],
  truncate: ['-s', '-r'],
  shred: ['-n', '-s'],
  sed: ['-e', '-f', '-l'],
  perl: ['-e', '-E', '-I', '-M'],
  cp: ['-S', '-t'],
  mv: ['-S', '-t'],
  ln: ['-S', '-t'],
  install: ['-m', '-o', '-g', '-S', '-t'],
  'Set-Content': ['-Value', '-Encoding'],
  'Add-Content': ['-Value', '-Encoding'],
  'New-Item': ['-ItemType', '-Value'],
};

/** Words before a command that only say how it is run. */
const WRAPPERS = new Set([
  'sudo',
  'command',
  'builtin',
  'exec',
  'nohup',
  'time',
  'nice',
  'env',
  'timeout',
  'setsid',
  'stdbuf',
  'xargs',
  'then',
  'do',
  'else',
  'if',
  'while',
  'until',
  '!',
]);

/**
 * Reads a shell line for the files it writes. Never runs it. What depends on variables, patterns or programs that it doesn't know is
 * left out: the commit and CI look at what really changed.
 */
export function readShell(line: string): ShellReading {
  const targets: ShellTarget[] = [];
  const bypasses: string[] = [];
  read(line, '', targets, bypasses, 0);
  return { targets, bypasses };
}

function read(line: string, cwd: string, targets: ShellTarget[], bypasses: string[], depth: number): void {
  let folder: string | undefined = cwd;
  for (const command of simpleCommands(line)) {
    const add = (word: ShellWord | undefined, what: ShellTarget['what']): void => {
      const path = word?.known && word.text !== '' ? joined(folder, word.text) : undefined;
      if (path !== undefined) targets.push({ path, what });
    };
    for (const word of command.written) add(word, 'write');
    const words = unwrapped(command, bypasses);
    const name = words[0]?.known ? (words[0].text.split('/').pop() as string) : '';
    const rest = words.slice(1);
    if (name === 'cd' || name === 'pushd') folder = rest[0]?.known ? joined(folder, rest[0].text) : undefined;
    else if (/^(?:ba|z|da|k)?sh$/.test(name) && depth < 5) {
      const at = rest.findIndex(({ text }) => /^-\w*c$/.test(text));
      const script = at >= 0 ? rest[at + 1] : undefined;
      if (script?.known && folder !== undefined) read(script.text, folder, targets, bypasses, depth + 1);
    } else if (name === 'git') readGit(rest, add, bypasses);
    else {
      readBizos(words, bypasses);
      readProgram(name, rest, add);
    }
  }
}

/** Path against the folder that the line is in; undefined when that is not known. */
function joined(folder: string | undefined, path: string): string | undefined {
  if (posix.isAbsolute(path) || /^[A-Za-z]:[\\/]/.test(path)) return path;
  if (folder === undefined) return undefined;
  return folder === '' ? path : posix.join(folder, path);
}

function unwrapped(command: SimpleCommand, bypasses: string[]): readonly ShellWord[] {
  const words = [...command.words];
  while (words.length > 0) {
    const { text, known } = words[0];
    if (/^(?:GIT_CONFIG_|GIT_DIR|GIT_WORK_TREE|GIT_INDEX_FILE|BIZOS_SESSION)\w*=/.test(text)) {
      if (!text.startsWith('BIZOS_SESSION=')) bypasses.push(text.split('=')[0]);
      words.shift();
    } else if (/^\w+=/.test(text)) words.shift();
    else if (known && WRAPPERS.has(text)) {
      words.shift();
      while (words[0]?.text.startsWith('-')) {
        const option = words.shift();
        if (text === 'env' && /^(?:-u|-C|--unset|--chdir)$/.test(option?.text ?? '')) words.shift();
      }
      // `timeout -k 5 10s`, `nice -n 5`
      while (/^\d+(?:\.\d+)?[smhd]?$/.test(words[0]?.text ?? '')) words.shift();
    } else break;
  }
  return words;
}

type Add = (word: ShellWord | undefined, what: ShellTarget['what']) => void;

function readProgram(name: string, rest: readonly ShellWord[], add: Add): void {
  const operands = operandsOf(name, rest);
  const simple = WRITERS[name];
  if (simple) for (const word of operands.slice(simple.from ?? 0)) add(word, simple.what);
  else if (name === 'cp' || name === 'install' || name === 'ln' || name === 'mv') readCopy(name, rest, operands, add);
  else if (name === 'dd') {
    const of = rest.find(({ text }) => text.startsWith('of='));
    if (of) add({ text: of.text.slice(3), known: of.known }, 'write');
  } else if ((name === 'sed' || name === 'perl') && rest.some(({ text }) => /^-[a-zA-Z]*i|^--in-place/.test(text))) {
    const scripted = rest.some(({ text }) => /^-(?:\w*e|f|-expression|-file)/i.test(text) && !/^-i/.test(text));
    for (const word of operands.slice(scripted ? 0 : 1)) add(word, 'write');
  }
}

/** The last operand (or `-t`) is where it goes; into a folder, each source keeps its name. */
function readCopy(name: string, rest: readonly ShellWord[], operands: readonly ShellWord[], add: Add): void {
  const flag = rest.findIndex(({ text }) => text === '-t');
  const into = flag >= 0 ? rest[flag + 1] : operands[operands.length - 1];
  const sources = flag >= 0 ? operands : operands.slice(0, -1);
  if (name === 'mv') for (const word of sources) add(word, 'delete');
  if (!into || sources.length === 0) return;
  const folder = flag >= 0 || sources.length > 1 || into.text.endsWith('/');
  if (!folder) add(into, 'write');
  else
    for (const word of sources) add({ text: posix.join(into.text, posix.basename(word.text)), known: word.known && into.known }, 'write');
}

function operandsOf(name: string, rest: readonly ShellWord[]): readonly ShellWord[] {
  const operands: ShellWord[] = [];
  for (let i = 0; i < rest.length; i++) {
    const { text } = rest[i];
    if (text === '--') return [...operands, ...rest.slice(i + 1)];
    if (VALUED[name]?.includes(text)) i++;
    else if (!/^-./.test(text)) operands.push(rest[i]);
  }
  return operands;
}

/** `bizos` takes the guard out for people; an agent has no call for it, whatever starts the program. */
function readBizos(words: readonly ShellWord[], bypasses: string[]): void {
  const at = words.findIndex(({ text }) => /(?:^|[\\/])bizos(?:\.c?js)?$/.test(text));
  if (at < 0 || (at > 0 && !/^(?:npx|npm|pnpm|yarn|bunx?|node|deno)$/.test(words[0].text.split('/').pop() ?? ''))) return;
  const verbs: string[] = [];
  for (let i = at + 1; i < words.length; i++) {
    const { text } = words[i];
    if (text === '--root' || text === '--lang' || text === '--color') i++;
    else if (!text.startsWith('-')) verbs.push(text);
  }
  if (verbs[0] === 'integrate' || (verbs[0] === 'hooks' && verbs[1] === 'uninstall')) bypasses.push(`bizos ${verbs.slice(0, 2).join(' ')}`);
}

/** Files that git puts back or takes away, and options of it that keep the hooks from running. */
function readGit(rest: readonly ShellWord[], add: Add, bypasses: string[]): void {
  let at = 0;
  for (; at < rest.length && rest[at].text.startsWith('-'); at++) {
    if (rest[at].text === '-c' || rest[at].text === '-C' || rest[at].text === '--git-dir' || rest[at].text === '--work-tree') {
      if (/^core\.hookspath\b/i.test(rest[at + 1]?.text ?? '')) bypasses.push(rest[at + 1].text);
      at++;
    }
  }
  const verb = rest[at]?.text;
  const words = rest.slice(at + 1);
  const noVerify = words.find(({ text }) => text === '--no-verify' || (verb === 'commit' && /^-[a-zA-Z]*n/.test(text)));
  if (noVerify) bypasses.push(`git ${verb} ${noVerify.text}`);
  if (verb === 'config') {
    const key = words.find(({ text }) => /^(?:core\.(?:hookspath|worktree)|merge\.bizos|user\.signingkey|gpg\.)/i.test(text));
    if (key && words.some(({ text }) => text !== key.text && !text.startsWith('--get'))) bypasses.push(`git config ${key.text}`);
  }
  if (verb === 'update-ref' || verb === 'replace' || verb === 'fast-import') bypasses.push(`git ${verb}`);
  const paths = words.findIndex(({ text }) => text === '--');
  if (verb === 'checkout') for (const word of paths >= 0 ? words.slice(paths + 1) : []) add(word, 'write');
  else if (verb === 'restore' && !words.some(({ text }) => text === '--staged'))
    for (const word of operandsOf('git', words)) add(word, 'write');
  else if (verb === 'rm') for (const word of operandsOf('git', words)) add(word, 'delete');
  else if (verb === 'mv') readCopy('mv', words, operandsOf('git', words), add);
}
