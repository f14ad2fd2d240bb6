import type { Problem } from '../../core/problem.ts';
import { safeAddress } from '../../net/http.ts';
import type { ParsedDocument } from '../../tree/document.ts';
import { findTables, labelKey, rowProblem } from '../../tree/tables.ts';
import { MODEL_WORDS, SETTING } from './columns.ts';
import type { ModelRow } from './policy.ts';

const KEYS = {
  api: ['kind', 'art'],
  endpoint: ['endpoint', 'address', 'adresse'],
  name: ['name', 'model', 'modell'],
  secret: ['secret', 'geheimnis'],
  links: ['links'],
} as const;
type Key = keyof typeof KEYS;

/**
 * The table `Model | Setting | Value` of the policy: kind (openai, anthropic), endpoint, name, secret (its name, never itself),
 * links. No table: no model. A table that can't be used is a problem, and no model is asked.
 */
export function modelOf(document: ParsedDocument, problems: Problem[]): { model?: ModelRow } {
  const tables = findTables(document, { ...SETTING, model: MODEL_WORDS }, ['model', 'setting', 'value']);
  const rows = tables.flatMap((table) => table.rows);
  if (rows.length === 0) return {};
  const given = new Map<Key, string>();
  for (const { cells, place } of rows) {
    const known = (Object.keys(KEYS) as Key[]).find((key) => (KEYS[key] as readonly string[]).includes(labelKey(cells.setting)));
    if (!known) problems.push(wrong(place, `There is no setting "${cells.setting}".`, `Es gibt keine Einstellung „${cells.setting}“.`));
    else given.set(known, plain(cells.value));
  }
  const { place } = rows[0];
  const api = given.get('api')?.toLowerCase();
  const endpoint = given.get('endpoint') ?? '';
  const name = given.get('name') ?? '';
  const secret = given.get('secret');
  const fault =
    api !== 'openai' && api !== 'anthropic'
      ? 'kind'
      : !safeAddress(endpoint)
        ? 'endpoint'
        : name === ''
          ? 'name'
          : secret !== undefined && !/^[A-Z][A-Z0-9_]{1,60}$/.test(secret)
            ? 'secret'
            : undefined;
  if (fault !== undefined || (api !== 'openai' && api !== 'anthropic')) {
    problems.push(
      wrong(
        place,
        `The model's "${fault}" is missing or wrong; no model is asked.`,
        `„${fault}“ des Modells fehlt oder ist falsch; kein Modell wird gefragt.`,
      ),
    );
    return {};
  }
  const links = (given.get('links') ?? '').split(/[\s,;]+/).filter((host) => /^[a-z0-9][a-z0-9.-]+$/i.test(host));
  return { model: { api, endpoint, name, ...(secret === undefined ? {} : { secret }), links, line: place.line ?? 0 } };
}

/** A cell's words without the marks that keep an address from becoming a link. */
function plain(text: string): string {
  return text
    .trim()
    .replace(/^(`+)(.*)\1$/, '$2')
    .replace(/^<(.*)>$/, '$1')
    .trim();
}

function wrong(place: { readonly file?: string; readonly line?: number }, en: string, de: string): Problem {
  return rowProblem('policy-model', place, en, de, '"| drafts | endpoint | http://127.0.0.1:11434/v1 |"');
}
