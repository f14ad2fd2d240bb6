import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { LANGUAGES } from '../../../core/text.ts';
import { slugOf } from '../../../tree/kinds/entity.ts';
import { writeWhole } from '../../../tree/write.ts';
import type { Existing } from './existing.ts';
import { makeFolder } from './make.ts';
import { folderName } from './names.ts';
import type { Answers, Company } from './plan.ts';

const FILE = '.bizos/init.json';

const company = z.object({
  name: z.string(),
  crm: z.string(),
  currency: z.string(),
  folder: z.optional(z.string()),
  about: z.optional(z.string()),
});

const kept = z.object({
  answers: z.object({
    group: z.string(),
    companies: z.array(company),
    currency: z.string(),
    timeZone: z.string(),
    language: z.enum(LANGUAGES),
    date: z.string(),
  }),
  repositoryWasThere: z.boolean(),
});

/** What a run of `bizos init` that did not come to its end was going to make. */
export interface Unfinished {
  readonly answers: Answers;
  /** The folder was a repository before that run: its commits are its owner's. */
  readonly repositoryWasThere: boolean;
}

/** What an earlier run was making when it was killed; undefined where none was, or where what it kept is damaged. */
export function readUnfinished(root: string): Unfinished | undefined {
  try {
    const found = kept.safeParse(JSON.parse(readFileSync(join(root, FILE), 'utf8')));
    return found.success ? found.data : undefined;
  } catch {
    // Nothing is kept, or it is no JSON: then the tree alone says what there is.
    return undefined;
  }
}

/** Keeps what is going to be made, so that a run after this one can complete it. In a folder that is not for git, and may go at any time. */
export function keepUnfinished(root: string, unfinished: Unfinished): void {
  const path = join(root, FILE);
  makeFolder(root, '.bizos');
  const expected = existsSync(path) ? readFileSync(path) : null;
  writeWhole(path, Buffer.from(`${JSON.stringify(unfinished)}\n`), { expected, root });
}

/** Everything is made: nothing is left to complete. */
export function forgetUnfinished(root: string): void {
  rmSync(join(root, FILE), { force: true });
}

/** What a tree says, completed by what the run before was making: its companies that have no folder yet, and what their documents were to say. */
export function withUnfinished(
  existing: Existing,
  unfinished: Unfinished | undefined,
): Omit<Existing, 'companies'> & { readonly companies: readonly Company[] } {
  if (!unfinished) return existing;
  const { answers } = unfinished;
  const slug = ({ name, folder }: Company): string => slugOf(folder ?? folderName(name));
  const planned = new Map(answers.companies.map((company) => [slug(company), company]));
  const there = existing.companies.map((company) => ({ ...company, ...planned.get(slug(company)), folder: company.folder }));
  const known = new Set(there.map(slug));
  return {
    group: existing.group ?? answers.group,
    currency: existing.currency ?? answers.currency,
    timeZone: existing.timeZone ?? answers.timeZone,
    language: existing.language ?? answers.language,
    companies: [...there, ...answers.companies.filter((company) => !known.has(slug(company)))],
  };
}
