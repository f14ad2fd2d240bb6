import type { ParsedDocument } from '../../../tree/document.ts';
import type { TreeLook } from '../../../workspace/check.ts';
import { ENTRY_ID } from '../log-scan.ts';

/** An entry of any log, with where its heading stands. */
export interface CheckedEntry {
  readonly id: string;
  readonly file: string;
  readonly line: number;
}

/** Documents that may hold entries: those whose headings begin with an id. */
export function entriesOf(look: TreeLook): CheckedEntry[] {
  return look.documents.flatMap(({ document }) => entriesIn(document));
}

function entriesIn(document: ParsedDocument): CheckedEntry[] {
  return document.sections.flatMap(({ title, line }) => {
    const id = ENTRY_ID.exec(title)?.[1];
    return id === undefined ? [] : [{ id, file: document.path, line }];
  });
}

/** `K-BIZ` of `K-BIZ-007`. */
export function prefixOf(id: string): string {
  return id.slice(0, id.lastIndexOf('-'));
}
