import type { Problem } from '../../core/problem.ts';
import type { Item, ParsedDocument, Section } from '../document.ts';
import { itemsBelow } from '../fields.ts';
import type { KindReading, MetricRow } from '../kinds.ts';
import { readMetricTables } from '../metric-tables.ts';
import { headingKey, labelKey } from '../tables.ts';
import { COLUMN, HEADING, LABEL } from '../vocabulary.ts';

/** An agent as its section of `AGENT_GOALS.md` describes it. */
export interface Agent {
  readonly name: string;
  /** `crm-ops`: its `**Id:**`, else the name without "agent" and what stands in parentheses. */
  readonly slug: string;
  readonly mission: string;
  readonly metrics: readonly MetricRow[];
  /** Companies it looks after, as written: names, folders, or `All entities`. */
  readonly scope: readonly string[];
  /** The same with what it does there, where that is written down. */
  readonly scopeNotes: readonly ScopeNote[];
  readonly phases: readonly Phase[];
  /** 1 to 3. */
  readonly currentPhase: number;
  readonly writeZones: readonly WriteZone[];
  readonly dataSources: readonly string[];
  readonly deliverables: readonly string[];
  readonly schedule: readonly { readonly what: string; readonly when: string; readonly line: number }[];
  /** `**Data Home:**` and its like. */
  readonly context: readonly { readonly label: string; readonly value: string }[];
  readonly line: number;
}

export interface ScopeNote {
  readonly entity: string;
  /** What stands in parentheses behind it. */
  readonly note?: string;
  readonly does: readonly string[];
  readonly line: number;
}

