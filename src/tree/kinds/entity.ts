import * as z from 'zod/mini';
import type { Problem } from '../../core/problem.ts';
import type { Text } from '../../core/text.ts';
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
  id: z.optional(z.string().check(z.regex(/^[a-z0-9][a-z0-9-]*$/))),
  name: z.optional(z.string().check(z.minLength(1))),
  currency: z.optional(z.string().check(z.regex(/^[A-Z]{3}$/))),
  time_zone: z.optional(z.string().check(z.refine(isTimeZone))),
  language: z.optional(z.enum(['en', 'de'])),
  crm: z.optional(z.string()),
  inbox: z.optional(
    z.union([
      z.pipe(
        z.string(),
        z.transform((one) => [one]),
      ),
      z.array(z.string()),
    ]),
  ),
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

/** `bizos/02_Sun_Roofs` → `Sun Roofs`: what a company is called that no document names. */
export function nameOfFolder(folder: string): string {
  const name = folder.replace(/^.*\//, '');
  return name.replace(/^\d+[_-]/, '').replaceAll('_', ' ') || name;
}

/** Reads an `_ENTITY.md`. A wrong key is a problem and counts as not given; the others count. Without front matter or heading the folder names it. */
export function read(document: ParsedDocument): KindReading<Entity> {
  const folder = document.path.replace(/\/?_ENTITY\.md$/, '');
  const problems: Problem[] = [];
  const given = Object.fromEntries(Object.entries(document.frontMatter).filter(([, value]) => value !== null));
  let parsed = schema.safeParse(given);
  if (!parsed.success) {
    const wrong = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
    for (const key of wrong) problems.push(wrongKey(document, key));
    parsed = schema.safeParse(Object.fromEntries(Object.entries(given).filter(([key]) => !wrong.has(key))));
  }
  const data = parsed.success ? parsed.data : {};
  const inbox = (data.inbox ?? []).filter((pattern) => {
    const inside = !/^(?:[/~]|[A-Za-z]:)|\\|(?:^|\/)\.\.(?:\/|$)/.test(pattern);
    if (!inside) problems.push(wrongKey(document, 'inbox'));
    return inside;
  });
  return {
    value: {
      slug: data.id ?? (slugOf(folder) || folder.replace(/^.*\//, '').toLowerCase()),
      name: data.name ?? (document.sections.find(({ depth }) => depth > 0)?.title || nameOfFolder(folder)),
      folder,
      currency: data.currency,
      timeZone: data.time_zone,
      language: data.language,
      crm: data.crm?.toLowerCase(),
      inbox,
    },
    problems,
  };
}

/** What a key must hold. */
const MUST_BE: Readonly<Record<string, Text>> = {
  id: { en: 'lower-case letters, digits and dashes', de: 'Kleinbuchstaben, Ziffern und Striche' },
  name: { en: 'a name', de: 'ein Name' },
  currency: { en: 'three capital letters (ISO 4217), such as MYR', de: 'drei Großbuchstaben (ISO 4217), etwa MYR' },
  time_zone: { en: 'an IANA time zone, such as Asia/Kuala_Lumpur', de: 'eine IANA-Zeitzone, etwa Asia/Kuala_Lumpur' },
  language: { en: 'en or de', de: 'en oder de' },
  crm: { en: 'one word, such as zoho', de: 'ein Wort, etwa zoho' },
  inbox: { en: 'paths or patterns inside the tree, such as _INBOX/zoho/*.csv', de: 'Pfade oder Muster im Baum, etwa _INBOX/zoho/*.csv' },
};

function wrongKey(document: ParsedDocument, key: string): Problem {
  const line = document.text.split(/\r?\n/).findIndex((text) => text.startsWith(`${key}:`)) + 1;
  const must = MUST_BE[key] ?? { en: 'something else', de: 'etwas anderes' };
  return {
    code: 'entity-key',
    level: 'error',
    message: { en: `"${key}" must be ${must.en}.`, de: `„${key}“ muss sein: ${must.de}.` },
    place: { file: document.path, line: Math.max(1, line) },
    remedy: { en: `Correct "${key}" in the front matter.`, de: `Berichtige „${key}“ im Front Matter.` },
  };
}
