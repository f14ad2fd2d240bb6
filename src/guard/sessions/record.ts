import type { Session } from '../../core/session.ts';
import { type Language, same, type Text } from '../../core/text.ts';
import { readDocument } from '../../tree/read.ts';

/** The registry of sessions: where records of running ones stand, and where they go when they end. */
export const REGISTRY = '_SESSIONS/';
export const ACTIVE = '_SESSIONS/active';
export const ARCHIVE = '_SESSIONS/archive';

/** Ids are names of files and words of a trailer: nothing else may stand in them. */
export const SESSION_ID = /^[a-z0-9][a-z0-9-]{2,79}$/;

const GOAL = /^(?:goal|ziel)$/i;
const NOTES = /^(?:notes|notizen)$/i;
const OUTCOME = /^(?:outcome|ergebnis)$/i;

/** Path of a session's record while it runs, from the tree's root. */
export function activePath(id: string): string {
  return `${ACTIVE}/${id}.md`;
}

/** Path of the record of a session that ended at an ISO instant. */
export function archivePath(id: string, ended: string): string {
  return `${ARCHIVE}/${ended.slice(0, 7)}/${id}.md`;
}

/**
 * Reads a record; undefined where it is none (no id, no agent). A record says who works; it gives nobody a right: that is for the
 * policy and the lease.
 */
export function readSession(path: string, bytes: Uint8Array): Session | undefined {
  const document = readDocument(path, bytes);
  const { id, agent, entity, host, started, lease, token, base, ended } = document.frontMatter;
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.md$/, '');
  if (typeof id !== 'string' || !SESSION_ID.test(id) || id !== name || typeof agent !== 'string' || typeof started !== 'string')
    return undefined;
  const part = (title: RegExp): string => document.sections.find((section) => title.test(section.title))?.body.trim() ?? '';
  const words = (title: RegExp): string => spoken(part(title));
  const notes = document.sections.find(({ title }) => NOTES.test(title))?.items.map(({ text }) => text) ?? [];
  return {
    id,
    agent,
    ...(typeof entity === 'string' ? { entity } : {}),
    goal: words(GOAL),
    host: typeof host === 'string' ? host : '',
    started,
    leaseMs: minutesOf(lease) * 60_000,
    token: typeof token === 'number' ? token : 0,
    ...(typeof base === 'string' ? { base } : {}),
    notes,
    ...(typeof ended === 'string' ? { ended } : {}),
    ...(part(OUTCOME) === '' ? {} : { outcome: words(OUTCOME) }),
  };
}

/** `30m`, or 30. */
function minutesOf(lease: unknown): number {
  const m = /^(\d{1,5})\s*m?$/.exec(String(lease ?? ''));
  return m ? Number(m[1]) : 30;
}

/** The record of a session that begins, as Markdown. The goal is a person's or an agent's words: they can't make a heading or a key. */
export function recordText(session: Session, language: Language): string {
  const de = language === 'de';
  const lines = [
    '---',
    `id: ${session.id}`,
    `agent: ${session.agent}`,
    ...(session.entity === undefined ? [] : [`entity: ${session.entity}`]),
    `host: ${JSON.stringify(session.host)}`,
    `started: "${session.started}"`,
    `lease: ${Math.round(session.leaseMs / 60_000)}m`,
    `token: ${session.token}`,
    ...(session.base === undefined ? [] : [`base: "${session.base}"`]),
    '---',
    '',
    `# ${session.id}`,
    '',
    de ? '## Ziel' : '## Goal',
    '',
    oneParagraph(session.goal),
    '',
    de ? '## Notizen' : '## Notes',
    '',
  ];
  return `${lines.join('\n')}`;
}

/** Words on one line, with what Markdown would take for a block mark escaped. */
export function oneParagraph(words: string): string {
  const line = words.replace(/\s+/g, ' ').trim();
  return line.replace(/([\\`*_[\]<>|])/g, '\\$1').replace(/^([#+=~-]|\d+[.)])/, '\\$1') || '–';
}

/** Names of a new session: day, agent and four letters that nobody else has. */
export function newSessionId(agent: string, started: string, nonce: string): string {
  return `${started.slice(0, 10)}-${agent}-${nonce.slice(0, 6)}`;
}

/** Words as they were said, without the marks that kept Markdown from reading them. */
function spoken(body: string): string {
  return body.replace(/\\([\\`*_[\]<>|#+=~.)-])/g, '$1');
}

/** What a guarantee promises, in words. */
export function guaranteeWords(guarantee: 'across-clones' | 'this-machine' | 'advisory'): Text {
  return (
    {
      'across-clones': { en: 'enforced across all clones of the remote', de: 'gilt über alle Klone des Remotes' },
      'this-machine': { en: 'enforced on this machine only', de: 'gilt nur auf dieser Maschine' },
      advisory: { en: 'advisory: nobody enforces it here', de: 'nur ein Hinweis: hier setzt es niemand durch' },
    }[guarantee] ?? same(guarantee)
  );
}