/** A place that the agent writes to: a path pattern of the tree, or words for a place outside (SharePoint). */
export interface WriteZone {
  readonly path: string;
  readonly isPath: boolean;
  /** What stands behind it. */
  readonly note?: string;
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

/** `CRM Ops Agent` → `crm-ops`; `Performance Management Agent (TTL/PTL)` → `performance-management`. */
export function agentSlug(name: string): string {
  return name
    .replace(/\([^()]{0,300}\)/g, '')
    .replace(/\bagent\b/gi, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

/** Reads the agents: every second-level section with a mission. */
export function read(document: ParsedDocument): KindReading<AgentGoals> {
  const { rows, problems: tableProblems } = readMetricTables(document, (titles) => titles[1]);
  const problems: Problem[] = [...tableProblems];
  const agents: Agent[] = [];
  const { sections } = document;
  for (const [i, section] of sections.entries()) {
    const mission = section.fields.find(({ label }) => isOne(LABEL.mission, labelKey(label)));
    if (section.depth !== 2 || !mission) continue;
    const until = sections.findIndex((other, k) => k > i && other.depth <= 2);
    const below = sections.slice(i + 1, until < 0 ? undefined : until);
    const agent = agentOf(section, mission.value, below, rows);
    if (agents.some(({ slug }) => slug === agent.slug)) problems.push(twice(document.path, agent));
    agents.push(agent);
    problems.push(...phaseProblems(document.path, agent, below));
  }
  const standards = sections.find(({ title }) => isOne(HEADING.standards, headingKey(title)))?.items.map(({ text }) => text) ?? [];
  return { value: { agents, standards }, problems, metrics: rows };
}

function isOne(names: readonly string[], key: string): boolean {
  return names.includes(key);
}

function partOf(below: readonly Section[], names: readonly string[]): Section | undefined {
  return below.find(({ title }) => isOne(names, headingKey(title)));
}

function agentOf(section: Section, mission: string, below: readonly Section[], rows: readonly MetricRow[]): Agent {
  const phases = phasesOf(partOf(below, HEADING.behaviors));
  const scopeNotes = scopeOf(partOf(below, HEADING.scope));
  const id = section.fields.find(({ label }) => isOne(LABEL.id, labelKey(label)))?.value.replace(/`/g, '');
  const context = partOf(below, HEADING.context);
  return {
    name: section.title,
    slug: id ? agentSlug(id) : agentSlug(section.title),
    mission,
    metrics: rows.filter((row) => row.scope === section.title),
    scope: scopeNotes.map(({ entity }) => entity),
    scopeNotes,
    phases,
    currentPhase: phases.find(({ current }) => current)?.number ?? phases[0]?.number ?? 1,
    writeZones: zonesOf(partOf(below, HEADING.zones)),
    dataSources: (partOf(below, HEADING.sources)?.items ?? []).map(({ text }) => text),
    deliverables: (partOf(below, HEADING.deliverables)?.items ?? []).map(({ text }) => text),
    schedule: scheduleOf(partOf(below, HEADING.schedule)),
    context: (context?.fields ?? []).map(({ label, value }) => ({ label, value })),
    line: section.line,
  };
}

/** Bold names with a list below each, and the first column of tables: what a row says counts once. */
function scopeOf(section: Section | undefined): ScopeNote[] {
  if (!section) return [];
  const notes: ScopeNote[] = section.fields.map((field) => ({
    entity: field.label,
    note: /^\((.*?)\):?$/s.exec(field.value.split('\n')[0].trim())?.[1],
    does: itemsBelow(section, field).map(({ text }) => text),
    line: field.line,
  }));
  for (const table of section.tables) {
    const at = table.header.findIndex((cell) => isOne(COLUMN.entity, labelKey(cell)));
    for (const row of table.rows) {
      const entity = row.cells[Math.max(0, at)];
      if (entity === '' || notes.some((note) => labelKey(note.entity) === labelKey(entity))) continue;
      notes.push({ entity, does: [], line: row.line });
    }
  }
  return notes;
}

/** Backticked paths are zones of the tree; an item without one names a place outside it. Later backticks in an item are remarks. */
function zonesOf(section: Section | undefined): WriteZone[] {
  return (section?.items ?? []).map((item: Item): WriteZone => {
    const path = item.code[0];
    if (path === undefined || !item.text.startsWith(path)) {
      const [place, note] = item.text.replace(/\s+/g, ' ').split(/ [—–-] /, 2);
      return { path: place, isPath: false, note, line: item.line };
    }
    const note = item.text.slice(path.length).replace(/^\s*[—–:-]?\s*/, '');
    return { path, isPath: true, note: note || undefined, line: item.line };
  });
}

function scheduleOf(section: Section | undefined): { what: string; when: string; line: number }[] {
  return (section?.tables ?? []).flatMap((table) => {
    const when = table.header.findIndex((cell) => isOne(COLUMN.when, labelKey(cell)));
    if (when < 0) return [];
    const what = when === 0 ? 1 : 0;
    return table.rows.map(({ cells, line }) => ({ what: cells[what] ?? '', when: cells[when], line }));
  });
}

function phasesOf(section: Section | undefined): Phase[] {
  if (!section) return [];
  return section.fields.flatMap((field) => {
    const m = /^phase\s+(\d)\s*(?:\(([^)]*)\))?/i.exec(field.label);
    if (!m) return [];
    const remark = `${m[2] ?? ''} ${/^\(([^)]*)\)/.exec(field.value)?.[1] ?? ''}`;
    return [
      {
        number: Number(m[1]),
        title: field.value
          .split(/\r?\n/)[0]
          .replace(/^\([^)]*\):?\s*/, '')
          .replace(/^[-*]\s.*/, '')
          .trim(),
        current: /\b(?:current|now|aktuell|jetzt|derzeit)\b/i.test(remark),
        does: itemsBelow(section, field).map(({ text }) => text),
      },
    ];
  });
}

function phaseProblems(file: string, agent: Agent, below: readonly Section[]): Problem[] {
  const current = agent.phases.filter((phase) => phase.current);
  if (current.length < 2) return [];
  return [
    {
      code: 'phase-ambiguous',
      level: 'error',
      message: {
        en: `${agent.name} has ${current.length} current phases; phase ${agent.currentPhase} counts.`,
        de: `${agent.name} hat ${current.length} aktuelle Phasen; Phase ${agent.currentPhase} zählt.`,
      },
      place: { file, line: partOf(below, HEADING.behaviors)?.line ?? agent.line },
      remedy: { en: 'Write (Current) behind one phase only.', de: 'Schreibe (Aktuell) nur hinter eine Phase.' },
    },
  ];
}

function twice(file: string, agent: Agent): Problem {
  return {
    code: 'agent-duplicate',
    level: 'error',
    message: { en: `There are two agents "${agent.slug}".`, de: `Es gibt zwei Agenten „${agent.slug}“.` },
    place: { file, line: agent.line },
    remedy: { en: 'Give one of them an "**Id:**" of its own.', de: 'Gib einem davon ein eigenes „**Id:**“.' },
  };
}
