import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryBytes } from '../../../src/sources/crm/container/bytes.ts';
import { sniffDialect } from '../../../src/sources/crm/delimited/dialect.ts';
import { scanRecords } from '../../../src/sources/crm/delimited/scan.ts';
import { joinShares, piecesOf, readFront, readShares } from '../../../src/sources/crm/delimited/shares.ts';
import { TableBuilder } from '../../../src/sources/crm/table/builder.ts';
import { BUILD, contents, HEAD, match, reader } from './built.ts';

function inOneGo(bytes: Uint8Array): unknown {
  const builder = new TableBuilder(match, BUILD);
  const end = scanRecords(memoryBytes(bytes), { at: 0, records: 0 }, builder, reader(builder));
  return contents(builder, end.records);
}

/** Reads with pieces of so many bytes; after the first, the caller and a worker take turns as `turns` says. */
function shared(bytes: Uint8Array, pieceBytes: number, workersFirst: number): { all: unknown; joined: number } {
  const source = memoryBytes(bytes);
  const pieces = piecesOf(bytes.length, 0, pieceBytes);
  const limited = { ...pieces, count: pieces.count };
  const builder = new TableBuilder(match, BUILD);
  // The caller takes pieces first, so many that the workers are left with the rest.
  const front = Math.max(1, pieces.count - workersFirst);
  pieces.taken[2] = pieces.count - (pieces.count - front);
  pieces.taken[0] = front;
  const shares = readShares(source, limited, { delimiter: 44, match, build: BUILD });
  const manner = reader(builder);
  const until = Math.min(bytes.length, front * pieceBytes);
  const position = scanRecords(source, { at: 0, records: 0 }, builder, { ...manner, border: { at: until, stops: () => true } });
  const end = joinShares(source, position, shares, builder, manner);
  return { all: contents(builder, end.records), joined: shares.length };
}

const cell = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('New', 'Won', 'Ana', '', '100', 'RM 5', 'USD 7', '2026-01-05', '5/6/2026', 'n/a', '1E5', '5.8E+18'),
  },
  { weight: 2, arbitrary: fc.string({ maxLength: 8 }).map((text) => `"${text.replaceAll('"', '""')}"`) },
  { weight: 1, arbitrary: fc.constantFrom('"two\nlines"', '"a,b\r\nc,d,e,f,g,h"', '"1,A,New,5,Ana,2026-01-01\n2,B,New,5,Ana,2026-01-01"') },
  { weight: 1, arbitrary: fc.constantFrom('5" pipe', '"open', 'close"', '"a"b', '"say ""hi"""') },
);
const line = fc
  .tuple(fc.array(cell, { minLength: 0, maxLength: 8 }), fc.constantFrom('\n', '\n', '\r\n', '\r'))
  .map(([cells, end]) => cells.join(',') + end);

describe('reading in shares', () => {
  it('gives what reading in one go gives, whatever the bytes and wherever they are cut', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 60 }),
        fc.integer({ min: 20, max: 400 }),
        fc.integer({ min: 0, max: 30 }),
        (lines, size, first) => {
          const bytes = new TextEncoder().encode(`${HEAD}\n${lines.join('')}`);
          expect(shared(bytes, size, first).all).toEqual(inOneGo(bytes));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('joins the shares of a regular export instead of reading it again', () => {
    const lines = Array.from({ length: 400 }, (_, i) => `${i},"Deal, ${i}\nsecond line",New,${i},Owner ${i % 7},2026-01-05`);
    const bytes = new TextEncoder().encode(`${[HEAD, ...lines].join('\n')}\n`);
    const { all, joined } = shared(bytes, 2000, 5);
    expect(all).toEqual(inOneGo(bytes));
    expect(joined).toBe(5);
  });

  it('the caller and the workers never take the same piece', () => {
    const lines = Array.from({ length: 300 }, (_, i) => `${i},Deal,New,${i},Ana,2026-01-05`);
    const bytes = new TextEncoder().encode(`${[HEAD, ...lines].join('\n')}\n`);
    const source = memoryBytes(bytes);
    const pieces = piecesOf(bytes.length, sniffDialect(bytes).from, 500);
    const builder = new TableBuilder(match, BUILD);
    const front = readFront(source, pieces, builder, reader(builder));
    expect(front.at).toBe(bytes.length);
    expect(readShares(source, pieces, { delimiter: 44, match, build: BUILD })).toEqual([]);
    expect(contents(builder, front.records)).toEqual(inOneGo(bytes));
  });
});
