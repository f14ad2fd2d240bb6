import type { Problem } from '../../core/problem.ts';
import type { ParsedDocument, Section, Table } from '../../tree/document.ts';
import { agentSlug } from '../../tree/kinds/agent-goals.ts';
import { headingKey, labelKey } from '../../tree/tables.ts';
import { COLUMN, HEADING } from '../../tree/vocabulary.ts';
import { accessIn, type WrittenZone } from './rows.ts';

/** What a document says about zones, agent by agent. */
export interface WrittenZones {
  /** By the agent's slug; `human` for people. */
  readonly zones: ReadonlyMap<string, readonly WrittenZone[]>;
  readonly problems: readonly Problem[];
}

/** An agent as far as zones go. */
export interface NamedAgent {
  readonly slug: string;
  readonly name: string;
  /** Its second-level heading. */
  readonly section: Section;
  /** The sections below that. */
  readonly below: readonly Section[];
}

const HUMAN = ['human', 'humans', 'people', 'person', 'mensch', 'menschen', 'leute'];
const MODE = ['mode', 'modus', 'access', 'zugriff'];
const FIELDS = ['fields', 'felder', 'parts', 'teile', 'field', 'feld'];
const FIELD: readonly string[] = [...COLUMN.field, ...COLUMN.crmField];

/** Second-level sections of a document that are agents: those that have a mission. */
export function agentsIn(document: ParsedDocument, slugs: readonly { name: string; slug: string; line: number }[]): readonly NamedAgent[] {
  return slugs.flatMap(({ name, slug, line }) => {
    const at = document.sections.findIndex((section) => section.line === line);
    if (at < 0) return [];
    const until = document.sections.findIndex((other, k) => k > at && other.depth <= 2);
    return [{ slug, name, section: document.sections[at], below: document.sections.slice(at + 1, until < 0 ? undefined : until) }];
  });
}

/** Reads lists, tables and sentences about zones in a document with agents. */
export function zonesIn(document: ParsedDocument, agents: readonly NamedAgent[]): WrittenZones {
  const zones = new Map<string, WrittenZone[]>();
  const problems: Problem[] = [];
  const add = (slug: string, zone: WrittenZone): void => void zones.set(slug, [...(zones.get(slug) ?? []), zone]);
  const file = document.path;
  for (const agent of agents) {
    for (const section of agent.below.filter(({ title }) => (HEADING.zones as readonly string[]).includes(headingKey(title)))) {
      for (const zone of listed(section, file)) add(agent.slug, zone);
      for (const table of section.tables) for (const row of pathRows(table, file, agents, problems)) add(row.who ?? agent.slug, row.zone);
    }
  }
  for (const section of document.sections) {
    const own = agents.some(
      ({ below }) => below.includes(section) && (HEADING.zones as readonly string[]).includes(headingKey(section.title)),
    );
    for (const table of section.tables) {
      if (!own) for (const row of pathRows(table, file, agents, problems)) if (row.who) add(row.who, row.zone);
      for (const row of matrixRows(table, section, file, agents, problems)) add(row.who, row.zone);
    }
  }
  // The seed's text gives one agent its zone in a sentence of another's section; it counts where the agent has none of its own.
  for (const { slug, zone } of spoken(agents, file)) if (!zones.has(slug)) add(slug, zone);
  return { zones, problems };
}

/** Items that begin with a backticked path; words in backticks after it narrow it to parts. Others name places outside the tree. */
function listed(section: Section, file: string): WrittenZone[] {
  return section.items.flatMap((item) => {
    const [path, ...rest] = item.code;
    if (path === undefined || !item.text.startsWith(path)) return [];
    const note = item.text.slice(path.length);
    const parts = rest.filter((word) => /:/.test(word) && !word.includes('/'));
    const mode = parts.length === 0 && /^\W*(?:read(?:[ -]only)?|nur lesen|nur zum lesen)\b/i.test(note) ? ('read' as const) : undefined;
    return [{ path, parts, mode, file, line: item.line }];
  });
}

interface Row {
  readonly who?: string;
  readonly zone: WrittenZone;
}

/** `Path | Fields | Mode`, with an `Agent` column where one table is for several, or for people. */
function pathRows(table: Table, file: string, agents: readonly NamedAgent[], problems: Problem[]): Row[] {
  const header = table.header.map(labelKey);
  const column = (names: readonly string[]): number => header.findIndex((cell) => names.includes(cell));
  const [path, fields, mode, who] = [column(COLUMN.path), column(FIELDS), column(MODE), column([...COLUMN.agent, 'who', 'wer'])];
  if (path < 0 || mode < 0) return [];
  return table.rows.flatMap(({ cells, line }): Row[] => {
    const name = who < 0 ? undefined : cells[who];
    const slug = name === undefined ? undefined : slugIn(name, agents);
    if (name !== undefined && slug === undefined) {
      problems.push(unknownAgent(file, line, name));
      return [];
    }
    const access = accessIn(cells[mode]);
    const listedFields =
      fields < 0
        ? []
        : (cells[fields] ?? '')
            .split(/[,;]/)
            .map((part) => part.replace(/`/g, '').trim())
            .filter((part) => part !== '' && part !== '*');
    // Entries say for themselves what may be done to them: `own entries` with mode `append, move`.
    const parts = listedFields.map((part) =>
      part.includes(':') ? part : `${part}: ${/entries|einträge/i.test(part) ? cells[mode] : (access ?? cells[mode])}`,
    );
    if (!access && parts.length === 0) {
      problems.push(unknownMode(file, line, cells[mode]));
      return [];
    }
    return [{ who: slug, zone: { path: (cells[path] ?? '').replace(/`/g, '').trim(), parts, mode: access, file, line } }];
  });
}

