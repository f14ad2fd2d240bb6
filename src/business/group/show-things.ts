import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatMoney } from '../../core/money.ts';
import type { Block, FactLine, Report } from '../../core/report.ts';
import type { Language } from '../../core/text.ts';
import type { Agent } from '../../tree/kinds/agent-goals.ts';
import type { Entity } from '../../tree/kinds/entity.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { newestExport } from './newest-export.ts';

/** A thing as a report and as data. */
export interface Shown {
  readonly report: Report;
  readonly data: object;
}

interface MetricLine {
  readonly name: string;
  readonly current: string | null;
  readonly target: string | null;
  readonly place: string;
}

/** A company: its settings, targets, roles and documents. */
export function showEntity(workspace: Workspace, entity: Entity): Shown {
  const { language } = workspace;
  const de = language === 'de';
  const metrics = metricsOf(workspace, `${entity.folder}/`);
  const documents = workspace.store.prepare('SELECT path, title FROM document WHERE entity = ? ORDER BY path').all(entity.folder) as {
    path: string;
    title: string;
  }[];
  const newest = newestExport(workspace, entity.slug);
  const items: FactLine[] = [
    { label: de ? 'Ordner' : 'Folder', value: entity.folder },
    {
      label: de ? 'Währung' : 'Currency',
      value: entity.currency ?? (workspace.currency ? `${workspace.currency} (${de ? 'Gruppe' : 'group'})` : '–'),
    },
    { label: de ? 'Zeitzone' : 'Time zone', value: entity.timeZone ?? workspace.timeZone },
    { label: 'CRM', value: entity.crm ?? '–' },
    { label: de ? 'Neuester Export' : 'Newest export', value: newest?.file ?? (de ? 'keiner' : 'none') },
  ];
  const blocks: Block[] = [{ kind: 'facts', items }, ...metricBlock(metrics, de)];
  blocks.push({
    kind: 'table',
    title: de ? 'Dokumente' : 'Documents',
    columns: [{ label: de ? 'Pfad' : 'Path' }, { label: de ? 'Titel' : 'Title', flexible: true }],
    rows: documents.map(({ path, title }) => [path, title]),
  });
  if (entity.crm)
    blocks.push({
      kind: 'commands',
      items: [
        {
          command: `bizos scan pipeline --entity ${entity.slug}`,
          does: de ? 'was in der Pipeline nicht stimmt' : 'what is wrong in the pipeline',
        },
      ],
    });
  return {
    report: { title: entity.name, subtitle: de ? `Firma · ${entity.slug}` : `company · ${entity.slug}`, language, blocks },
    data: { kind: 'entity', ...entity, newestExport: newest?.file ?? null, metrics, documents },
  };
}

/** An agent: mission, phase, targets, where it writes and what it reads. */
export function showAgent(workspace: Workspace, agent: Agent, path: string): Shown {
  const { language } = workspace;
  const de = language === 'de';
  const metrics: MetricLine[] = agent.metrics.map(({ name, currentText, targetText, line }) => ({
    name,
    current: currentText || null,
    target: targetText || null,
    place: `${path}:${line}`,
  }));
  const blocks: Block[] = [{ kind: 'text', text: agent.mission }, ...metricBlock(metrics, de)];
  for (const phase of agent.phases) {
    const now = phase.number === agent.currentPhase ? (de ? ' (jetzt)' : ' (now)') : '';
    blocks.push({ kind: 'heading', text: `Phase ${phase.number}${now}: ${phase.title}` }, { kind: 'list', items: phase.does });
  }
  const lists: [string, readonly string[]][] = [
    [de ? 'Für' : 'For', agent.scope],
    [de ? 'Schreibt in' : 'Writes in', agent.writeZones.map((zone) => zone.path)],
    [de ? 'Liest' : 'Reads', agent.dataSources],
  ];
  for (const [title, items] of lists) if (items.length > 0) blocks.push({ kind: 'heading', text: title }, { kind: 'list', items });
  return {
    report: { title: agent.name, subtitle: `Agent · ${agent.slug} · ${path}:${agent.line}`, language, blocks },
    data: { kind: 'agent', path, ...agent },
  };
}

/** A role or another document: its targets, what leads to it, its text. */
export function showDocument(workspace: Workspace, path: string, title: string, kind: string): Shown {
  const { language } = workspace;
  const de = language === 'de';
  const text = readFileSync(join(workspace.root, path), 'utf8').replace(/^\uFEFF/, '');
  const backlinks = workspace.store
    .prepare('SELECT DISTINCT path, line FROM links WHERE resolved = ? AND path <> ? ORDER BY path, line')
    .all(path, path) as { path: string; line: number }[];
  const blocks: Block[] = [{ kind: 'verbatim', text }];
  if (backlinks.length > 0)
    blocks.push(
      { kind: 'heading', text: de ? 'Verweise hierher' : 'What leads here' },
      { kind: 'list', items: backlinks.map((link) => `${link.path}:${link.line}`) },
    );
  return {
    report: { title, subtitle: path, language, blocks },
    data: { kind, path, title, metrics: metricsOf(workspace, path), backlinks, text },
  };
}

