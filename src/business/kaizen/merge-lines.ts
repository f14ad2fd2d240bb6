import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from '../../git/run.ts';
import { mayName } from './mentions.ts';
import { coreOf } from './merge-entries.ts';
import type { LogSides } from './merge-logs.ts';
import type { StandingLog } from './merge-standing.ts';
import { type Renames, renamed } from './renaming.ts';

/** What each side's ids became. */
export type SideRenames = Readonly<Record<'ours' | 'theirs', Renames>>;

/**
 * A document with ids renamed in the lines that a side alone has brought, by their place: a line that stands there in both sides, or stood
 * there before, or was written after the merge, means what it says. Lines that were renamed before are as good as new.
 */
export async function renamedLines(text: string, sides: LogSides, renames: SideRenames): Promise<string> {
  const lines = text.split('\n');
  const after = [...lines];
  for (const side of ['ours', 'theirs'] as const) {
    const map = renames[side];
    if (map.size === 0 || !lines.some((line) => renamed(line, map) !== line)) continue;
    // A heading that has its new number already is still the line of its side: both are compared as they are afterwards.
    const own = await sameLines(linesOf(renamed(sides[side], map)), linesOf(renamed(text, map)));
    const before = new Set((await sameLines(linesOf(sides.base), linesOf(sides[side]))).values());
    const other = await sameLines(linesOf(sides[side === 'ours' ? 'theirs' : 'ours']), linesOf(text));
    const origin = new Map([...own].map(([from, to]) => [to, from]));
    const others = new Set(other.values());
    for (const [k, line] of lines.entries()) {
      const from = origin.get(k);
      if (from !== undefined && !before.has(from) && !others.has(k)) after[k] = renamed(line, map);
    }
  }
  return after.join('\n');
}

/**
 * The same in a log: what stands in an entry is compared with that entry on both sides. Entries are alike line by line, and where the sides
 * have them in another order the longest row of common lines goes across them.
 */
export async function renamedInLog({ outline, sides, standing }: StandingLog, renames: SideRenames): Promise<string> {
  const { text } = outline;
  const named = [...renames.ours.keys(), ...renames.theirs.keys()];
  if (!named.some((id) => mayName(text, id))) return text;
  const states = { base: sides.base.text, ours: sides.ours.text, theirs: sides.theirs.text };
  const after = (await renamedLines(text, states, renames)).split('\n');
  for (const { entry, of } of standing) {
    const core = coreOf(outline, entry);
    if (!named.some((id) => mayName(core, id))) continue;
    const coreIn = (side: keyof LogSides): string => (of[side] ? coreOf(sides[side], of[side]) : '');
    const lines = (await renamedLines(core, { base: coreIn('base'), ours: coreIn('ours'), theirs: coreIn('theirs') }, renames)).split('\n');
    // The return before the last line's end is none of the entry's.
    if (text[entry.coreEnd] === '\r') lines[lines.length - 1] += '\r';
    after.splice(text.slice(0, entry.start).split('\n').length - 1, lines.length, ...lines);
  }
  return after.join('\n');
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/);
}

/** Which lines of one text are which of another, by their index: the longest row of lines that both have. */
export async function sameLines(one: readonly string[], other: readonly string[]): Promise<ReadonlyMap<number, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'bizos-lines-'));
  try {
    writeFileSync(join(folder, 'one'), `${one.join('\n')}\n`);
    writeFileSync(join(folder, 'other'), `${other.join('\n')}\n`);
    const words = ['diff', '--no-index', '--text', '--no-color', '--no-ext-diff', '--minimal', '-U0', '--', 'one', 'other'];
    const said = (await git(words, { cwd: folder })).stdout.toString('utf8');
    const same = new Map<number, number>();
    let [a, b] = [0, 0];
    const upTo = (end: number): void => {
      for (; a < end; a++, b++) same.set(a, b);
    };
    for (const [, from, out = '1', , into = '1'] of said.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)) {
      // Where nothing is taken out, git names the line before.
      upTo(out === '0' ? Number(from) : Number(from) - 1);
      a += Number(out);
      b += Number(into);
    }
    upTo(one.length);
    return same;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
