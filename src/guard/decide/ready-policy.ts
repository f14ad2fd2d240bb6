import type { AgentZones, ZonePolicy, ZoneRule } from '../../core/zone.ts';
import { LEDGER } from './registry-paths.ts';
import { type ReadyRule, ready } from './rules.ts';

/** An agent's zones with their patterns cut up. */
export interface ReadyAgent {
  readonly zones: AgentZones;
  readonly rules: readonly ReadyRule[];
}

/** A policy with its patterns cut up. */
export interface ReadyPolicy {
  readonly agents: readonly ReadyAgent[];
  readonly human: readonly ReadyRule[];
  readonly guarded: readonly ReadyRule[];
  /** Rows that give, or keep back, parts of a file. */
  readonly partial: readonly ReadyRule[];
}

const made = new WeakMap<ZonePolicy, ReadyPolicy>();

/** A policy made ready: once, however often it is asked for. */
export function readied(policy: ZonePolicy): ReadyPolicy {
  let result = made.get(policy);
  if (!result) {
    const all = (rules: readonly ZoneRule[]): ReadyRule[] => rules.map((rule) => ready(rule, policy.entities));
    const agents = policy.agents.map((zones) => ({ zones, rules: all(zones.rules) }));
    const human = all(policy.human);
    const partial = [...agents.flatMap(({ rules }) => rules), ...human].filter(
      ({ rule }) => rule.fields !== undefined || rule.sections !== undefined || rule.entries !== undefined,
    );
    result = { agents, human, guarded: all(policy.guarded), partial };
    made.set(policy, result);
  }
  return result;
}

/** Whether a decision about this path needs to know which parts of the file a change touches. */
export function needsFacets(policy: ZonePolicy, path: string): boolean {
  return LEDGER.test(path) || readied(policy).partial.some(({ covers }) => covers(path));
}

/** Agents whose zone names the path, in the policy's order. */
export function ownersOf(policy: ZonePolicy, path: string): readonly string[] {
  return readied(policy)
    .agents.filter(({ rules }) => rules.some(({ rule, covers }) => writesSomething(rule) && covers(path)))
    .map(({ zones }) => zones.agent);
}

function writesSomething(rule: ZoneRule): boolean {
  if (rule.access !== 'read') return true;
  return [...Object.values(rule.fields ?? {}), ...Object.values(rule.sections ?? {})].includes('write') || rule.entries !== undefined;
}
