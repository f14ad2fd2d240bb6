import type { Text } from '../../core/text.ts';
import { holdersOf } from '../../guard/sessions/holders.ts';
import { leasePlace } from '../../guard/sessions/place.ts';
import { heldWords } from '../../guard/sessions/refusals.ts';
import { clock } from '../surroundings.ts';

/** Who holds a path of a tree until when, in words: what the hook of agent hosts takes in by itself when it refuses. */
export function heldBy(root: string, path: string): Text {
  const { env } = process;
  return heldWords(holdersOf(leasePlace(root, { now: () => clock(env), environment: env }), path));
}
