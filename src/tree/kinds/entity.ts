import { z } from 'zod';
import type { Problem } from '../../core/problem.ts';
import type { ParsedDocument } from '../document.ts';
import type { KindReading } from '../kinds.ts';

/** A company of the group, or the group itself (`00_Holding`). */
export interface Entity {
  readonly slug: string;
  readonly name: string;
  /** `bizos/02_Solartech`. */
  readonly folder: string;
  readonly currency?: string;
  readonly timeZone?: string;
  readonly language?: 'en' | 'de';
  readonly crm?: string;
  /** Path patterns of exports besides `_INBOX/<crm>/`. */
  readonly inbox: readonly string[];
}

const schema = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and dashes')
    .optional(),
  name: z.string().min(1).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'three capital letters (ISO 4217), such as MYR')
    .optional(),
  time_zone: z.string().refine(isTimeZone, 'an IANA time zone, such as Asia/Kuala_Lumpur').optional(),
  language: z.enum(['en', 'de']).optional(),
  crm: z.string().optional(),
  inbox: z.union([z.string().transform((one) => [one]), z.array(z.string())]).optional(),
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** `02_Solartech` → `solartech`. */
export function slugOf(folder: string): string {
  return folder
    .replace(/^.*\//, '')
    .replace(/^\d+[_-]/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** Reads an `_ENTITY.md`. A wrong key is a problem; the others count. */
export function read(document: ParsedDocument): KindReading<Entity> {
  const folder = document.path.replace(/\/_ENTITY\.md$/, '');
  const problems: Problem[] = [];
  const given = Object.fromEntries(Object.entries(document.frontMatter).filter(([, value]) => value !== null));
  let parsed = schema.safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(wrongKey(document, String(issue.path[0]), issue.message));
    const wrong = new Set(parsed.error.issues.map((issue) => issue.path[0]));
    parsed = schema.safeParse(Object.fromEntries(Object.entries(given).filter(([key]) => !wrong.has(key))));
  }
  const data = parsed.success ? parsed.data : {};
  const slug = data.id ?? slugOf(folder);
  return {
    value: {
      slug,
      name: data.name ?? document.title,
      folder,
      currency: data.currency,
      timeZone: data.time_zone,
      language: data.language,
      crm: data.crm?.toLowerCase(),
      inbox: data.inbox ?? [],
    },
    problems,
  };
}

function wrongKey(document: ParsedDocument, key: string, why: string): Problem {
  const line = document.text.split(/\r?\n/).findIndex((text) => text.startsWith(`${key}:`)) + 1;
  return {
    code: 'entity-key',
    level: 'error',
    message: { en: `"${key}" is wrong: ${why}.`, de: `„${key}“ stimmt nicht: ${why}.` },
    place: { file: document.path, line: Math.max(1, line) },
    remedy: { en: `Correct "${key}" in the front matter.`, de: `Berichtige „${key}“ im Front Matter.` },
  };
}
