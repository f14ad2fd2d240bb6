import { posix } from 'node:path';
import type { Checked, Problem } from '../../core/problem.ts';
import { counted } from '../../core/text.ts';
import type { DealTable, WordColumn } from './deals.ts';
import { IdIndex } from './id-index.ts';

/** Files that are one export together, in the order of their parts: nearly always one file. */
export interface ExportParts {
  readonly files: readonly string[];
  /** Numbers of parts that should be there and are not. */
  readonly missing: readonly number[];
}

const PART = /^(.*\D|)(\d{3})(\.\w+)$/;

/**
 * Puts the parts of a backup together: Zoho writes `Deals_001.csv`, `Deals_002.csv` … into one folder. A number alone (only
 * `Deals_001.csv`) is a whole export. The order of the files given is kept.
 */
export function groupParts(files: readonly string[]): ExportParts[] {
  const groups = new Map<string, { number: number; file: string }[]>();
  for (const file of files) {
    const m = PART.exec(posix.basename(file));
    const key = m ? `${posix.dirname(file)}/${m[1]}*${m[3].toLowerCase()}` : file;
    const group = groups.get(key) ?? [];
    group.push({ number: m ? Number(m[2]) : 1, file });
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => {
    const ordered = [...group].sort((a, b) => a.number - b.number || (a.file < b.file ? -1 : 1));
    const last = ordered[ordered.length - 1].number;
    const there = new Set(ordered.map(({ number }) => number));
    const numbers = ordered.length > 1 ? Array.from({ length: last }, (_, k) => k + 1) : [];
    return { files: ordered.map(({ file }) => file), missing: numbers.filter((number) => !there.has(number)) };
  });
}

/** Says that parts of a backup are not there: its deals are missing from every number. */
export function partsMissing({ files, missing }: ExportParts): Problem {
  const numbers = missing.map((number) => String(number).padStart(3, '0')).join(', ');
  return {
    code: 'part-missing',
    level: 'error',
    message: {
      en: `This export comes in parts, and ${numbers} ${missing.length === 1 ? 'is' : 'are'} not there: deals are missing.`,
      de: `Dieser Export hat mehrere Teile, und ${numbers} ${missing.length === 1 ? 'fehlt' : 'fehlen'}: Es fehlen Deals.`,
    },
    place: { file: files[0] },
    remedy: {
      en: 'Put all parts of the backup into the same folder.',
      de: 'Lege alle Teile des Backups in denselben Ordner.',
    },
  };
}

/** The parts of one export as one table. A deal that stands in two parts counts once, as it was modified last; that is said. */
export function joinParts(parts: readonly DealTable[], file: string): Checked<DealTable> {
  if (parts.length === 1) return { value: parts[0], problems: [] };
  const whole = concatenated(parts);
  const gone = twinsOf(whole);
  return gone.size === 0 ? { value: whole, problems: [] } : { value: without(whole, gone), problems: [twinsFound(gone.size, file)] };
}

function concatenated(parts: readonly DealTable[]): DealTable {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const starts: number[] = [];
  let at = 0;
  for (const part of parts) {
    starts.push(at);
    at += part.count;
  }
  const floats = (column: (part: DealTable) => Float64Array): Float64Array => {
    const joined = new Float64Array(count);
    for (const [k, part] of parts.entries()) joined.set(column(part), starts[k]);
    return joined;
  };
  const flags = (column: (part: DealTable) => Uint8Array): Uint8Array => {
    const joined = new Uint8Array(count);
    for (const [k, part] of parts.entries()) joined.set(column(part), starts[k]);
    return joined;
  };
  const wholes = (column: (part: DealTable) => Uint32Array, width = 1): Uint32Array => {
    const joined = new Uint32Array(count * width);
    for (const [k, part] of parts.entries()) joined.set(column(part), starts[k] * width);
    return joined;
  };
  // An amount in another part's currency is in no sum (the part says so by itself).
  const { currency } = parts.find(({ amount }) => amount.some((minor) => !Number.isNaN(minor))) ?? parts[0];
  const textOf = (read: (part: DealTable, i: number) => string) => (i: number) => {
    let k = starts.length - 1;
    while (k > 0 && starts[k] > i) k--;
    return read(parts[k], i - starts[k]);
  };
  return {
    count,
    currency,
    fields: new Set(parts.flatMap((part) => [...part.fields])),
    row: wholes((part) => part.row),
    stage: joinWords(parts.map(({ stage }) => stage)),
    owner: joinWords(parts.map(({ owner }) => owner)),
    source: joinWords(parts.map(({ source }) => source)),
    reason: joinWords(parts.map(({ reason }) => reason)),
    amount: floats((part) => (part.currency === currency ? part.amount : new Float64Array(part.count).fill(Number.NaN))),
    probability: floats((part) => part.probability),
    created: floats((part) => part.created),
    closing: floats((part) => part.closing),
    closed: floats((part) => part.closed),
    lastActivity: floats((part) => part.lastActivity),
    modified: floats((part) => part.modified),
    hasNextStep: flags((part) => part.hasNextStep),
    hasAccount: flags((part) => part.hasAccount),
    idHash: wholes((part) => part.idHash, 2),
    id: textOf((part, i) => part.id(i)),
    name: textOf((part, i) => part.name(i)),
    account: textOf((part, i) => part.account(i)),
    nextStep: textOf((part, i) => part.nextStep(i)),
    email: textOf((part, i) => part.email(i)),
    ownerId: textOf((part, i) => part.ownerId(i)),
  };
}

