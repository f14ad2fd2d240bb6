import type { Problem } from '../../core/problem.ts';
import type { ParsedDocument, Section } from '../document.ts';
import type { KindReading, MetricRow } from '../kinds.ts';
import { readMetricTables } from '../metric-tables.ts';
import { labelKey } from '../tables.ts';

/** An agent as its section of `AGENT_GOALS.md` describes it. */
export interface Agent {
  readonly name: string;
  /** `crm-ops`: the name without "agent" and what stands in parentheses. */
  readonly slug: string;
  readonly mission: string;
  readonly metrics: readonly MetricRow[];
  readonly scope: readonly string[];
  readonly phases: readonly Phase[];
  /** 1 to 3. */
  readonly currentPhase: number;
  readonly writeZones: readonly { readonly path: string; readonly isPath: boolean; readonly line: number }[];
  readonly dataSources: readonly string[];
  readonly line: number;
}

export interface Phase {
  readonly number: number;
  readonly title: string;
  readonly current: boolean;
  readonly does: readonly string[];
}

/** What `AGENT_GOALS.md` says: the agents and what they all follow. */
export interface AgentGoals {
  readonly agents: readonly Agent[];
  readonly standards: readonly string[];
}

const PARTS = {
  scope: ['entity scope', 'geltungsbereich', 'firmen'],
  behaviors: ['agent behaviors', 'agent behaviours', 'verhalten', 'behaviors'],
  zones: ['write zones', 'schreibzonen'],
  sources: ['data sources', 'datenquellen'],
  standards: ['shared standards', 'gemeinsame regeln', 'gemeinsame standards'],
};

/** `CRM Ops Agent` → `crm-ops`; `Performance Management Agent (TTL/PTL)` → `performance-management`. */
export function agentSlug(name: string): string {
  return name
    .replace(/\([^)]*\)/g, '')
    .replace(/\bagent\b/gi, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

/** Reads the agents: every second-level section with a mission. */
export function read(document: ParsedDocument): KindReading<AgentGoals> {
  const problems: Problem[] = [];
  const { rows, problems: tableProblems } = readMetricTables(document, (titles) => titles[1]);
  problems.push(...tableProblems);
  const agents: Agent[] = [];
  const { sections } = document;
  for (const [i, section] of sections.entries()) {
    const mission = section.fields.find(({ label }) => ['mission', 'auftrag'].includes(labelKey(label)));
    if (section.depth !== 2 || !mission) continue;
    const until = sections.findIndex((other, k) => k > i && other.depth <= 2);
    agents.push(agentOf(section, mission.value, sections.slice(i + 1, until < 0 ? undefined : until), rows));
  }
  const standards = sections.find(({ title }) => PARTS.standards.includes(labelKey(title)))?.items.map(({ text }) => text) ?? [];
  return { value: { agents, standards }, problems, metrics: rows };
}

function agentOf(section: Section, mission: string, below: readonly Section[], rows: readonly MetricRow[]): Agent {
  const part = (names: readonly string[]): Section | undefined => below.find(({ title }) => names.includes(labelKey(title).replace(/\s*\(.*\)$/, '')));
  const phases = phasesOf(part(PARTS.behaviors));
  const scope = part(PARTS.scope);
  return {
    name: section.title,
    slug: agentSlug(section.title),
    mission,
    metrics: rows.filter((row) => row.scope === section.title),
    scope: scope ? [...scope.fields.map(({ label }) => label), ...scope.tables.flatMap(({ rows: lines }) => lines.map(({ cells }) => cells[0]))] : [],
    phases,
    currentPhase: phases.find(({ current }) => current)?.number ?? phases[0]?.number ?? 1,
    writeZones: (part(PARTS.zones)?.items ?? []).flatMap((item): { path: string; isPath: boolean; line: number }[] => (item.code.length > 0 ? item.code.map((path) => ({ path, isPath: true, line: item.line })) : [{ path: item.text, isPath: false, line: item.line }])),
    dataSources: (part(PARTS.sources)?.items ?? []).map(({ text }) => text),
    line: section.line,
  };
}

function phasesOf(section: Section | undefined): Phase[] {
  return (section?.fields ?? []).flatMap((field) => {
    const m = /^phase\s+(\d)\s*(?:\(([^)]*)\))?/i.exec(field.label);
    if (!m) return [];
    const lines = field.value.split(/\r?\n/);
    return [
      {
        number: Number(m[1]),
        title: lines[0].replace(/^[-*]\s.*/, '').trim(),
        current: /current|aktuell|jetzt/i.test(m[2] ?? ''),
        does: lines.filter((line) => /^\s*[-*]\s/.test(line)).map((line) => line.replace(/^\s*[-*]\s+/, '')),
      },
    ];
  });
}
