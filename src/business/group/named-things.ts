import type { Agent, AgentGoals } from '../../tree/kinds/agent-goals.ts';
import type { Entity } from '../../tree/kinds/entity.ts';
import type { Workspace } from '../../workspace/workspace.ts';

/** Something that `bizos show` can be asked for. */
export type Thing =
  | { readonly kind: 'entity'; readonly entity: Entity }
  | { readonly kind: 'agent'; readonly agent: Agent; readonly path: string }
  | { readonly kind: 'role' | 'document'; readonly path: string; readonly title: string; readonly documentKind: string | null }
  | { readonly kind: 'deal'; readonly entity: string; readonly id: string; readonly name: string };

/** A thing under one of the words that name it; a lower rank is a better name for it. */
export interface Named {
  readonly key: string;
  readonly rank: number;
  readonly thing: Thing;
}

/** Names compare without case, and with dashes, blanks and underscores alike: `B2B Lead`, `b2b-lead`, `B2B_LEAD`. */
export function nameKey(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .replace(/\.md$/, '')
    .replace(/[\s_]+/g, '-');
}

/** Companies, agents, roles and documents with all words that name them: slug, title, path, id, file name. */
export function namedThings(workspace: Workspace): Named[] {
  const named: Named[] = [];
  const name = (thing: Thing, rank: number, ...words: readonly (string | undefined)[]): void => {
    for (const word of words) if (word !== undefined && word !== '') named.push({ key: nameKey(word), rank, thing });
  };
  for (const entity of workspace.entities) {
    const folder = entity.folder.slice(entity.folder.lastIndexOf('/') + 1);
    name({ kind: 'entity', entity }, 0, entity.slug, entity.name, folder, entity.folder, `${entity.folder}/`);
  }
  for (const { path, value } of workspace.documents<AgentGoals>('agent-goals'))
    for (const agent of value.agents) name({ kind: 'agent', agent, path }, 0, agent.slug, agent.name);
  const rows = workspace.store
    .prepare("SELECT path, title, kind, entity, json_extract(front_matter, '$.id') FROM document ORDER BY path")
    .raw()
    .all() as [string, string, string | null, string | null, string | number | null][];
  for (const [path, title, kind, folder, id] of rows) {
    const stem = path.slice(path.lastIndexOf('/') + 1);
    const isRole = /\/roles\/[^_/][^/]*$/.test(path);
    const thing: Thing = { kind: isRole ? 'role' : 'document', path, title, documentKind: kind };
    name(thing, 0, path);
    name(thing, 1, id === null || kind === 'entity' ? undefined : String(id), stem, title);
    const slug = workspace.entities.find((entity) => entity.folder === folder)?.slug;
    if (slug !== undefined) name(thing, 1, `${slug}/${stem}`, `${slug}/${title}`);
  }
  return named;
}

/** What a word names: the things at the best rank, each once. */
export function thingsCalled(word: string, named: readonly Named[]): Thing[] {
  const key = nameKey(word);
  const hits = named.filter((one) => one.key === key);
  const best = Math.min(...hits.map(({ rank }) => rank));
  return [...new Set(hits.filter(({ rank }) => rank === best).map(({ thing }) => thing))];
}

/** What to type so that exactly this thing is shown. */
export function exactName(thing: Thing): string {
  switch (thing.kind) {
    case 'entity':
      return thing.entity.slug;
    case 'agent':
      return thing.agent.slug;
    case 'deal':
      return thing.id;
    default:
      return thing.path;
  }
}
