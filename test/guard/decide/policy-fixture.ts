import type { Actor, AgentZones, Change, Verdict, ZonePolicy, ZoneRule } from '../../../src/core/zone.ts';
import { decide } from '../../../src/guard/decide.ts';
import { GUARDED } from '../../../src/guard/policy/guarded.ts';

const at = (line: number): ZoneRule['place'] => ({ file: 'bizos/AGENT_GOALS.md', line });

const crm: AgentZones = {
  agent: 'crm-ops',
  name: 'CRM Ops Agent',
  keys: [],
  place: at(1),
  rules: [
    { pattern: 'bizos/[entity]/_ENTITY.md', access: 'write', entities: ['02_Solartech', '03_Hippos'], place: at(2) },
    { pattern: 'bizos/<entity>/reports/', access: 'write', entities: ['02_Solartech', '03_Hippos'], place: at(3) },
    { pattern: 'bizos/*/crm/deals/*.md', fields: { stage: 'write', next_step: 'write', icp_score: 'read', body: 'write' }, place: at(4) },
    { pattern: 'bizos/KAIZEN_LOG.md', entries: { whose: 'own', may: ['append', 'move'] }, place: at(5) },
    { pattern: 'shared/**/notes/*.txt', access: 'write', place: at(6) },
    { pattern: 'site:content/', tree: undefined, access: 'write', place: at(7) },
    { pattern: 'content/', tree: 'brand-site', access: 'write', place: at(8) },
    { pattern: 'content/', tree: 'nowhere', access: 'write', place: at(9) },
    { pattern: 'bizos/02_Solartech/SHARED.md', sections: { Pipeline: 'write', Roles: 'read' }, place: at(10) },
    { pattern: 'bizos/02_Solartech/reports/locked.md', access: 'read', place: at(11) },
    { pattern: 'lefthook.yml', access: 'write', place: at(12) },
    { pattern: 'data/foo**bar.md', access: 'write', place: at(13) },
    { pattern: 'exact', access: 'write', place: at(14) },
  ],
};

const performance: AgentZones = {
  agent: 'performance',
  name: 'Performance Management Agent',
  keys: [],
  place: at(20),
  rules: [
    { pattern: 'bizos/[entity]/roles/', access: 'write', place: at(21) },
    { pattern: 'bizos/[entity]/TTL_KPIS.md', access: 'write', place: at(22) },
    { pattern: 'cto-brain/modules/grow-ptl/', access: 'write', place: at(23) },
    { pattern: 'cto-brain/designs/O365_PA_AGENT_ARCHITECTURE.md', access: 'write', place: at(24) },
  ],
};

/** A policy with every form of row, for tables of cases. */
export const POLICY: ZonePolicy = {
  agents: [crm, performance],
  human: [
    { pattern: 'bizos/generated/', access: 'read', place: at(30) },
    { pattern: 'bizos/generated/notes.md', access: 'write', place: at(31) },
  ],
  guarded: GUARDED,
  entities: ['02_Solartech', '03_Hippos', '04_WCI', '05_Kinme'],
  trees: ['brand-site'],
};

export const CRM: Actor = { kind: 'agent', agent: 'crm-ops', session: '2026-11-20-crm-ops-aaaaaa' };
export const PERFORMANCE: Actor = { kind: 'agent', agent: 'performance', session: '2026-11-20-performance-bbbbbb' };
export const PERSON: Actor = { kind: 'person' };

/** One change with what is usual filled in. */
export function change(path: string, more: Partial<Change> = {}): Change {
  return { path, what: 'modify', oldMode: '100644', newMode: '100644', ...more };
}

/** Verdicts of one change in the fixture's policy. */
export function verdicts(actor: Actor, path: string, more: Partial<Change> = {}): readonly Verdict[] {
  return decide(POLICY, actor, [change(path, more)]);
}
