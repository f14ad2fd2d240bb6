import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isoMoment, wallOf } from '../../core/moment.ts';
import { BizosError } from '../../core/problem.ts';
import { type Stage, StageBook, stageKey } from '../../core/stage.ts';
import type { DealTable } from '../../sources/crm/deals.ts';
import { findExports } from '../../sources/crm/inbox.ts';
import type { PipelineSources } from '../../sources/crm/load.ts';
import type { Entity } from '../../tree/kinds/entity.ts';
import type { Context } from '../../workspace/operation.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { templatesFolder } from './scaffold/templates.ts';

/** What this field needs of a `CRM_STRUCTURE.md` as its kind reads it. */
interface Structure {
  readonly stages: readonly Stage[];
  readonly stageNames: readonly (readonly [string, string])[];
  readonly columns: Readonly<Record<string, string>>;
}

/**
 * Brings the views `deals`, `deal_changes` and `snapshots` up to date with the exports: a company whose files and policies are
 * the same as last time costs a few stats. A company whose exports can't be read has no deals there; `doctor` says why.
 */
export async function bringDeals(workspace: Workspace, context: Context): Promise<void> {
  for (const entity of workspace.entities) {
    const files = findExports(workspace.root, entity, workspace.entities).value;
    const print = fingerprint(workspace, entity, files);
    const key = `deals ${entity.slug}`;
    if (workspace.store.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(key) === print) continue;
    const sources = files.length === 0 ? undefined : await readAll(workspace, context, entity, files);
    workspace.store.transaction(() => {
      fill(workspace, entity, sources);
      workspace.store.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(key, print);
    })();
  }
}

/** Everything that the rows depend on: the files as the disk describes them, and the policies that name stages and columns. */
function fingerprint(workspace: Workspace, entity: Entity, files: readonly string[]): string {
  const stats = files.map((file) => {
    const stat = statSync(join(workspace.root, file), { throwIfNoEntry: false });
    return [file, stat?.mtimeMs, stat?.size, stat?.ino];
  });
  const policies = workspace.store
    .prepare("SELECT stamp FROM document WHERE kind IN ('crm-structure', 'entity') ORDER BY path")
    .raw()
    .all();
  return JSON.stringify([entity.slug, stats, policies]);
}

async function readAll(
  workspace: Workspace,
  context: Context,
  entity: Entity,
  files: readonly string[],
): Promise<(PipelineSources & { readonly book: StageBook }) | undefined> {
  const { loadInbox } = await import('../../sources/crm/load.ts');
  const { book, columns } = await stagesOf(workspace, context, entity);
  const timeZone = entity.timeZone ?? workspace.timeZone;
  try {
    const options = {
      currency: entity.currency ?? workspace.currency,
      timeZone,
      stages: book,
      columns,
      now: wallOf(context.now(), timeZone),
      progress: context.progress,
    };
    const sources = await loadInbox(workspace.root, files, options);
    return sources && { ...sources, book };
  } catch (error) {
    if (error instanceof BizosError) return undefined;
    throw error;
  }
}

/** The stages that count for a company: the topmost table that has any, with every layer's names for them. */
async function stagesOf(
  workspace: Workspace,
  context: Context,
  entity: Entity,
): Promise<{ book: StageBook; columns: Record<string, string> }> {
  const holding = workspace.entities.find(({ folder }) => /\/00_/.test(folder));
  const folders = [...new Set([holding?.folder, entity.folder])].filter((folder) => folder !== undefined);
  const own = folders.flatMap((folder) => workspace.documents<Structure>('crm-structure', folder).map(({ value }) => value));
  const layers = [...(await shippedStructure(context)), ...own];
  const stages = layers.map((layer) => layer.stages).findLast((rows) => rows.length > 0) ?? [];
  const byName = new Map(stages.map((stage) => [stageKey(stage.name), stage]));
  const aliases = layers.flatMap(({ stageNames }) =>
    stageNames.flatMap(([crm, name]) => {
      const stage = byName.get(stageKey(name));
      return stage ? [[crm, stage] as const] : [];
    }),
  );
  return {
    book: new StageBook(stages, aliases),
    columns: Object.assign({}, ...layers.map((layer) => layer.columns)) as Record<string, string>,
  };
}

async function shippedStructure(context: Context): Promise<Structure[]> {
  const kind = context.kinds.find(({ name }) => name === 'crm-structure');
  if (!kind) return [];
  const [{ readDocument }, { read }] = await Promise.all([import('../../tree/read.ts'), kind.load()]);
  const path = 'templates/policies/CRM_STRUCTURE.md';
  return [read(readDocument(path, readFileSync(join(templatesFolder(), 'policies', 'CRM_STRUCTURE.md')))).value as Structure];
}

function fill({ store }: Workspace, { slug }: Entity, sources: (PipelineSources & { readonly book: StageBook }) | undefined): void {
  for (const table of ['deal', 'deal_change', 'snapshot']) store.prepare(`DELETE FROM ${table} WHERE entity = ?`).run(slug);
  if (!sources) return;
  const { deals, history, book } = sources;
  const insert = store.prepare(`INSERT INTO deal VALUES (${Array.from({ length: 19 }, () => '?').join(', ')})`);
  const file = sources.sources[0].file;
  for (let i = 0; i < deals.count; i++) insert.run(slug, ...dealRow(deals, i, book), file, deals.row[i]);
  const change = store.prepare('INSERT INTO deal_change VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (const step of history.steps) change.run(slug, step.deal, isoMoment(step.at), 'stage', step.from || null, step.to, step.basis);
  const snapshot = store.prepare('INSERT OR REPLACE INTO snapshot VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (const source of sources.sources) {
    snapshot.run(
      source.file,
      source.bytes,
      source.sha256,
      slug,
      isoMoment(source.snapshot),
      source.snapshotBasis,
      source.rows,
      source.rejected,
      source.profile,
    );
  }
}

function dealRow(deals: DealTable, i: number, book: StageBook): (string | number | null)[] {
  const stage = deals.stage.words[deals.stage.at[i]];
  const given = (text: string): string | null => (text === '' ? null : text);
  const amount = deals.amount[i];
  const word = (column: DealTable['stage']): string | null => given(column.words[column.at[i]]);
  return [
    deals.id(i),
    given(deals.name(i)),
    given(deals.account(i)),
    word(deals.owner),
    given(stage),
    book.find(stage)?.category ?? null,
    Number.isNaN(amount) ? null : amount,
    deals.currency === 'XXX' ? null : deals.currency,
    ...[deals.created, deals.closing, deals.closed, deals.lastActivity, deals.modified].map((column) => given(isoMoment(column[i]))),
    given(deals.nextStep(i)),
    word(deals.source),
    word(deals.reason),
  ];
}
