import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../../core/text.ts';
import { type Entity, nameOfFolder, read as readEntity } from '../../../tree/kinds/entity.ts';
import { readDocument } from '../../../tree/read.ts';
import type { Company } from './plan.ts';

/** What a folder already says about its companies; empty lists and undefined where it says nothing. */
export interface Existing {
  readonly group?: string;
  readonly currency?: string;
  readonly timeZone?: string;
  readonly language?: Language;
  readonly companies: readonly (Company & { readonly folder: string })[];
}

const FALLBACK_CURRENCY = 'MYR';

/** Reads the companies of a tree, also of one that is only half there. Folders without `_ENTITY.md` count by their name. */
export function readExisting(root: string): Existing {
  let entries: Dirent[];
  try {
    entries = readdirSync(join(root, 'bizos'), { withFileTypes: true });
  } catch {
    return { companies: [] };
  }
  const folders = entries
    .filter((entry) => entry.isDirectory() && /^\d+_/.test(entry.name))
    .map((entry) => entry.name)
    .sort();
  const holding = entityOf(root, '00_Holding');
  const companies = folders
    .filter((name) => name !== '00_Holding')
    .map((name) => {
      const entity = entityOf(root, name);
      return {
        name: entity?.name ?? nameOfFolder(name),
        folder: `bizos/${name}`,
        crm: entity?.crm ?? '',
        currency: entity?.currency ?? holding?.currency ?? FALLBACK_CURRENCY,
      };
    });
  return { group: holding?.name, currency: holding?.currency, timeZone: holding?.timeZone, language: holding?.language, companies };
}

function entityOf(root: string, name: string): Entity | undefined {
  const path = `bizos/${name}/_ENTITY.md`;
  try {
    return readEntity(readDocument(path, readFileSync(join(root, path)))).value;
  } catch {
    // Missing or unreadable: the folder's name is what is known.
    return undefined;
  }
}
