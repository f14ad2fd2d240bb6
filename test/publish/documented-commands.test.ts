import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { operations } from '../../src/business/index.ts';
import { declareFlags } from '../../src/surfaces/cli/flags.ts';
import { findEntry } from '../../src/surfaces/cli/run.ts';
import { WORDS } from '../../src/surfaces/cli/words.ts';

/**
 * What is written about commands is true: each one that the README, docs/, an example or a sentence of the program names is there, with the
 * flags that stand beside it. Parsed only, by the program's own declarations; nothing runs.
 */
const ROOT = join(import.meta.dirname, '..', '..');
const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => join('docs', name))].filter((name) => name.endsWith('.md'));
const GROUPS = new Set(operations.map(({ name }) => name.split(' ')[0]));

interface Written {
  readonly where: string;
  readonly command: string;
}

/** Shell words of a line up to a comment, pipe, redirection or `&&`; quotes are taken off, brackets of a synopsis too. */
function shellWords(line: string): string[] {
  const words: string[] = [];
  for (const [, double, single, bare] of line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']+)/g)) {
    if (bare !== undefined && /^(?:#|\||\|\||&&|;|>+|<|2>&1|>\S+)$/.test(bare)) break;
    const word = double ?? single ?? bare.replace(/^\[+|\]+$/g, '').replace(/[,;]$/, '');
    // "and so on" stands bare; in quotes it is a value.
    if (word !== '' && bare !== '…' && bare !== '...') words.push(word);
  }
  return words;
}

/** The commands in a page: lines of its code blocks, and its code spans. `a && b` are two. */
function commandsOf(page: string): Written[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const found: Written[] = [];
  let fenced = false;
  for (const [i, line] of text.split('\n').entries()) {
    const where = `${page}:${i + 1}`;
    if (/^\s*```/.test(line)) fenced = !fenced;
    else if (fenced || /^ {4}\S/.test(line))
      found.push(...line.split(/ && | \|\| |; /).map((command) => ({ where, command: command.trim() })));
    else found.push(...[...line.matchAll(/`((?:npx |learn |bizos )[^`]+)`/g)].map(([, command]) => ({ where, command })));
  }
  return found.flatMap((one) => {
    const called = /^(?:[-#$>]\s*)?(?:run: |exec )?(?:[A-Z_]+=\S+ )*(?:npx )?((?:bizos|learn) (?!.*\bnpm\b).*)$/.exec(one.command);
    return called ? alternatives(called[1]).map((command) => ({ where: one.where, command })) : [];
  });
}

/** `bizos zones check|lint` is two commands; a table writes the bar as `\|`. */
function alternatives(command: string): string[] {
  const plain = command.replaceAll('\\|', '|');
  const several = /^(bizos [a-z]+ |bizos |learn )([a-z-]+(?:\|[a-z-]+)+)(.*)$/.exec(plain);
  return several ? several[2].split('|').map((word) => several[1] + word + several[3]) : [plain];
}

/** Why the program would not understand a command, or nothing. */
async function fault(command: string): Promise<string | undefined> {
  const [program, ...rest] = shellWords(command);
  const words = program === 'learn' ? ['learn', ...rest] : rest;
  if (words.length === 0 || words.every((word) => word.startsWith('-'))) return undefined;
  const entry = findEntry(words, operations);
  // Not an operation: it serves the operations.
  if (!entry && words.filter((word, i) => !word.startsWith('-') && words[i - 1] !== '--root').join(' ') === 'mcp') return undefined;
  if (!entry) return words.length === 1 && GROUPS.has(words[0]) ? undefined : 'no such command';
  const operation = await entry.load();
  if (operation.spoken) return undefined;
  const said: string[] = [];
  const parser = new Command('bizos').exitOverride().configureOutput({ writeErr: (text) => said.push(text.trim()) });
  for (const flag of ['--root <DIR>', '--lang <LANG>', '--json', '--color <WHEN>', '--no-color', '-h, --help', '-V, --version'])
    parser.option(flag);
  parser.helpOption(false);
  declareFlags(parser, operation, 'en');
  // A word in capitals stands for a value that the reader puts in: any choice may be meant.
  for (const option of parser.options)
    if (option.argChoices) option.choices([...option.argChoices, ...words.filter((word) => /[A-Z|…]/.test(word))]);
  const names = entry.name.split(' ').length;
  const bare = words.filter((_, i) => i >= names || words[i].startsWith('-'));
  try {
    await parser.allowExcessArguments().parseAsync(bare, { from: 'user' });
  } catch {
    return said.join(' ');
  }
  return undefined;
}

async function faults(written: readonly Written[]): Promise<string[]> {
  const found: string[] = [];
  for (const { where, command } of written) {
    const why = await fault(command);
    if (why !== undefined) found.push(`${where}: ${command} (${why})`);
  }
  return found;
}

describe('commands that are written down', () => {
  it.each(PAGES)('%s: each is there with its flags', async (page) => {
    expect(await faults(commandsOf(page))).toEqual([]);
  });

  it('are found where they stand', () => {
    expect(PAGES.flatMap(commandsOf).length).toBeGreaterThan(100);
  });

  it('what is wrong is seen', async () => {
    const wrong = [
      'bizos nonsense',
      'bizos scan pipeline --nonsense',
      'bizos doctor --fail-on error',
      'bizos scan pipeline --fail-on nonsense',
    ];
    expect(await Promise.all(wrong.map(fault))).not.toContain(undefined);
    const right = ['bizos', 'bizos --version', 'bizos scan pipeline --as-of 2026-02-10 --json', 'learn bizos: it was -5%', 'bizos scan'];
    expect(await Promise.all(right.map(fault))).toEqual(right.map(() => undefined));
  });

  it('examples of the operations hold', async () => {
    const loaded = await Promise.all(operations.map(({ load }) => load()));
    const examples = loaded.flatMap(({ name, examples: all }) => all.map(({ command }) => ({ where: name, command })));
    const ours = examples.flatMap((one) =>
      one.command.split(/ \| | && /).flatMap((command) => {
        const called = /^(?:[A-Z_]+=\S+ )*((?:bizos|learn) .*)$/.exec(command.trim());
        return called ? [{ where: one.where, command: called[1] }] : [];
      }),
    );
    expect(await faults(ours)).toEqual([]);
    expect(loaded.filter(({ examples: all }) => all.length === 0).map(({ name }) => name)).toEqual([]);
  });

  it('remedies and hints of the program name commands that are there', async () => {
    const files = readdirSync(join(ROOT, 'src'), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.ts'));
    const named = files.flatMap((name) =>
      readFileSync(join(ROOT, 'src', name), 'utf8')
        .split('\n')
        .flatMap((line, i) =>
          [...line.matchAll(/\bbizos ([a-z]+(?: [a-z-]+)?)((?: --[a-z][a-z-]+)*)/g)]
            .filter(([, words]) => GROUPS.has(words.split(' ')[0]))
            .map(([, words, flags]) => ({
              where: `src/${name}:${i + 1}`,
              command: `bizos ${words}`,
              flags: flags.trim().split(' ').filter(Boolean),
            })),
        ),
    );
    const found: string[] = [];
    for (const { where, command, flags } of named) {
      const [first, second] = command.split(' ').slice(1);
      const entry = operations.find(({ name }) => name === `${first} ${second}`) ?? operations.find(({ name }) => name === first);
      // "bizos zones" in a sentence is the group; "bizos session of …" is a sentence.
      if (!entry && flags.length === 0) continue;
      const keys = entry
        ? Object.keys((await entry.load()).fields).map((key) => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
        : [];
      const known = [...keys, ...keys.map((key) => key.replace('--', '--no-')), '--help', '--json', '--lang', '--root', '--version'];
      const unknown = flags.filter((flag) => !known.includes(flag));
      if (!entry || unknown.length > 0) found.push(`${where}: ${command} ${unknown.join(' ')}`);
    }
    expect(found).toEqual([]);
  });

  it('every group of commands says in both languages what it is for', () => {
    const groups = [...new Set(operations.flatMap(({ name }) => (name.includes(' ') ? [name.split(' ')[0]] : [])))];
    expect(groups.filter((group) => !WORDS.en.groups[group] || !WORDS.de.groups[group])).toEqual([]);
  });
});
