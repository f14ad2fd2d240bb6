import * as z from 'zod/mini';
import type { Text } from '../../../core/text.ts';

/** A kind of line in the ledger: what it says, its shape, and whether only a person's own chain may hold it. */
export interface EntryKind<S extends z.ZodMiniObject = z.ZodMiniObject> {
  /** Kebab-case: the line's `kind`. */
  readonly kind: string;
  readonly summary: Text;
  /** It counts only in a chain of people (`people.…`): an agent's line of this kind is a forgery and means nothing. */
  readonly people: boolean;
  readonly schema: S;
  /** One line for a reader, without anything personal. */
  says(data: z.infer<S>): Text;
}

/** Declares a kind of line. */
export function entryKind<S extends z.ZodMiniObject>(kind: EntryKind<S>): EntryKind<S> {
  return kind;
}

/** Sixteen hex digits: a finding's or an action's id. */
export const id16 = z.string().check(z.regex(/^[0-9a-f]{16}$/));
/** A SHA-256 hash as hex. */
export const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/));
/** A kebab-case name: of a rule, a scan, a kind, a channel, an agent. */
export const name = z.string().check(z.regex(/^[a-z0-9*][a-z0-9*._@-]{0,119}$/));
/** A moment as ISO instant. */
export const instant = z.iso.datetime();
/** Salted commitment to something personal that stands outside git. */
export const sealed = z.string().check(z.regex(/^[0-9a-f]{64}$/));
/** A sentence in both languages; holds nothing personal. */
export const text = z.strictObject({ en: z.string().check(z.maxLength(600)), de: z.string().check(z.maxLength(600)) });
export const severity = z.enum(['info', 'low', 'medium', 'high', 'critical']);
