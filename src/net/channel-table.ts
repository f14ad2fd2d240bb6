import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checked, Problem } from '../core/problem.ts';
import type { ParsedDocument, Table } from '../tree/document.ts';
import { redactor } from './redact.ts';

/** The document that says which channels there are. */
export const POLICY_DOCUMENT = 'bizos/AGENT_POLICY.md';

/** A channel as the policy names it; its settings by their names in lower case. */
export interface ChannelRow {
  readonly name: string;
  readonly kind: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Line that it begins in. */
  readonly line: number;
}

const NAMES = { channel: ['channel', 'kanal'], kind: ['kind', 'art'], setting: ['setting', 'einstellung'], value: ['value', 'wert'] };

/**
 * The channels of `bizos/AGENT_POLICY.md`: tables `Channel | Setting | Value` with a row a setting (`kind` is one of them), or
 * `Channel | Kind | …` with a column a setting. No document: no channels. A value that looks like a secret is a problem, and that channel
 * is left out; the value is in no message.
 */
export async function readChannels(root: string): Promise<Checked<ChannelRow[]>> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(join(root, POLICY_DOCUMENT));
  } catch {
    return { value: [], problems: [] };
  }
  const [{ knownDocument }, { labelKey }] = await Promise.all([import('../tree/known-document.ts'), import('../tree/tables.ts')]);
  return channelsIn(knownDocument(POLICY_DOCUMENT, bytes), labelKey);
}

/** The same of a document that is read already; `labelKey` is the one of `tree/tables.ts`. */
export function channelsIn(document: ParsedDocument, labelKey: (text: string) => string): Checked<ChannelRow[]> {
  const rows = document.sections.flatMap(({ tables }) => tables.flatMap((table) => settingsOf(table, labelKey)));
  return channelsOf(rows, labelKey);
}

interface SettingRow {
  readonly channel: string;
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

function settingsOf(table: Table, key: (text: string) => string): SettingRow[] {
  const headers = table.header.map(key);
  const at = (names: readonly string[]): number => headers.findIndex((header) => names.includes(header));
  const [channel, kind, setting, value] = [at(NAMES.channel), at(NAMES.kind), at(NAMES.setting), at(NAMES.value)];
  if (channel < 0) return [];
  const cell = (cells: readonly string[], i: number): string => unmarked(cells[i] ?? '');
  if (setting >= 0 && value >= 0)
    return table.rows.map(({ cells, line }) => ({
      channel: cell(cells, channel),
      key: key(cell(cells, setting)),
      value: cell(cells, value),
      line,
    }));
  if (kind < 0) return [];
  return table.rows.flatMap(({ cells, line }) =>
    headers.flatMap((header, i) =>
      i === channel || cell(cells, i) === '' ? [] : [{ channel: cell(cells, channel), key: header, value: cell(cells, i), line }],
    ),
  );
}

/** A cell's words without the marks that keep an address from becoming a link. */
function unmarked(text: string): string {
  return text
    .trim()
    .replace(/^(`+)(.*)\1$/, '$2')
    .replace(/^<(.*)>$/, '$1')
    .trim();
}

function channelsOf(rows: readonly SettingRow[], key: (text: string) => string): Checked<ChannelRow[]> {
  const problems: Problem[] = [];
  const found = new Map<string, { kind: string; settings: Record<string, string>; line: number; bad: boolean }>();
  const redact = redactor([]);
  for (const row of rows) {
    if (row.channel === '' || row.key === '') continue;
    const name = row.channel.toLowerCase();
    const channel = found.get(name) ?? { kind: '', settings: {}, line: row.line, bad: false };
    found.set(name, channel);
    const setting = NAMES.kind.includes(row.key) ? 'kind' : row.key;
    if (redact(row.value) !== row.value || /(?:password|passwort|token)$/.test(setting)) {
      problems.push(secretInTree(row, name));
      channel.bad = true;
    } else if (setting === 'kind') channel.kind = key(row.value);
    else if (setting in channel.settings) problems.push(twice(row, name));
    else channel.settings[setting] = row.value;
  }
  const value = [...found]
    .filter(([, { bad }]) => !bad)
    .map(([name, { kind, settings, line }]) => ({ name, kind: kind || name, settings, line }));
  return { value, problems };
}

function secretInTree(row: SettingRow, name: string): Problem {
  return {
    code: 'channel-secret-in-tree',
    level: 'error',
    place: { file: POLICY_DOCUMENT, line: row.line },
    message: {
      en: `The setting "${row.key}" of channel ${name} looks like a secret; the channel is not used.`,
      de: `Die Einstellung „${row.key}“ des Kanals ${name} sieht nach einem Geheimnis aus; der Kanal wird nicht benutzt.`,
    },
    remedy: {
      en: 'Take it out, change the secret, and set the new one in .env or the environment.',
      de: 'Nimm sie heraus, tausche das Geheimnis aus und setze das neue in .env oder der Umgebung.',
    },
  };
}

function twice(row: SettingRow, name: string): Problem {
  return {
    code: 'channel-setting-twice',
    level: 'warning',
    place: { file: POLICY_DOCUMENT, line: row.line },
    message: {
      en: `The setting "${row.key}" of channel ${name} is there twice; the first counts.`,
      de: `Die Einstellung „${row.key}“ des Kanals ${name} steht zweimal da; die erste gilt.`,
    },
    remedy: { en: 'Keep one row.', de: 'Lass eine Zeile stehen.' },
  };
}