/** `CRM Field | Agent A | Agent B`: a row a field, a column an agent. The paths stand in a `Path` column or in backticks above the table. */
function matrixRows(
  table: Table,
  section: Section,
  file: string,
  agents: readonly NamedAgent[],
  problems: Problem[],
): { who: string; zone: WrittenZone }[] {
  const header = table.header.map(labelKey);
  const at = header.findIndex((cell) => FIELD.includes(cell));
  const columns = table.header.map((cell, i) => (i === at ? undefined : slugIn(cell, agents)));
  if (at < 0 || columns.filter(Boolean).length < 2) return [];
  const pathColumn = header.findIndex((cell) => (COLUMN.path as readonly string[]).includes(cell));
  const lead = section.body.split('\n').slice(0, Math.max(0, table.line - section.line - 1));
  const above = lead
    .flatMap((line) => [...line.matchAll(/`([^`]+)`/g)].map(([, word]) => word))
    .filter((word) => word.includes('/') || /\.\w+$/.test(word));
  if (pathColumn < 0 && above.length === 0) {
    problems.push({
      code: 'zone-matrix-path',
      level: 'error',
      message: {
        en: 'This table of fields and agents does not say which files it is about.',
        de: 'Diese Tabelle von Feldern und Agenten sagt nicht, um welche Dateien es geht.',
      },
      place: { file, line: table.line },
      remedy: {
        en: 'Name them above it: For `bizos/[entity]/crm/deals/*.md`:',
        de: 'Nenne sie darüber: Für `bizos/[entity]/crm/deals/*.md`:',
      },
    });
    return [];
  }
  return table.rows.flatMap(({ cells, line }) =>
    columns.flatMap((who, i) => {
      if (who === undefined) return [];
      const access = accessIn(cells[i] ?? '');
      if (!access) {
        problems.push(unknownMode(file, line, cells[i] ?? ''));
        return [];
      }
      const paths = pathColumn < 0 ? above : [(cells[pathColumn] ?? '').replace(/`/g, '').trim()];
      return paths.map((path) => ({ who, zone: { path, parts: [`${cells[at].replace(/:/g, ' ').trim()}: ${access}`], file, line } }));
    }),
  );
}

/** Sentences such as "CRM writes to Zoho and `bizos/[entity]/_ENTITY.md`" in the zones section of some other agent. */
function spoken(agents: readonly NamedAgent[], file: string): { slug: string; zone: WrittenZone }[] {
  const found: { slug: string; zone: WrittenZone }[] = [];
  for (const { slug: speaker, below } of agents) {
    for (const section of below.filter(({ title }) => (HEADING.zones as readonly string[]).includes(headingKey(title)))) {
      const lines = section.body.split('\n');
      for (const [i, line] of lines.entries()) {
        if (/^\s*(?:[-*+]|\d+[.)])\s/.test(line) || line.trimStart().startsWith('|')) continue;
        for (const sentence of line.split(/(?<=[.;])\s+(?=\p{Lu})|\s[—–]\s/u)) {
          const m = /^\W*([\p{L}][\p{L}\p{N} ./-]{0,60}?)\s+(?:writes?(?:\s+only)?(?:\s+to)?|schreibt)\s(.*)$/u.exec(sentence);
          const slug = m && agents.find((agent) => agent.slug !== speaker && isCalled(agent, m[1]))?.slug;
          if (!m || !slug) continue;
          for (const [, path] of m[2].matchAll(/`([^`]+)`/g))
            if (path.includes('/') || /\.\w+$/.test(path))
              found.push({ slug, zone: { path, parts: [], file, line: section.line + 1 + i } });
        }
      }
    }
  }
  return found;
}

/** `CRM` and `Perf Mgmt` are short for agents: each word begins, or is a contraction of, the next word of the name. */
function isCalled({ name, slug }: NamedAgent, word: string): boolean {
  if (agentSlug(word) === slug) return true;
  const [said, full] = [agentSlug(word).split('-'), slug.split('-'), agentSlug(name).split('-')];
  return said.length <= full.length && said.every((part, i) => part.length > 2 && part[0] === full[i][0] && isContraction(part, full[i]));
}

function isContraction(short: string, long: string): boolean {
  let at = 0;
  for (const letter of long) if (letter === short[at]) at++;
  return at === short.length;
}

/** The agent that a cell names; `human` for people; undefined where it is nobody. */
function slugIn(cell: string, agents: readonly NamedAgent[]): string | undefined {
  if (HUMAN.includes(labelKey(cell))) return 'human';
  const slug = agentSlug(cell);
  return slug === '' ? undefined : agents.find((agent) => agent.slug === slug || agentSlug(agent.name) === slug)?.slug;
}

function unknownAgent(file: string, line: number, name: string): Problem {
  return {
    code: 'zone-agent',
    level: 'error',
    message: {
      en: `A row of zones is for "${name}", who is no agent here.`,
      de: `Eine Zeile mit Zonen ist für „${name}“, der hier kein Agent ist.`,
    },
    place: { file, line },
    remedy: {
      en: 'Name an agent by its heading or its Id, or write "human".',
      de: 'Nenne einen Agenten bei seiner Überschrift oder seinem Kürzel, oder schreibe „Mensch“.',
    },
  };
}

function unknownMode(file: string, line: number, cell: string): Problem {
  return {
    code: 'zone-mode',
    level: 'error',
    message: { en: `"${cell}" says neither "write" nor "read".`, de: `„${cell}“ sagt weder „write“ noch „read“.` },
    place: { file, line },
    remedy: { en: 'Write "write" or "read" in this cell.', de: 'Schreibe „write“ oder „read“ in diese Zelle.' },
  };
}
