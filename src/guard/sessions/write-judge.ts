import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { BizosError, placeText } from '../../core/problem.ts';
import type { Language, Text } from '../../core/text.ts';
import type { Verdict } from '../../core/zone.ts';
import { findRoot } from '../../tree/root.ts';
import type { WriteJudge } from '../../tree/write.ts';
import type { Context } from '../../workspace/operation.ts';
import { needsFacets } from '../decide/ready-policy.ts';
import { policyForSession } from '../decide/session-policy.ts';
import { nextCommand } from '../decide/words.ts';
import { decide } from '../decide.ts';
import { localLease } from '../leases/look.ts';
import { policyHere } from '../policy/compiled.ts';
import { holdersOf } from './holders.ts';
import { leasePlace } from './place.ts';
import { heldWords, lostLease } from './refusals.ts';
import { enclosingSession } from './state.ts';

/** Stores of BizOS itself, outside git: what an operation keeps there is none of the tree's documents. */
const STORES = ['.bizos/', '_INBOX/'];

/**
 * The judge of every document that a call writes when it is made inside a session: `bizos` itself holds the zone, wherever a host runs no
 * hooks. Undefined outside any session. Its refusals are BizosError (exit 3) with the rule and the next command.
 */
export async function writeJudge(context: Context, pid: number): Promise<WriteJudge | undefined> {
  const found = findRoot(context.root ?? context.cwd);
  if (found === undefined) return undefined;
  const root = realpathSync(found);
  const place = leasePlace(root, context);
  const inside = enclosingSession(place, context.environment.BIZOS_SESSION || undefined, pid);
  if (!inside) return undefined;
  const [{ value }, { facetsOf }] = await Promise.all([policyHere(root), import('../facets/facets-of.ts')]);
  const policy = policyForSession(value, inside.agent, inside.entity);
  const actor = { kind: 'agent', agent: inside.agent, session: inside.id } as const;
  return (path, before, after) => {
    const name = relative(root, path).split(sep).join('/');
    if (name.startsWith('..') || STORES.some((store) => name.startsWith(store))) return;
    // Beginning and ending a session write its record before and after it holds anything.
    const own = name.startsWith('_SESSIONS/active/') || name.startsWith('_SESSIONS/archive/');
    if (!own && !localLease(place, inside.id)) throw lostLease(inside.id);
    const facets = needsFacets(policy, name) ? facetsOf(name, before && Buffer.from(before), Buffer.from(after), actor) : undefined;
    const refused = own
      ? undefined
      : decide(policy, actor, [{ path: name, what: before ? 'modify' : 'create', facets }]).find(({ allowed }) => !allowed);
    if (refused) throw refusal(refused, heldWords(holdersOf(place, name)), name, inside.agent);
  };
}

function refusal({ reason, rule }: Verdict, held: Text, path: string, agent: string): BizosError {
  const next = nextCommand(path, agent);
  const beside = (language: Language, word: string): string => {
    const at = placeText(rule, language);
    return ` (${at ? `${word} ${at}; ` : ''}${held[language]})`;
  };
  return new BizosError(
    3,
    { en: `${reason.en}${beside('en', 'rule')}`, de: `${reason.de}${beside('de', 'Regel')}` },
    { en: `See: ${next}`, de: `Siehe: ${next}` },
  );
}
