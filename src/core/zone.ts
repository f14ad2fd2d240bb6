import type { Place } from './problem.ts';
import type { Text } from './text.ts';

/** What may be done: nothing at all stands for "not named", which is a refusal for agents and leave for people. */
export type Access = 'write' | 'read';

/** What may be done to entries of a list that several share (the experiments of a log); `own`: only those that the actor made. */
export interface EntryRight {
  readonly whose: 'own' | 'all';
  readonly may: readonly EntryChange[];
}

export type EntryChange = 'append' | 'change' | 'move' | 'remove';

/** One row of a zone: a path pattern, perhaps narrowed to front-matter fields, sections or entries. */
export interface ZoneRule {
  /** Pattern from the tree's root (`*`, `**`, `[entity]`, `<entity>`; one that ends in `/` means everything below). */
  readonly pattern: string;
  /** Another tree by its id; undefined: this one. */
  readonly tree?: string;
  /** For the file as a whole, or for whatever of it `fields`, `sections` and `entries` don't name. */
  readonly access?: Access;
  /** Front-matter fields by name; `body` is the text below the front matter. */
  readonly fields?: Readonly<Record<string, Access>>;
  /** Sections by their heading. */
  readonly sections?: Readonly<Record<string, Access>>;
  readonly entries?: EntryRight;
  /** Companies' folder names (`02_Solartech`) that `[entity]` stands for here; undefined: every company. */
  readonly entities?: readonly string[];
  /** Where the row stands: every verdict names it. */
  readonly place: Place;
}

/** What one agent may write. */
export interface AgentZones {
  /** Its slug: `crm-ops`. */
  readonly agent: string;
  readonly name: string;
  readonly rules: readonly ZoneRule[];
  /** Public keys (OpenSSH, one line each) that its commits must be signed with; empty: identity is by trailer only. */
  readonly keys: readonly string[];
  /** A company that one session holds as a whole, not zone by zone. */
  readonly exclusive?: boolean;
  readonly place: Place;
}

/** Who may write what: read from `AGENT_GOALS.md` and the tables for fields; nothing else decides. */
export interface ZonePolicy {
  readonly agents: readonly AgentZones[];
  /** Rows for people; what they don't name is allowed. */
  readonly human: readonly ZoneRule[];
  /** Paths that are people's alone, whatever an agent's zone says: the files that guard the guard. A row may open one by name. */
  readonly guarded: readonly ZoneRule[];
  /** Every company's folder name: what `[entity]` may stand for. */
  readonly entities: readonly string[];
  /** Id of this tree, and of those that zones may name. */
  readonly trees: readonly string[];
}

/** Who asks. */
export type Actor = { readonly kind: 'person' } | { readonly kind: 'agent'; readonly agent: string; readonly session?: string };

/** A part of a file that a change touches. A change to a file without parts that are known is `{part: 'body'}`. */
export type Facet =
  | { readonly part: 'field'; readonly field: string }
  | { readonly part: 'body' }
  | { readonly part: 'section'; readonly section: string }
  | {
      readonly part: 'entry';
      readonly entry: string;
      readonly change: EntryChange;
      readonly own: boolean;
      /** Section that a table's row stands in: a row of a zone may name that instead of entries. */
      readonly section?: string;
    };

/** One path that something happens to. A rename or a copy is two changes: what is lost here, what is new there. */
export interface Change {
  /** As it was named, before anything is made of it: `..`, a drive letter or a control character is for `decide` to refuse. */
  readonly path: string;
  /** Another tree, where the path is of one. */
  readonly tree?: string;
  readonly what: 'create' | 'modify' | 'delete' | 'mode' | 'type';
  /** Git's mode before and after, six octal digits; `120000` is a symbolic link, `160000` a submodule. */
  readonly oldMode?: string;
  readonly newMode?: string;
  /** Parts that differ; undefined: not looked at, so the file as a whole. */
  readonly facets?: readonly Facet[];
  /** Names of this file (hard links), where that is known. */
  readonly names?: number;
  /** The path is not text (no valid UTF-8): refused. */
  readonly unreadable?: boolean;
}

/** What is said of one change, or of one part of it. */
export interface Verdict {
  readonly path: string;
  readonly facet?: Facet;
  readonly allowed: boolean;
  /** Kebab-case code that `bizos explain` knows: `zone-allowed`, `zone-none`, `zone-field-read`, `path-not-portable` … */
  readonly code: string;
  /** Who may write it, and why this is allowed or not; one sentence. */
  readonly reason: Text;
  /** The row that decided; undefined where none names the path. */
  readonly rule?: Place;
  /** Agents whose zone the path is in. */
  readonly owners: readonly string[];
}
