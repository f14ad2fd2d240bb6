import * as z from 'zod/mini';
import { BizosError } from '../../../core/problem.ts';
import type { Report } from '../../../core/report.ts';
import { same } from '../../../core/text.ts';
import type { Context, Operation, Outcome } from '../../../workspace/operation.ts';
import { openWorkspace, type Workspace } from '../../../workspace/workspace.ts';
import { exactName, namedThings, nameKey, type Thing, thingsCalled } from '../named-things.ts';
import { nearest } from '../nearest.ts';
import { kindWord, type Shown, showAgent, showDeal, showDocument, showEntity } from '../show-things.ts';

const input = z.object({ name: z._default(z.string(), '') });

/** `bizos show NAME`. */
export const show: Operation<typeof input> = {
  name: 'show',
  summary: {
    en: 'Show an entity, a role, an agent, a deal or a document.',
    de: 'Zeigt eine Firma, eine Rolle, einen Agenten, einen Deal oder ein Dokument.',
  },
  about: {
    en: 'NAME is a slug, a title, a path or an id; case, blanks, dashes and underscores do not matter. Where a name is shared, all that have it are listed.',
    de: 'NAME ist ein Kurzname, ein Titel, ein Pfad oder eine Id; Groß- und Kleinschreibung, Leerzeichen, Striche und Unterstriche zählen nicht. Tragen mehrere den Namen, werden alle aufgezählt.',
  },
  effect: 'reads',
  input,
  fields: { name: { value: 'NAME', position: 'rest', help: { en: 'what to show', de: 'was gezeigt wird' } } },
  examples: [
    { command: 'bizos show solartech', does: { en: 'a company', de: 'eine Firma' } },
    { command: 'bizos show crm-ops', does: { en: 'an agent', de: 'einen Agenten' } },
    { command: 'bizos show solartech/b2b-lead', does: { en: 'a role', de: 'eine Rolle' } },
    { command: 'bizos show PD-000127', does: { en: 'a deal', de: 'einen Deal' } },
  ],
  async run(context, { name }) {
    if (name.trim() === '') throw new BizosError(2, { en: 'A name is needed.', de: 'Ein Name ist nötig.' }, same('bizos show solartech'));
    const workspace = await openWorkspace(context);
    try {
      const named = namedThings(workspace);
      let things = thingsCalled(name, named);
      if (things.length === 0) things = await dealsCalled(workspace, context, name);
      if (things.length === 0)
        throw notFound(
          workspace,
          name,
          named.map(({ thing }) => exactName(thing)),
        );
      if (things.length > 1) return ambiguous(workspace, name, things);
      return shown(shownAs(workspace, things[0]));
    } finally {
      workspace.close();
    }
  },
};

/** Deals are looked for last: their names come from outside and must not hide what is in the tree. */
async function dealsCalled(workspace: Workspace, context: Context, name: string): Promise<Thing[]> {
  await (await import('../deals-view.ts')).bringDeals(workspace, context);
  const rows = workspace.store
    .prepare(
      'SELECT DISTINCT entity, id, name FROM deal WHERE id = ? COLLATE NOCASE OR name = ? COLLATE NOCASE OR account = ? COLLATE NOCASE ORDER BY entity, id',
    )
    .all(name.trim(), name.trim(), name.trim()) as { entity: string; id: string; name: string }[];
  const byId = rows.filter(({ id }) => id.toLowerCase() === name.trim().toLowerCase());
  return (byId.length > 0 ? byId : rows).map((row) => ({ kind: 'deal', ...row }));
}

function shownAs(workspace: Workspace, thing: Thing): Shown {
  switch (thing.kind) {
    case 'entity':
      return showEntity(workspace, thing.entity);
    case 'agent':
      return showAgent(workspace, thing.agent, thing.path);
    case 'deal':
      return showDeal(workspace, thing.entity, thing.id);
    default:
      return showDocument(workspace, thing.path, thing.title, thing.kind);
  }
}

function shown({ report, data }: Shown): Outcome {
  return { exit: 0, report: () => report, json: () => ({ schema: 'bizos.show/1', ...data }) };
}

function titleOf(thing: Thing): string {
  if (thing.kind === 'entity') return thing.entity.name;
  if (thing.kind === 'agent') return thing.agent.name;
  return thing.kind === 'deal' ? thing.name : thing.title;
}

/** Several have the name: nothing is guessed. */
function ambiguous({ language }: Workspace, name: string, things: readonly Thing[]): Outcome {
  const de = language === 'de';
  const report: Report = {
    title: de ? `${things.length} heißen „${name}“` : `${things.length} are called "${name}"`,
    language,
    blocks: [
      {
        kind: 'table',
        columns: [
          { label: de ? 'Was' : 'What' },
          { label: de ? 'Genauer Name' : 'Exact name' },
          { label: de ? 'Titel' : 'Title', flexible: true },
        ],
        rows: things.slice(0, 50).map((thing) => [kindWord(thing.kind, language), exactName(thing), titleOf(thing)]),
      },
      { kind: 'commands', items: [{ command: `bizos show ${exactName(things[0])}`, does: de ? 'zeigt das Erste' : 'shows the first' }] },
    ],
  };
  return {
    exit: 2,
    report: () => report,
    json: () => ({
      schema: 'bizos.show/1',
      kind: 'ambiguous',
      name,
      matches: things.map((thing) => ({ kind: thing.kind, name: exactName(thing), title: titleOf(thing) })),
    }),
  };
}

function notFound(workspace: Workspace, name: string, words: readonly string[]): BizosError {
  const ids = workspace.store.prepare('SELECT id FROM deal LIMIT 100000').pluck().all() as string[];
  const near = nearest(nameKey(name), [...words, ...(/\d/.test(name) ? ids : [])], 3);
  return new BizosError(
    2,
    { en: `Nothing here is called "${name}".`, de: `Nichts hier heißt „${name}“.` },
    near.length > 0
      ? { en: `Perhaps ${near.join(', ')}?`, de: `Vielleicht ${near.join(', ')}?` }
      : { en: `bizos search ${name} looks inside the documents.`, de: `bizos search ${name} sucht in den Dokumenten.` },
  );
}
