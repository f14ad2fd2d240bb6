import type { Checked, Problem } from '../../core/problem.ts';
import type { AgentZones, ZonePolicy, ZoneRule } from '../../core/zone.ts';
import { isEvery, isInScope } from '../../tree/agent-scope.ts';
import type { ParsedDocument } from '../../tree/document.ts';
import { type Agent, read as readAgents } from '../../tree/kinds/agent-goals.ts';
import { knownDocument } from '../../tree/known-document.ts';
import { labelKey } from '../../tree/tables.ts';
import { POLICY_FILES } from './files.ts';
import { GUARDED } from './guarded.ts';
import { ruleOf, type WrittenZone } from './rows.ts';
import type { TreeSource } from './source.ts';
import { agentsIn, type NamedAgent, zonesIn } from './zone-sections.ts';

const KEY = ['signing key', 'signing keys', 'signaturschlüssel'];
const EXCLUSIVE = ['exclusive', 'exklusiv'];
const TREES = ['trees', 'other trees', 'bäume', 'andere bäume'];

/**
 * Who may write what, from the agents' sections. What can't be read gives nobody anything and is a problem with file and line. A tree
 * without such documents has a policy in which no agent may write.
 */
export async function readPolicy(source: TreeSource): Promise<Checked<ZonePolicy>> {
  const [inside, files] = await Promise.all([source.list('bizos'), source.read(POLICY_FILES)]);
  const entities = inside.filter((name) => /^\d\d[_-].*\/$/.test(name) && !name.startsWith('00')).map((name) => name.slice(0, -1));
  const problems: Problem[] = [];
  const agents: AgentZones[] = [];
  const human: ZoneRule[] = [];
  const trees: string[] = [];
  for (const [i, file] of POLICY_FILES.entries()) {
    const bytes = files[i];
    if (!bytes) continue;
    const document = knownDocument(file, bytes);
    problems.push(...document.problems);
    const goals = readAgents(document);
    problems.push(...goals.problems.filter(({ code }) => code === 'agent-duplicate'));
    const named = agentsIn(document, goals.value.agents);
    const written = zonesIn(document, named);
    problems.push(...written.problems);
    const rulesFor = (slug: string, scope: readonly string[] | undefined): ZoneRule[] =>
      (written.zones.get(slug) ?? []).flatMap((zone) => taken(zone, scope, problems));
    for (const agent of named) {
      if (agents.some(({ agent: slug }) => slug === agent.slug)) continue;
      agents.push(zonesOf(agent, goals.value.agents.find(({ slug }) => slug === agent.slug) as Agent, file, entities, rulesFor));
    }
    human.push(...rulesFor('human', undefined));
    trees.push(...treesIn(document));
  }
  return { value: { agents, human, guarded: GUARDED, entities, trees }, problems };
}

function taken(zone: WrittenZone, scope: readonly string[] | undefined, problems: Problem[]): ZoneRule[] {
  const { rule, problems: faults } = ruleOf(zone, scope);
  problems.push(...faults);
  return rule ? [rule] : [];
}

function zonesOf(
  agent: NamedAgent,
  goals: Agent,
  file: string,
  entities: readonly string[],
  rulesFor: (slug: string, scope: readonly string[] | undefined) => ZoneRule[],
): AgentZones {
  const fields = [agent.section, ...agent.below].flatMap((section) => section.fields);
  const keys = fields
    .filter(({ label }) => KEY.includes(labelKey(label)))
    .flatMap(({ value }) => value.split(/\n/))
    .map((line) => line.replace(/^[\s`*-]+|[\s`]+$/g, ''))
    .filter((line) => /^(?:ssh|ecdsa|sk)-\S+ \S+/.test(line));
  const exclusive = fields.some(({ label, value }) => EXCLUSIVE.includes(labelKey(label)) && /^(?:yes|ja|true)\b/i.test(value));
  return {
    agent: agent.slug,
    name: agent.name,
    rules: rulesFor(agent.slug, scopeOf(goals, entities)),
    keys,
    ...(exclusive ? { exclusive } : {}),
    place: { file, line: agent.section.line },
  };
}

/** Folders that `[entity]` stands for: those of the agent's scope; undefined, where it has none or all of them. */
function scopeOf(agent: Agent, entities: readonly string[]): readonly string[] | undefined {
  return isEvery(agent.scope) ? undefined : entities.filter((folder) => isInScope(agent.scope, { folder }));
}

/** Ids of other trees: the first column of a table below a heading "Trees". */
function treesIn(document: ParsedDocument): string[] {
  return document.sections
    .filter(({ title }) => TREES.includes(labelKey(title)))
    .flatMap(({ tables }) => tables.flatMap(({ rows }) => rows.map(({ cells }) => cells[0].replace(/`/g, ''))))
    .filter((id) => /^[a-z][a-z0-9-]+$/.test(id));
}
