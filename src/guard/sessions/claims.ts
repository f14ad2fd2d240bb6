import type { AgentZones, ZonePolicy, ZoneRule } from '../../core/zone.ts';
import type { Claim } from '../leases/claim.ts';

/** What a session of an agent asks for. */
export interface WantedClaims {
  /** Zones in its company: without them it doesn't begin. */
  readonly needed: readonly Claim[];
  /** Zones elsewhere, taken where they are free. */
  readonly wished: readonly Claim[];
}

/**
 * The claims of a session: what its agent's zones let it write. With a company (`02_Solartech`), zones that have a placeholder are those
 * of that company; the others are wished for. An exclusive agent holds its companies as a whole.
 */
export function claimsOf(zones: AgentZones, policy: ZonePolicy, entity: string | undefined): WantedClaims {
  const needed: Claim[] = [];
  const wished: Claim[] = [];
  for (const rule of zones.rules) {
    if (!writes(rule)) continue;
    const companies = rule.entities ?? policy.entities;
    const held = /\[entity\]|<entity>/.test(rule.pattern);
    if (held && entity !== undefined) {
      if (companies.includes(entity)) needed.push(claimOf(rule, rule.pattern.replace(/\[entity\]|<entity>/g, entity)));
      continue;
    }
    const inside = entity === undefined || rule.pattern.startsWith(`bizos/${entity}/`);
    (inside ? needed : wished).push(claimOf(rule, rule.pattern, held ? companies : undefined));
  }
  if (zones.exclusive) {
    for (const name of entity === undefined ? policy.entities : [entity])
      needed.push({ pattern: `bizos/${name}/`, rule: `${zones.place.file}:${zones.place.line}` });
  }
  return { needed, wished };
}

function writes(rule: ZoneRule): boolean {
  if (rule.access === 'write' || rule.entries) return true;
  const parts = [...Object.values(rule.fields ?? {}), ...Object.values(rule.sections ?? {})];
  return rule.access === undefined ? parts.length === 0 || parts.includes('write') : parts.includes('write');
}

function claimOf(rule: ZoneRule, pattern: string, companies?: readonly string[]): Claim {
  const parts = partsOf(rule);
  return {
    pattern,
    ...(companies ? { companies } : {}),
    ...(rule.tree === undefined ? {} : { tree: rule.tree }),
    ...(parts ? { parts } : {}),
    rule: `${rule.place.file ?? ''}:${rule.place.line ?? 0}`,
  };
}

/** Own entries of a shared list meet nobody's, so they claim nothing of the file that others could hold. */
function partsOf(rule: ZoneRule): readonly string[] | undefined {
  if (rule.access === 'write') return undefined;
  const parts = [
    ...Object.entries(rule.fields ?? {})
      .filter(([, access]) => access === 'write')
      .map(([name]) => `field/${name}`),
    ...Object.entries(rule.sections ?? {})
      .filter(([, access]) => access === 'write')
      .map(([name]) => `section/${name}`),
  ];
  if (rule.entries) parts.push(rule.entries.whose === 'own' ? `entries/${rule.place.file}:${rule.place.line}` : 'entries');
  return parts.length > 0 ? parts : undefined;
}
