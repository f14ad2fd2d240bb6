/**
 * What a session holds: a path pattern in one or more companies, whole files or named parts of them. Two sessions may run side by side
 * exactly when none of their claims meet.
 */
export interface Claim {
  /** Pattern from the tree's root, as the policy writes it, `[entity]` replaced where the session has a company. */
  readonly pattern: string;
  /** Folder names that a placeholder left in the pattern stands for; undefined: any. */
  readonly companies?: readonly string[];
  /** Another tree by its id; undefined: this one. */
  readonly tree?: string;
  /** Parts of the file (`field/stage`, `section/Notes`, `entries/crm-ops`); undefined: the file as a whole. */
  readonly parts?: readonly string[];
  /** `file:line` of the row that gives it. */
  readonly rule: string;
}

type Part = '**' | readonly string[] | { readonly names?: readonly string[] };

/**
 * Whether some file, or part of one, is in both claims. Names are compared in Unicode NFC, without case: what a file system that folds
 * case would take for one file is one. A pattern that can't be told apart counts as meeting.
 */
export function claimsMeet(a: Claim, b: Claim): boolean {
  if ((a.tree ?? '') !== (b.tree ?? '')) return false;
  return partsMeet(a.parts, b.parts) && patternsMeet(partsOf(a), partsOf(b));
}

/** `entries` meets every `entries/…`; otherwise two parts meet when they are the same. */
function partsMeet(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  if (!a || !b) return true;
  const other = b.map(folded);
  return a.map(folded).some((one) => other.some((two) => one === two || one.startsWith(`${two}/`) || two.startsWith(`${one}/`)));
}

function partsOf(claim: Pick<Claim, 'pattern' | 'companies'>): readonly Part[] {
  const whole = claim.pattern.endsWith('/') ? `${claim.pattern}**` : claim.pattern;
  return whole.split('/').map((part): Part => {
    if (part === '**') return '**';
    if (part === '[entity]' || part === '<entity>') return { names: claim.companies?.map(folded) };
    return folded(part).split('*');
  });
}

/** Case and Unicode form don't tell two files apart: some file systems don't, and a tree must work on all of them. */
function folded(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/** Walks both patterns at once; `reached[i][j]`: the first i and j parts can stand for the same folders. */
function patternsMeet(a: readonly Part[], b: readonly Part[]): boolean {
  const reached = Array.from({ length: a.length + 1 }, () => new Uint8Array(b.length + 1));
  reached[0][0] = 1;
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      if (!reached[i][j]) continue;
      const [p, q] = [a[i], b[j]];
      // A `**` may end here, or take one part of the other side.
      if (p === '**') reached[i + 1][j] = 1;
      if (q === '**') reached[i][j + 1] = 1;
      if (p === '**' && j < b.length) reached[i][j + 1] = 1;
      if (q === '**' && i < a.length) reached[i + 1][j] = 1;
      if (p !== undefined && q !== undefined && p !== '**' && q !== '**' && namesMeet(p, q)) reached[i + 1][j + 1] = 1;
    }
  }
  return reached[a.length][b.length] === 1;
}

function namesMeet(p: Exclude<Part, '**'>, q: Exclude<Part, '**'>): boolean {
  if (!Array.isArray(p)) {
    const { names } = p as { names?: readonly string[] };
    if (!names) return true;
    return names.some((name) =>
      Array.isArray(q) ? starsMeet([name], q) : ((q as { names?: readonly string[] }).names?.includes(name) ?? true),
    );
  }
  return Array.isArray(q) ? starsMeet(p, q) : namesMeet(q, p);
}

/** The same walk over letters, with `*` for any run. */
function starsMeet(p: readonly string[], q: readonly string[]): boolean {
  const [a, b] = [lettersOf(p), lettersOf(q)];
  let row = new Uint8Array(b.length + 1);
  row[0] = 1;
  for (let i = 0; i <= a.length; i++) {
    const next = new Uint8Array(b.length + 1);
    for (let j = 0; j <= b.length; j++) {
      if (!row[j]) continue;
      const [x, y] = [a[i], b[j]];
      if (x === null || (y === null && i < a.length)) next[j] = 1;
      if (y === null || (x === null && j < b.length)) row[j + 1] = 1;
      if (typeof x === 'string' && x === y) next[j + 1] = 1;
    }
    if (i === a.length) return row[b.length] === 1;
    row = next;
  }
  return false;
}

function lettersOf(pieces: readonly string[]): (string | null)[] {
  return pieces.flatMap((piece, i): (string | null)[] => (i === 0 ? [...piece] : [null, ...piece]));
}