function joinWords(columns: readonly WordColumn[]): WordColumn {
  const words = [''];
  const numbers = new Map([['', 0]]);
  const at = new Uint32Array(columns.reduce((sum, column) => sum + column.at.length, 0));
  let end = 0;
  for (const column of columns) {
    const own = Uint32Array.from(column.words, (word) => {
      let number = numbers.get(word);
      if (number === undefined) {
        number = words.push(word) - 1;
        numbers.set(word, number);
      }
      return number;
    });
    for (const word of column.at) at[end++] = own[word];
  }
  return { words, at };
}

/** Rows whose id stands in another row too, but for the one of them that was modified last. */
function twinsOf(table: DealTable): Set<number> {
  const index = new IdIndex(table);
  const stays = new Map<number, number>();
  const gone = new Set<number>();
  for (let i = 0; i < table.count; i++) {
    const first = index.find(table.idHash[2 * i], table.idHash[2 * i + 1]);
    if (first < 0 || first === i || table.id(first) !== table.id(i)) continue;
    const other = stays.get(first) ?? first;
    const newer = table.modified[i] < table.modified[other] ? other : i;
    stays.set(first, newer);
    gone.add(newer === i ? other : i);
  }
  return gone;
}

function twinsFound(count: number, file: string): Problem {
  const deals = counted(count, 'deal', 'deals', 'Deal', 'Deals');
  return {
    code: 'duplicates-in-parts',
    level: 'warning',
    message: {
      en: `${deals.en} of this backup stand in two of its parts; each counts once, as it was modified last.`,
      de: `${deals.de} dieses Backups stehen in zweien seiner Teile; jeder zählt einmal, wie er zuletzt geändert wurde.`,
    },
    place: { file },
    count,
    remedy: { en: 'Check that all parts are of one backup.', de: 'Prüfe, ob alle Teile aus einem Backup sind.' },
  };
}

function without(table: DealTable, gone: ReadonlySet<number>): DealTable {
  const keep = Uint32Array.from({ length: table.count }, (_, i) => i).filter((i) => !gone.has(i));
  const floats = (column: Float64Array): Float64Array => Float64Array.from(keep, (i) => column[i]);
  const wholes = (column: Uint32Array): Uint32Array => Uint32Array.from(keep, (i) => column[i]);
  const flags = (column: Uint8Array): Uint8Array => Uint8Array.from(keep, (i) => column[i]);
  const words = ({ words: all, at }: WordColumn): WordColumn => ({ words: all, at: wholes(at) });
  return {
    ...table,
    count: keep.length,
    row: wholes(table.row),
    stage: words(table.stage),
    owner: words(table.owner),
    source: words(table.source),
    reason: words(table.reason),
    amount: floats(table.amount),
    probability: floats(table.probability),
    created: floats(table.created),
    closing: floats(table.closing),
    closed: floats(table.closed),
    lastActivity: floats(table.lastActivity),
    modified: floats(table.modified),
    hasNextStep: flags(table.hasNextStep),
    hasAccount: flags(table.hasAccount),
    idHash: Uint32Array.from({ length: keep.length * 2 }, (_, k) => table.idHash[2 * keep[k >> 1] + (k & 1)]),
    id: (i) => table.id(keep[i]),
    name: (i) => table.name(keep[i]),
    account: (i) => table.account(keep[i]),
    nextStep: (i) => table.nextStep(keep[i]),
    email: (i) => table.email(keep[i]),
    ownerId: (i) => table.ownerId(keep[i]),
  };
}
