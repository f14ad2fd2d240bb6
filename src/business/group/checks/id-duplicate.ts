import type { TreeCheck, TreeLook } from '../../../workspace/check.ts';

interface Holder {
  readonly file: string;
  readonly line: number;
}

/** Ids that two documents, companies or agents share; entries of logs are looked at by the checks of their own field. */
export const idDuplicate: TreeCheck = {
  explanation: {
    code: 'id-duplicate',
    title: { en: 'An id is there twice', de: 'Eine Id gibt es zweimal' },
    explain: {
      en: 'An id names one thing. When two documents have the same front-matter id, or two companies the same slug, a reference means either, and what is noted about the one shows up at the other.',
      de: 'Eine Id nennt eine Sache. Haben zwei Dokumente dieselbe Id im Front Matter oder zwei Firmen denselben Kurznamen, so meint ein Verweis beide, und was über das eine notiert ist, erscheint beim anderen.',
    },
    example: {
      en: 'Two role pages of bizos/02_Solartech/roles have the id ana-berg.',
      de: 'Zwei Rollenseiten in bizos/02_Solartech/roles haben die Id ana-berg.',
    },
    remedy: { en: 'Give the newer one the next free id.', de: 'Gib dem neueren die nächste freie Id.' },
  },
  run(look) {
    const faults = [...holders(look)].filter(([, list]) => list.length > 1);
    return faults.flatMap(([key, list]) => {
      const id = key.slice(key.indexOf(' ') + 1);
      const [first, ...others] = list;
      return others.map(({ file, line }) => ({
        problem: {
          code: 'id-duplicate',
          level: 'error' as const,
          message: {
            en: `The id "${id}" is taken by ${first.file}:${first.line}.`,
            de: `Die Id „${id}“ hat schon ${first.file}:${first.line}.`,
          },
          place: { file, line },
          remedy: { en: 'Give the newer one the next free id.', de: 'Gib dem neueren die nächste freie Id.' },
        },
      }));
    });
  },
};

/** Who holds each id: companies by slug, other documents by their front-matter id. */
function holders(look: TreeLook): Map<string, Holder[]> {
  const found = new Map<string, Holder[]>();
  const note = (key: string, holder: Holder): void => {
    found.set(key, [...(found.get(key) ?? []), holder]);
  };
  for (const { document, kind } of look.documents) {
    const { id } = document.frontMatter;
    const line = document.text.split('\n').findIndex((text) => /^id\s*:/.test(text)) + 1;
    if (kind === 'entity') {
      const entity = look.entities.find(({ folder }) => document.path.startsWith(`${folder}/`));
      if (entity) note(`entity ${entity.slug}`, { file: document.path, line: Math.max(1, line) });
    } else if (typeof id === 'string' || typeof id === 'number') note(`document ${id}`, { file: document.path, line: Math.max(1, line) });
  }
  return found;
}
