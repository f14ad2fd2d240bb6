import { type ReadPlan, type ReadStep, RecordCells } from '../../../src/sources/crm/delimited/record.ts';

const SEPARATOR = 1;

const record = new RecordCells(4096);

/** Has a cell read from its bytes; undefined where its text has to be read instead. */
function readPlain<T>(text: string, step: Omit<ReadStep, 'cell'>, take: () => T): T | undefined {
  const { written } = new TextEncoder().encodeInto(text, record.bytes);
  const plan: ReadPlan = { steps: [{ ...step, cell: 0 }], row: { cells: 1, stage: 0 } };
  record.cut(0, written, SEPARATOR, true);
  return record.read(plan) === 0 ? take() : undefined;
}

/** The number or moment that a plain cell says; undefined where its text has to be read. */
export function plainValue(text: string, kind: 'date' | 'amount' | 'share', exponent?: number): number | undefined {
  return readPlain(text, { kind, exponent }, () => record.number(0));
}

/** The two hashes of a plain id; undefined where its text has to be read. */
export function idHashes(text: string): Uint32Array | undefined {
  const into = new Uint32Array(2);
  return readPlain(text, { kind: 'id' }, () => {
    record.putId(0, into, 0);
    return into;
  });
}
