import type { Text } from '../core/text.ts';
import type { Workspace } from './workspace.ts';

/** How git merges a kind of file that a field of the business knows better: put in place by `bizos hooks install`. */
export interface MergeDriver {
  /** Name in git's configuration: `bizos-kaizen`. */
  readonly name: string;
  readonly title: Text;
  /** Words behind the program, with git's placeholders: `kaizen merge-driver %O %A %B %P`. */
  readonly command: string;
  /** Patterns of git's attributes, from the tree's root. */
  readonly patterns: readonly string[];
  /** Files that the tree itself says it merges so, from its root. */
  filesOf?(workspace: Pick<Workspace, 'documents'>): readonly string[];
}
