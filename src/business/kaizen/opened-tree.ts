import { isoDate, type WallMs } from '../../core/moment.ts';
import type { Language } from '../../core/text.ts';
import type { Store } from '../../index/store.ts';
import type { Entity } from '../../tree/kinds/entity.ts';
import type { LearnRoute } from '../../tree/kinds/learn-routes.ts';
import { pathMatcher } from '../../tree/patterns.ts';
import type { Context } from '../../workspace/operation.ts';
import { wallNow } from '../../workspace/wall-clock.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import { beginReads } from './log-file.ts';
import { withDefaults } from './routes.ts';

/** What the operations of this field need of the tree. */
export interface OpenedTree {
  readonly root: string;
  readonly entities: readonly Entity[];
  readonly routes: readonly LearnRoute[];
  /** Language of the output. */
  readonly language: Language;
  /** `--lang`, where it was given: then documents are written in it too. */
  readonly asked: Language | undefined;
  readonly now: WallMs;
  /** `YYYY-MM-DD` in the group's time zone. */
  readonly today: string;
  /** What can be remembered is remembered there; undefined where none can be written. */
  readonly index?: Store;
}

/** Documents that lead to the logs and say whose they are: all that the operations of this field ask the index for. */
const ASKED = ['entity', 'structure'];

/**
 * Opens the tree for one operation. Of the documents only those that it asks for are brought up to date: a first look in a clone does not wait for
 * the index of all. The logs themselves are read past the index's documents: they change with every command, and would be parsed as a whole
 * each time. Of large ones the index remembers what was read, chunk by chunk (`remembered-chunks.ts`).
 */
export async function withTree<T>(context: Context, run: (tree: OpenedTree) => Promise<T>): Promise<T> {
  const asked = context.kinds.filter(({ name }) => ASKED.includes(name)).flatMap(({ paths }) => paths.map((path) => pathMatcher(path)));
  const workspace = await openWorkspace(context, { leave: (path) => !asked.some((matches) => matches(path)) });
  const index = workspace.memory ? undefined : workspace.store;
  beginReads(index);
  try {
    const now = wallNow(workspace.store, workspace.timeZone, context.now());
    const routes = workspace.documents<{ routes?: readonly LearnRoute[] }>('structure').flatMap(({ value }) => value?.routes ?? []);
    return await run({
      root: workspace.root,
      entities: workspace.entities,
      routes: withDefaults(routes),
      language: workspace.language,
      asked: context.language,
      now,
      today: isoDate(now),
      index,
    });
  } finally {
    workspace.close();
  }
}
