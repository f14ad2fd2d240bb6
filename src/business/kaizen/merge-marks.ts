/** A conflict of git begins in the text. */
export const MARKS = /^<{7}(?: |\r?$)/m;

const MARKED = /^<{7}(?: [^\n]*|\r)?\n([\s\S]*?)(?:^\|{7}(?: [^\n]*|\r)?\n[\s\S]*?)?^={7}\r?\n([\s\S]*?)^>{7}(?: [^\n]*|\r)?(?:\n|$)/gm;

/** A text with one side's words where git's conflict marks stood, without regard to how its lines end. */
export function withSide(text: string, side: 'ours' | 'theirs'): string {
  const taken = text.replace(MARKED, (_, ours: string, theirs: string) => (side === 'ours' ? ours : theirs));
  return taken.replaceAll('\r\n', '\n').replace(/\n*$/, '\n');
}

/** Whether two texts hold the same outside and inside of conflict marks, whatever the marks are called and where exactly they stand. */
export function sameMerge(one: string, other: string): boolean {
  return (['ours', 'theirs'] as const).every((side) => withSide(one, side) === withSide(other, side));
}

/** The first line (1-based) of a text that is in none of the others; undefined where each is in one. */
export function lineOfNone(text: string, others: readonly string[]): number | undefined {
  const known = new Set(others.flatMap((other) => other.split(/\r?\n/)));
  const at = text.split(/\r?\n/).findIndex((line) => !known.has(line) && !/^(?:<{7}|\|{7}|={7}|>{7})/.test(line));
  return at < 0 ? undefined : at + 1;
}
