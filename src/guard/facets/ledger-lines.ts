import type { Facet } from '../../core/zone.ts';

/**
 * What differs between two states of a chain of the ledger: each line added at the end is an entry named by its kind; anything else
 * (a line changed, taken away, put between) is one change of the chain. `own`: the file's name begins with the writer's.
 */
export function ledgerFacets(
  path: string,
  before: Buffer | undefined,
  after: Buffer | undefined,
  who: readonly string[],
): readonly Facet[] {
  const name = path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/\.jsonl$/, '')
    .toLowerCase();
  const own = who.some((writer) => name === writer || name.startsWith(`${writer}.`) || name.startsWith(`${writer}@`));
  const was = before ?? Buffer.alloc(0);
  const whole: Facet = { part: 'entry', entry: 'chain', change: 'change', own };
  if (!after) return [{ ...whole, change: 'remove' }];
  if (after.length < was.length || !after.subarray(0, was.length).equals(was)) return [whole];
  // A torn last line would be completed by what is appended: no longer the line that was there.
  if (was.length > 0 && was[was.length - 1] !== 0x0a && after.length > was.length) return [whole];
  const lines = after
    .subarray(was.length)
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line) => ({ part: 'entry', entry: kindOf(line), change: 'append', own }));
}

/** The kind that a line says it is; what can't be read counts as an approval, since it might be taken for one. */
function kindOf(line: string): string {
  try {
    const value: unknown = JSON.parse(line);
    const kind = typeof value === 'object' && value !== null ? (value as Record<string, unknown>).kind : undefined;
    // A key given twice reads differently to different readers.
    if ((line.match(/"kind"\s*:/g) ?? []).length > 1 && /approv/i.test(line)) return 'approval';
    return typeof kind === 'string' ? kind : 'approval (no kind)';
  } catch {
    return 'approval (unreadable)';
  }
}
