import type { Access, Facet, ZoneRule } from '../../core/zone.ts';
import { pathMatcher } from '../../tree/patterns.ts';
import { nameKey } from './names.ts';

/** A zone's row, ready to be asked often. */
export interface ReadyRule {
  readonly rule: ZoneRule;
  /** Whether the path is exactly what the pattern means: what allows is compared so. */
  covers(path: string): boolean;
  /** Whether the words are the pattern's, exactly or as the folder that it is about. */
  spells(path: string): boolean;
  /** Whether a disk that ignores case or Unicode form might take it for that: what refuses is compared so. */
  touches(key: string): boolean;
  /** What the row says about the file as a whole. */
  readonly whole: Access | undefined;
}

/** Makes a row ready. `entities`: the companies' folders that `[entity]` may stand for. */
export function ready(rule: ZoneRule, entities: readonly string[]): ReadyRule {
  const scope = rule.entities ? entities.filter((name) => rule.entities?.includes(name)) : entities;
  const companies = new Set(scope);
  const folded = new Set(scope.map(nameKey));
  const key = nameKey(rule.pattern);
  // `a/` and `a/**` are what lies below `a`: a file in the folder's place is another thing. What refuses holds for it too.
  const folder = /^(.*?)\/(?:\*\*)?$/.exec(rule.pattern)?.[1];
  const inPlace = folder === undefined ? () => false : pathMatcher(folder, companies);
  const spells = pathMatcher(rule.pattern, companies);
  return {
    rule,
    covers: (path) => spells(path) && !inPlace(path),
    spells,
    touches: pathMatcher(key, folded),
    whole: wholeOf(rule),
  };
}

/** What a row says of whatever it doesn't name. */
function restOf(rule: ZoneRule): Access | undefined {
  const narrowed = rule.fields !== undefined || rule.sections !== undefined || rule.entries !== undefined;
  return rule.access ?? (narrowed ? undefined : 'write');
}

/** A row gives a file as a whole only when it keeps nothing of it back. */
function wholeOf(rule: ZoneRule): Access | undefined {
  const rest = restOf(rule);
  const keptBack = [...Object.values(rule.fields ?? {}), ...Object.values(rule.sections ?? {})].includes('read');
  return rest === 'write' && (keptBack || rule.entries !== undefined) ? undefined : rest;
}

/**
 * What a row says about a part of a file: `write`, `read` (named, and not to be written), or undefined where it says nothing. Without a
 * facet: about the file as a whole.
 */
export function accessOf({ rule, whole }: ReadyRule, facet: Facet | undefined): Access | undefined {
  if (!facet) return whole;
  const rest = restOf(rule);
  switch (facet.part) {
    case 'field':
      return named(rule.fields, facet.field) ?? rest;
    case 'section':
      return named(rule.sections, facet.section) ?? named(rule.fields, 'body') ?? rest;
    case 'entry': {
      const section = facet.section === undefined ? undefined : named(rule.sections, facet.section);
      if (!rule.entries || section) return section ?? named(rule.fields, 'body') ?? rest;
      const { whose, may } = rule.entries;
      return may.includes(facet.change) && (whose === 'all' || facet.own) ? 'write' : (rule.access ?? 'read');
    }
    default:
      return named(rule.fields, 'body') ?? rest;
  }
}

/** People write `ICP fit score`, documents `icp_fit_score`: the same field. */
function fieldKey(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');
}

function named(parts: Readonly<Record<string, Access>> | undefined, name: string): Access | undefined {
  if (!parts) return undefined;
  const key = fieldKey(name);
  for (const [part, access] of Object.entries(parts)) if (fieldKey(part) === key) return access;
  return undefined;
}
