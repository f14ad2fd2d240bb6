import * as z from 'zod/mini';
import type { Problem } from '../../core/problem.ts';
import type { ParsedDocument } from '../../tree/document.ts';
import type { KindReading, MetricRow } from '../../tree/kinds.ts';
import { readMetricTables } from '../../tree/metric-tables.ts';
import { headingKey } from '../../tree/tables.ts';
import { HEADING } from '../../tree/vocabulary.ts';

/** A role of a company as its file in `roles/` describes it. */
export interface Role {
  /** The `id` of the front matter, else the file's name in lower case. */
  readonly id: string;
  readonly name: string;
  /** `bizos/02_Solartech`. */
  readonly folder: string;
  /** Who holds it; undefined: nobody is named. */
  readonly holder?: string;
  readonly rows: readonly MetricRow[];
  readonly decides: readonly string[];
}

const schema = z.object({ id: z.optional(z.string().check(z.minLength(1))), owner: z.optional(z.string().check(z.minLength(1))) });

/** Reads a role's file: its metric tables, who holds it, what it decides. */
export function read(document: ParsedDocument): KindReading<Role> {
  const { rows, problems } = readMetricTables(document, () => document.title);
  const given = Object.fromEntries(Object.entries(document.frontMatter).filter(([, value]) => value !== null));
  const parsed = schema.safeParse(given);
  const data = parsed.success ? parsed.data : {};
  const stem = document.path.replace(/^.*\//, '').replace(/\.md$/, '');
  const decides = document.sections.find(({ title }) => (HEADING.decides as readonly string[]).includes(headingKey(title)));
  return {
    value: {
      id: data.id ?? stem.toLowerCase().replaceAll('_', '-'),
      name: document.title,
      folder: document.path.replace(/\/roles\/[^/]*$/, ''),
      holder: data.owner,
      rows,
      decides: (decides?.items ?? []).map(({ text }) => text),
    },
    problems: parsed.success ? problems : [...problems, wrongFrontMatter(document.path)],
    metrics: rows,
  };
}

function wrongFrontMatter(file: string): Problem {
  return {
    code: 'role-key',
    level: 'error',
    message: { en: 'id and owner of a role must be words.', de: 'id und owner einer Rolle müssen Wörter sein.' },
    place: { file, line: 1 },
    remedy: { en: 'Write "owner: Full Name" into the front matter.', de: 'Schreibe „owner: Voller Name“ ins Front Matter.' },
  };
}