/** A deal of the newest export, with what has happened to it. */
export function showDeal(workspace: Workspace, slug: string, id: string): Shown {
  const { language } = workspace;
  const de = language === 'de';
  const deal = workspace.store.prepare('SELECT * FROM deals WHERE entity = ? AND id = ?').get(slug, id) as Record<
    string,
    string | number | null
  >;
  const changes = workspace.store
    .prepare('SELECT at, field, old, new, basis FROM deal_changes WHERE entity = ? AND deal = ? ORDER BY at')
    .all(slug, id) as Record<string, string | null>[];
  const labels: Readonly<Record<string, readonly [string, string]>> = {
    account: ['Customer', 'Kunde'],
    owner: ['Owner', 'Inhaber'],
    stage: ['Stage', 'Stufe'],
    amount: ['Amount', 'Betrag'],
    created: ['Created', 'Angelegt'],
    closing: ['Closing date', 'Abschlussdatum'],
    closed: ['Closed', 'Geschlossen'],
    last_activity: ['Last activity', 'Letzte Aktivität'],
    modified: ['Modified', 'Geändert'],
    next_step: ['Next step', 'Nächster Schritt'],
    source: ['Source', 'Quelle'],
    reason: ['Reason for loss', 'Verlustgrund'],
  };
  const items: FactLine[] = Object.entries(labels).flatMap(([key, [en, german]]) => {
    const value = deal[key];
    if (value === null || value === '' || value === undefined) return [];
    const shown =
      key === 'amount' ? formatMoney({ minor: Number(value), currency: String(deal.currency ?? 'XXX') }, language) : String(value);
    return [{ label: de ? german : en, value: shown }];
  });
  const blocks: Block[] = [{ kind: 'facts', items }];
  if (changes.length > 0) {
    blocks.push({
      kind: 'table',
      title: de ? 'Verlauf' : 'History',
      columns: [
        { label: de ? 'Wann' : 'When' },
        { label: de ? 'Was' : 'What' },
        { label: de ? 'Vorher' : 'Before', flexible: true },
        { label: de ? 'Nachher' : 'After', flexible: true },
      ],
      rows: changes.map(({ at, field, old, new: now }) => [at ?? '', field ?? '', old ?? '', now ?? '']),
    });
  }
  return {
    report: {
      title: String(deal.name ?? id),
      subtitle: `Deal · ${id} · ${slug} · ${deal.file ?? ''} ${de ? 'Zeile' : 'row'} ${deal.row ?? ''}`,
      language,
      blocks,
    },
    data: { kind: 'deal', ...deal, changes },
  };
}

function metricsOf(workspace: Workspace, prefix: string): MetricLine[] {
  const rows = workspace.store
    .prepare(
      'SELECT m.name, m.current_text, m.target_text, d.path, m.line FROM metric m JOIN document d ON d.id = m.document WHERE substr(d.path, 1, ?) = ? GROUP BY d.path, m.line ORDER BY d.path, m.line',
    )
    .raw()
    .all(prefix.length, prefix) as [string, string | null, string | null, string, number][];
  return rows.map(([name, current, target, path, line]) => ({ name, current, target, place: `${path}:${line}` }));
}

function metricBlock(metrics: readonly MetricLine[], de: boolean): Block[] {
  if (metrics.length === 0) return [];
  const file = (place: string): string => place.slice(place.lastIndexOf('/') + 1);
  return [
    {
      kind: 'table',
      title: de ? 'Ziele' : 'Targets',
      columns: [
        { label: de ? 'Kennzahl' : 'Metric', flexible: true },
        { label: de ? 'Aktuell' : 'Current', flexible: true },
        { label: de ? 'Ziel' : 'Target', flexible: true },
        { label: de ? 'Steht in' : 'Stands in' },
      ],
      rows: metrics.map(({ name, current, target, place }) => [name, current ?? '–', target ?? '–', file(place)]),
    },
  ];
}

/** The language decides only the words around; the thing's own words stay as they are. */
export function kindWord(kind: string, language: Language): string {
  const words: Readonly<Record<string, readonly [string, string]>> = {
    entity: ['company', 'Firma'],
    agent: ['agent', 'Agent'],
    role: ['role', 'Rolle'],
    document: ['document', 'Dokument'],
    deal: ['deal', 'Deal'],
  };
  return words[kind]?.[language === 'de' ? 1 : 0] ?? kind;
}
