import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinds } from '../../src/business/kinds.ts';
import type { ParsedDocument } from '../../src/tree/document.ts';
import type { DocumentKind, KindReading } from '../../src/tree/kinds.ts';
import { matchesPath } from '../../src/tree/patterns.ts';
import { readDocument } from '../../src/tree/read.ts';

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'documents');

/** The kind of a document by its path: the first that has a matching pattern, as the index goes by. */
export const kindAt = (path: string): DocumentKind | undefined =>
  kinds.find(({ paths }) => paths.some((pattern) => matchesPath(pattern, path)));

/** A text as a document of the tree. */
export const document = (path: string, text: string): ParsedDocument => readDocument(path, new TextEncoder().encode(text));

/** What the kind that a path belongs to makes of a text. Its value has been through JSON, as the index puts it. */
export async function readAs<T>(path: string, text: string): Promise<KindReading<T>> {
  const kind = kindAt(path);
  if (!kind) throw new Error(`${path} has no kind`);
  const { value, ...rest } = (await kind.load()).read(document(path, text));
  return { ...rest, value: JSON.parse(JSON.stringify(value)) as T };
}

/** A document of `test/fixtures/documents` read as though it stood at a path. */
export const readFixture = <T>(name: string, path: string): Promise<KindReading<T>> =>
  readAs<T>(path, readFileSync(join(FOLDER, name), 'utf8'));

/** `code:line` of each problem. */
export const codesOf = ({ problems }: Pick<KindReading<unknown>, 'problems'>): string[] =>
  problems.map(({ code, place }) => `${code}:${place?.line}`);
