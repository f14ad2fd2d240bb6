import type { Text } from './text.ts';

export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a finding is about: a deal, an owner, a stage, an entity. Names come from outside: escape them where they go. */
export interface Subject {
  readonly kind: 'deal' | 'owner' | 'entity' | 'document';
  readonly id: string;
  readonly name: string;
}

export type Evidence = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/**
 * Something that a rule says is not as it should be. `id` is the fingerprint of scan, entity, rule and subject (not of the
 * numbers in it), so a finding keeps its identity from run to run. Evidence keys are snake_case with the unit last.
 */
export interface Finding {
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly subject: Subject;
  readonly summary: Text;
  readonly evidence: Evidence;
}

/** Order of severities, 0 for info. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/**
 * Fingerprint of a finding: 16 hex digits of two independent 32-bit FNV-1a style hashes over the parts with a separator.
 * Pure and fast (a scan may make a million); it names, it does not secure.
 */
export function findingId(scan: string, entity: string, rule: string, subject: string): string {
  const text = `${scan}\u0000${entity}\u0000${rule}\u0000${subject}`;
  let a = 0x811c9dc5;
  let b = 0x9dc5811c;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul(b ^ (c + i), 0x5bd1e995);
    b ^= b >>> 15;
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}
