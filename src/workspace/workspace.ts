import { BizosError, type Problem } from '../core/problem.ts';
import type { Language } from '../core/text.ts';
import { type Refreshed, refresh } from '../index/refresh.ts';
import { dropStore, isBroken, isDiskFailure, memoryStore, openStore, type Store } from '../index/store.ts';
import type { Entity } from '../tree/kinds/entity.ts';
import { chooseRoot } from '../tree/root.ts';
import type { Context } from './operation.ts';

/** A typed document of the tree. */
export interface WorkspaceDocument<T> {
  readonly path: string;
  readonly value: T;
  readonly problems: readonly Problem[];
}

/** An opened tree, its index up to date. */
export interface Workspace {
  readonly root: string;
  readonly store: Store;
  /** The index stands in memory alone, since none can be written here; a file of it that is there may be old. */
  readonly memory: boolean;
  readonly refreshed: Refreshed;
  /** In the order of their folders; the group itself (`00_…`) first. */
  readonly entities: readonly Entity[];
  readonly language: Language;
  readonly timeZone: string;
  /** The group's currency. */
  readonly currency: string | undefined;
  /** Values of all documents of a kind, of one company's folder where it is named. */
  documents<T>(kind: string, folder?: string): WorkspaceDocument<T>[];
  /** The company with this slug. Throws BizosError (exit 2) that names those there are. */
  entity(slug: string): Entity;
  close(): void;
}

/** How a tree is opened. */
export interface OpenSetting {
  /** Documents that the operation does not ask the index for: where they changed, it takes them in the next time. */
  readonly leave?: (path: string) => boolean;
}

/** Opens the tree around the call. Throws BizosError (exit 2) with the way to make one when there is none. */
export async function openWorkspace(context: Context, setting: OpenSetting = {}): Promise<Workspace> {
  const workspace = await openWorkspaceIfAny(context, setting);
  if (workspace) return workspace;
  throw new BizosError(
    2,
    { en: 'There is no BizOS tree here or in any folder above.', de: 'Hier und in den Ordnern darüber gibt es keinen BizOS-Baum.' },
    { en: 'Make one with: bizos init', de: 'Lege einen an mit: bizos init' },
  );
}

/** The same, undefined where there is no tree. */
export async function openWorkspaceIfAny(context: Context, setting: OpenSetting = {}): Promise<Workspace | undefined> {
  const root = chooseRoot(context.cwd, context.root);
  if (root === undefined) return undefined;
  for (let attempt = 0; ; attempt++) {
    const { store, memory } = openStore(root);
    try {
      return await opened(root, { store, memory }, context, setting);
    } catch (error) {
      store.close();
      // On a disk that is full or fails the tree is read into memory: slower, and the same answer.
      if (isDiskFailure(error)) return opened(root, { store: memoryStore(), memory: true }, context, setting);
      if (!isBroken(error) || attempt > 0) throw error;
      // The file went bad behind a good header: once more from nothing.
      dropStore(root);
    }
  }
}

async function opened(
  root: string,
  { store, memory }: Pick<Workspace, 'store' | 'memory'>,
  context: Context,
  { leave }: OpenSetting,
): Promise<Workspace> {
  const refreshed = await refresh(store, root, context.kinds, leave);
  const documents = <T>(kind: string, folder?: string): WorkspaceDocument<T>[] => {
    const rows = store
      .prepare('SELECT path, value, problems FROM document WHERE kind = ? AND (? IS NULL OR entity = ?) ORDER BY path')
      .raw()
      .all(kind, folder ?? null, folder ?? null) as [string, string, string][];
    return rows.map(([path, value, problems]) => ({ path, value: JSON.parse(value) as T, problems: JSON.parse(problems) as Problem[] }));
  };
  const entities = documents<Entity>('entity').map(({ value }) => value);
  const holding = entities.find(({ folder }) => /\/00_/.test(folder));
  return {
    root,
    store,
    memory,
    refreshed,
    entities,
    language: context.language ?? holding?.language ?? context.localeLanguage,
    timeZone: holding?.timeZone ?? 'UTC',
    currency: holding?.currency,
    documents,
    entity: (slug) => {
      const found = entities.find((entity) => entity.slug === slug.toLowerCase() || entity.name.toLowerCase() === slug.toLowerCase());
      if (found) return found;
      const names = entities.map((entity) => entity.slug).join(', ');
      throw new BizosError(
        2,
        { en: `There is no company "${slug}".`, de: `Es gibt keine Firma „${slug}“.` },
        { en: `Companies: ${names}`, de: `Firmen: ${names}` },
      );
    },
    close: () => store.close(),
  };
}
