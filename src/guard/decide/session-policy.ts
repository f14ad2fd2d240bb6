import type { ZonePolicy } from '../../core/zone.ts';

/**
 * The policy as it binds a session that is for one company (`02_Solartech`): the placeholder of its agent's zones stands for that company
 * only, since only that is reserved for it. Another session may hold the same agent's zones elsewhere.
 */
export function policyForSession(policy: ZonePolicy, agent: string, entity: string | undefined): ZonePolicy {
  if (entity === undefined) return policy;
  const agents = policy.agents.map((zones) =>
    zones.agent === agent
      ? {
          ...zones,
          rules: zones.rules.map((rule) => ({ ...rule, entities: (rule.entities ?? policy.entities).filter((name) => name === entity) })),
        }
      : zones,
  );
  return { ...policy, agents };
}
