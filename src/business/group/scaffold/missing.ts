import { isoDate, wallOf } from '../../../core/moment.ts';
import type { Mend, TreeLook } from '../../../workspace/check.ts';
import { readExisting } from './existing.ts';
import { makeFile } from './make.ts';
import { planTree } from './plan.ts';
import { templateReader } from './templates.ts';

/**
 * Gives for the path of a missing document what makes it from its scaffold, filled with what the tree says; undefined where there is no
 * scaffold for that path. Reads the companies once, however many documents are asked for.
 */
export function scaffoldsFor(look: TreeLook): (path: string) => Mend | undefined {
  const existing = readExisting(look.root);
  const language = existing.language ?? look.context.localeLanguage;
  const timeZone = existing.timeZone ?? 'UTC';
  const plan = planTree(
    {
      group: existing.group ?? 'Holding',
      companies: existing.companies,
      currency: existing.currency ?? existing.companies[0]?.currency ?? 'MYR',
      timeZone,
      language,
      date: isoDate(wallOf(look.context.now(), timeZone)),
    },
    templateReader(language),
  );
  const planned = new Map(plan.map((file) => [file.path, file]));
  return (path) => {
    const file = planned.get(path);
    if (!file) return undefined;
    return {
      says: { en: `made ${path} from its scaffold`, de: `${path} aus der Vorlage angelegt` },
      run: async () => {
        makeFile(look.root, file);
      },
    };
  };
}
