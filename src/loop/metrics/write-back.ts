import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isoDate, wallOf } from '../../core/moment.ts';
import { BizosError, type Problem } from '../../core/problem.ts';
import { git } from '../../git/run.ts';
import type { Entity } from '../../tree/kinds/entity.ts';
import { readBytes } from '../../tree/read-bytes.ts';
import { writeWhole } from '../../tree/write.ts';
import type { Measures, ScanEntry } from '../../workspace/scan.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { RunSession } from '../runs/run-session.ts';
import type { ScannedCompany } from '../runs/scan-companies.ts';
import { type Measured, type RowChange, recordMeasured } from './record-section.ts';

/** A document that got what was measured. */
export interface RecordedFile {
  readonly path: string;
  readonly entity: string;
  /** Numbers that are others now. */
  readonly changes: readonly RowChange[];
  /** A person has text in it that is staged or not committed: it stays as it was, and is in no commit of the agent's. */
  readonly beside: boolean;
  /** The agent's commit has the numbers; false: they stand in the worktree alone, for a person to commit. */
  readonly committed: boolean;
}

/** What a run wrote back, and what kept it from more. */
export interface WrittenBack {
  readonly recorded: readonly RecordedFile[];
  /** The commit; undefined where nothing was to be committed, or git doesn't know the document yet. */
  readonly commit?: string;
  readonly problems: readonly Problem[];
}

/** A document after its numbers were written; `blob`: what the commit is to hold of it. */
type Written = Omit<RecordedFile, 'committed'> & { readonly blob?: Blob };

type Blob = { readonly path: string; readonly bytes: Uint8Array; readonly staged: Uint8Array };

/**
 * Writes what a run's scans measured into the documents that their fields name, inside the agent's zone (a judge is asked before each write), and
 * commits it as the agent's own. What a person has staged or not yet committed in the same document stays theirs: the commit holds the
 * last committed text with the numbers in it, index and worktree each get the numbers alone. What can't be written is a problem, and
 * keeps no run from ending well.
 */
export async function writeBack(
  workspace: Workspace,
  session: Pick<RunSession, 'commit'>,
  scans: readonly ScanEntry[],
  companies: readonly ScannedCompany[],
): Promise<WrittenBack> {
  const written: Written[] = [];
  const problems: Problem[] = [];
  for (const scan of scans) {
    const measures = await scan.measures?.();
    if (!measures?.record) continue;
    for (const company of companies.filter((one) => one.scan === scan.name && one.metrics.length > 0)) {
      const entity = workspace.entities.find(({ slug }) => slug === company.entity);
      if (!entity) continue;
      const path = measures.record.file(entity);
      const measured = measuredOf(workspace, entity, company, measures);
      try {
        written.push({ path, entity: entity.slug, ...(await recordOne(workspace.root, path, measured)) });
      } catch (error) {
        if (!(error instanceof BizosError)) throw error;
        problems.push(...(error.problems.length > 0 ? error.problems : [notWritten(path, error)]));
      }
    }
  }
  const blobs = written.flatMap(({ blob }) => blob ?? []);
  const days = [...new Set(companies.map(({ entity }) => entity))].join(', ');
  const commit = blobs.length === 0 ? undefined : await session.commit([], `metrics: what the scans measured of ${days}`, blobs);
  const recorded = written
    .filter(({ changes }) => changes.length > 0)
    .map(({ blob, ...file }) => ({ ...file, committed: blob !== undefined && commit !== undefined }));
  return { recorded, problems, ...(commit !== undefined && { commit }) };
}

function measuredOf(workspace: Workspace, entity: Entity, { metrics, asOf }: ScannedCompany, measures: Measures): Measured {
  const day = isoDate(wallOf(asOf, entity.timeZone ?? workspace.timeZone));
  return { metrics, measures, day, language: entity.language ?? workspace.language };
}

/** One document: the worktree's text, then what git has of it. */
async function recordOne(root: string, path: string, measured: Measured): Promise<Pick<Written, 'changes' | 'beside' | 'blob'>> {
  const file = join(root, path);
  if (!existsSync(file)) return { changes: [], beside: false };
  const bytes = readBytes(file);
  const now = recordMeasured(path, bytes, measured);
  if (now.changes.length > 0) writeWhole(file, now.bytes, { root, expected: bytes });
  const [head, index] = await Promise.all([blobOf(root, 'HEAD', path), blobOf(root, '', path)]);
  // New to git, or about to be taken out of it: what a commit is to hold of it is the person's to say.
  if (!head || !index) return { changes: now.changes, beside: true };
  const same = (one: Uint8Array): boolean => Buffer.from(one).equals(Buffer.from(head));
  const beside = !same(index) || !same(bytes);
  const committed = recordMeasured(path, head, measured);
  if (committed.changes.length === 0) return { changes: now.changes, beside };
  const staged = same(index) ? committed.bytes : recordMeasured(path, index, measured).bytes;
  return { changes: now.changes, beside, blob: { path, bytes: committed.bytes, staged } };
}

/** Bytes of a file in the last commit (`HEAD`) or in the index (empty); undefined where it is in neither. */
async function blobOf(root: string, where: string, path: string): Promise<Uint8Array | undefined> {
  const answer = await git(['cat-file', 'blob', `${where}:./${path}`], { cwd: root });
  return answer.code === 0 ? answer.stdout : undefined;
}

function notWritten(path: string, error: BizosError): Problem {
  return {
    code: 'metrics-not-written',
    level: 'warning',
    place: { file: path },
    message: {
      en: `What was measured was not written back: ${error.text.en}`,
      de: `Das Gemessene wurde nicht zurückgeschrieben: ${error.text.de}`,
    },
    remedy: error.hint ?? { en: 'Look at the document and run again.', de: 'Sieh das Dokument an und lass es noch einmal laufen.' },
  };
}
