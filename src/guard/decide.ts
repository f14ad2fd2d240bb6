import type { Actor, Change, Verdict, ZonePolicy } from '../core/zone.ts';
import { nameFault, nameKey } from './decide/names.ts';
import { refusedAnyway } from './decide/no-zone-gives.ts';
import { ownFileVerdict } from './decide/own-files.ts';
import { personVerdict } from './decide/people.ts';
import { type Question, says } from './decide/question.ts';
import { ownersOf, readied } from './decide/ready-policy.ts';
import { LEDGER } from './decide/registry-paths.ts';
import { shown } from './decide/words.ts';
import { zoneVerdict } from './decide/zones.ts';

/**
 * The guard's one decision: may this actor make these changes? One verdict a change, or one for each part of it that is known. Every
 * door asks it: the hook before an edit, the hook at a commit, the check in CI. Pure and total: any string is an answerable path.
 * An agent may write what its zone names exactly and nothing else; a row that reads `read`, a file that guards the guard and a name
 * that another disk might take for one of these refuse it, compared without case and Unicode form. People may write what no `human`
 * row keeps from them.
 */
export function decide(policy: ZonePolicy, actor: Actor, changes: readonly Change[]): readonly Verdict[] {
  const at = readied(policy);
  const keys = changes.map(({ path }) => nameKey(path));
  const twins = twinsOf(changes, keys);
  return changes.flatMap((change, i) => {
    const owners = change.tree === undefined ? ownersOf(policy, change.path) : [];
    return verdictsOf(actor, { policy, at, change, key: keys[i], hasTwin: twins.has(keys[i]), owners });
  });
}

/** Names made by these changes that differ only in case or Unicode form: one file on many disks. */
function twinsOf(changes: readonly Change[], keys: readonly string[]): ReadonlySet<string> {
  const seen = new Map<string, string>();
  const twins = new Set<string>();
  for (const [i, { path, what }] of changes.entries()) {
    if (what === 'delete') continue;
    const key = keys[i];
    const other = seen.get(key);
    if (other !== undefined && other !== path) twins.add(key);
    seen.set(key, path);
  }
  return twins;
}

function verdictsOf(actor: Actor, question: Question): Verdict[] {
  const { change } = question;
  const fault = change.unreadable
    ? { code: 'path-not-plain' as const, why: { en: 'it is not valid UTF-8', de: 'er ist kein gültiges UTF-8' } }
    : nameFault(change.path);
  // A person may keep a file that Windows can't; nobody may write one that is no path of the tree.
  if (fault && (actor.kind === 'agent' || fault.code === 'path-not-plain')) {
    return [
      says(question, false, fault.code, {
        en: `"${shown(change.path)}" is no name to write: ${fault.why.en}.`,
        de: `„${shown(change.path)}“ ist kein Name zum Schreiben: ${fault.why.de}.`,
      }),
    ];
  }
  const facets = change.facets && change.facets.length > 0 && !wholeOnly(change) ? change.facets : [undefined];
  if (actor.kind === 'person') return facets.map((facet) => personVerdict(question, facet));
  const refusal = refusedAnyway(question, actor);
  if (refusal) return [refusal];
  return facets.map((facet) => ownFileVerdict(question, actor, facet) ?? zoneVerdict(question, actor, facet));
}

/** A change of mode or type, and a deletion, are of the file as a whole, whatever parts it had. */
function wholeOnly(change: Change): boolean {
  if (LEDGER.test(change.path)) return change.what === 'mode' || change.what === 'type';
  return change.what === 'delete' || change.what === 'mode' || change.what === 'type' || modeChanged(change);
}

function modeChanged({ what, oldMode, newMode }: Change): boolean {
  return what === 'modify' && oldMode !== undefined && newMode !== undefined && oldMode !== newMode;
}
