import { type ReadPlan, type ReadStep, RecordCells } from '../../../src/sources/crm/delimited/record.ts';

const SEPARATOR = 1;

const record = new RecordCells(4096);
const encoder = new TextEncoder();

/** One plan for each way to read a cell: for another one than before, the machine clears its tables of words. */
const plans = new Map<string, ReadPlan>();

function planOf(kind: ReadStep['kind'], exponent: number | undefined): ReadPlan {
  const name = `${kind} ${exponent}`;
  const plan = plans.get(name) ?? { steps: [{ kind, exponent, cell: 0 }], row: { cells: 1, stage: 0 } };
  plans.set(name, plan);
  return plan;
}

/** The text as a cell of an export: in quotes where it would say something else without them (`""` alone is an empty cell). */
function asCell(text: string): string {
  return /["\n\r\x01]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Has a cell that says `text` read from its bytes; undefined where its text has to be read instead. */
function readPlain<T>(text: string, plan: ReadPlan, take: () => T): T | undefined {
  const { written } = encoder.encodeInto(asCell(text), record.bytes);
  if (record.cut(0, written, SEPARATOR, true) !== written) throw new Error(`more than one record: ${JSON.stringify(text)}`);
  return record.read(plan) === 0 ? take() : undefined;
}

/** The number or moment that a plain cell says; undefined where its text has to be read. */
export function plainValue(text: string, kind: 'date' | 'amount' | 'share', exponent?: number): number | undefined {
  return readPlain(text, planOf(kind, exponent), () => record.number(0));
}

/** The two hashes of a plain id; undefined where its text has to be read. */
export function idHashes(text: string): Uint32Array | undefined {
  const into = new Uint32Array(2);
  return readPlain(text, planOf('id', undefined), () => {
    record.putId(0, into, 0);
    return into;
  });
}
