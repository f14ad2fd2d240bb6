import { createHash } from 'node:crypto';
import type { ActionDraft, ActionFinding, MessageBlock } from '../../core/action.ts';
import { SEVERITIES, type Severity, severityRank } from '../../core/finding.ts';
import { counted, type Language } from '../../core/text.ts';
import type { ActionWriter } from '../../workspace/action.ts';
import { agentPolicy, neededSetting } from '../policy/needed.ts';

const SEVERITY: Readonly<Record<Severity, readonly [string, string]>> = {
  info: ['info', 'Hinweis'],
  low: ['low', 'niedrig'],
  medium: ['medium', 'mittel'],
  high: ['high', 'hoch'],
  critical: ['critical', 'kritisch'],
};

/** Settings of a channel that say where people of the group are reached, by what a channel calls them. */
const WHERE = ['chat', 'chats', 'to', 'url', 'folder'];

/** One message about all findings that people are to hear of now: by company and owner, worst first, so many singly, the rest counted. */
export const alert: ActionWriter = {
  async draft(_context, workspace, { agent, findings, moment, channels }) {
    if (findings.length === 0) return { drafts: [], problems: [] };
    const policy = agentPolicy(workspace);
    const channel = neededSetting(policy, 'alertChannel');
    const settings = channels[channel] ?? {};
    const where = WHERE.map((key) => settings[key]).find((value) => value !== undefined);
    const to = (where ?? channel).split(/[\s,;]+/).filter((word) => word !== '');
    const draft: ActionDraft = {
      kind: 'alert',
      entity: oneOf(findings.map(({ entity }) => entity)),
      findings: findings.map(({ id }) => id),
      template: 'alert',
      stage: '',
      occasion: occasionOf(findings, moment),
      channel,
      message: {
        to,
        subject: headline(agent, findings, workspace.language),
        blocks: alertBlocks(agent, findings, neededSetting(policy, 'listed'), workspace.language),
      },
      why: {
        en: `New, worse or due again: ${counted(findings.length, 'finding', 'findings', 'Befund', 'Befunde').en}.`,
        de: `Neu, schlimmer oder wieder fällig: ${counted(findings.length, 'finding', 'findings', 'Befund', 'Befunde').de}.`,
      },
      evidence: { findings: findings.length },
    };
    return { drafts: [draft], problems: [] };
  },
};

/** The same findings at the same moment are one occasion; a run that is repeated after a crash tells nobody twice. */
function occasionOf(findings: readonly ActionFinding[], moment: number): string {
  const ids = findings.map(({ id, severity, since }) => `${id} ${severity} ${since}`).sort();
  return createHash('sha256')
    .update(`${moment}\n${ids.join('\n')}`)
    .digest('hex');
}

function oneOf(entities: readonly string[]): string {
  return new Set(entities).size === 1 ? entities[0] : '*';
}

function headline(agent: string, findings: readonly ActionFinding[], language: Language): string {
  const counts = [...SEVERITIES].reverse().flatMap((severity) => {
    const n = findings.filter((one) => one.severity === severity).length;
    return n === 0 ? [] : [`${n} ${SEVERITY[severity][language === 'de' ? 1 : 0]}`];
  });
  return `${agent}: ${counts.join(', ')}`;
}

/** Words of the message: a heading a company, a list an owner, worst first. A function of its arguments alone. */
export function alertBlocks(agent: string, findings: readonly ActionFinding[], listed: number, language: Language): MessageBlock[] {
  const sorted = [...findings].sort(worstFirst);
  const shown = new Set(sorted.slice(0, listed));
  const blocks: MessageBlock[] = [{ kind: 'heading', text: headline(agent, findings, language) }];
  for (const [entity, of] of grouped(sorted, ({ entity: slug }) => slug)) {
    const owners = grouped(of, ({ owner }) => owner ?? '');
    const single = owners.flatMap(([, ones]) => ones.filter((one) => shown.has(one)));
    if (single.length > 0) blocks.push({ kind: 'heading', text: entity });
    for (const [owner, ones] of owners) {
      const items = ones.filter((one) => shown.has(one)).map((one) => line(one, language));
      if (items.length === 0) continue;
      if (owner !== '') blocks.push({ kind: 'text', text: owner });
      blocks.push({ kind: 'list', items });
    }
  }
  const rest = sorted.slice(listed);
  if (rest.length > 0) blocks.push({ kind: 'text', text: more(rest, language) });
  return blocks;
}

function worstFirst(a: ActionFinding, b: ActionFinding): number {
  return severityRank(b.severity) - severityRank(a.severity) || (b.worth ?? 0) - (a.worth ?? 0) || (a.id < b.id ? -1 : 1);
}

/** Groups in the order of their first, so the group with the worst finding comes first. */
function grouped<T>(all: readonly T[], by: (one: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = by(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups];
}

function line({ severity, subject, summary }: ActionFinding, language: Language): string {
  return `${SEVERITY[severity][language === 'de' ? 1 : 0]}: ${cut(subject.name)} – ${summary[language]}`;
}

function more(rest: readonly ActionFinding[], language: Language): string {
  const rules = grouped(rest, ({ rule }) => rule).map(([rule, ones]) => `${ones.length} × ${rule}`);
  const named = rules.slice(0, 12).join(', ') + (rules.length > 12 ? ', …' : '');
  return language === 'de' ? `Dazu ${rest.length} weitere: ${named}` : `And ${rest.length} more: ${named}`;
}

/** A name from outside may be of any length; a message is for reading. */
function cut(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > 80 ? `${flat.slice(0, 79)}…` : flat;
}
