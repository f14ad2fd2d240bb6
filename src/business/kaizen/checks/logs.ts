import type { ParsedDocument, Section } from '../../../tree/document.ts';
import type { TreeLook } from '../../../workspace/check.ts';
import { experimentsIn, type LoggedExperiment } from '../experiment.ts';
import { ENTRY_ID, type LogOutline, scanLog } from '../log-scan.ts';

/** An entry of any log, with where its heading stands. */
export interface CheckedEntry {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  /** Its title without the id. */
  readonly name: string;
  readonly section: Section;
}

/** Documents that may hold entries: those whose headings begin with an id. */
export function entriesOf(look: TreeLook): CheckedEntry[] {
  return look.documents.flatMap(({ document }) => entriesIn(document));
}

function entriesIn(document: ParsedDocument): CheckedEntry[] {
  return document.sections.flatMap((section) => {
    const [, id, name] = ENTRY_ID.exec(section.title) ?? [];
    return id === undefined ? [] : [{ id, file: document.path, line: section.line, name, section }];
  });
}

/** A log as several checks look at it. */
export interface CheckedLog {
  readonly file: string;
  readonly outline: LogOutline;
  readonly experiments: readonly LoggedExperiment[];
}

const logs = new WeakMap<TreeLook, readonly CheckedLog[]>();

/** The logs of a tree, each read once for all checks of one look: a large one takes a while. */
export function logsOf(look: TreeLook): readonly CheckedLog[] {
  let found = logs.get(look);
  if (found === undefined) {
    found = look.documents
      .filter(({ kind }) => kind === 'kaizen-log')
      .map(({ document: { path, text } }) => {
        const outline = scanLog(text);
        return { file: path, outline, experiments: experimentsIn(outline) };
      });
    logs.set(look, found);
  }
  return found;
}

/** `K-BIZ` of `K-BIZ-007`. */
export function prefixOf(id: string): string {
  return id.slice(0, id.lastIndexOf('-'));
}
