import { createHash } from 'node:crypto';
import { openZoho, ZOHO_CODE, type ZohoAnswer } from '../net/zoho.ts';
import type { Channel, ChannelSetting, Delivery, Outgoing } from './channel.ts';
import { isAddress } from './email/message.ts';
import { plainText, visible } from './plain.ts';
import { needed, neededSecret, refused } from './settings.ts';

type Zoho = ReturnType<typeof openZoho>;

/** Field names of the module, from the policy where a company renamed them. */
interface Fields {
  readonly module: string;
  readonly stage: string;
  readonly nextStep: string;
}

/** What may be written to a deal; anything else in `data` is refused. */
const WRITABLE = ['stage', 'owner', 'next_step', 'note'];
const NOTE_MAX = 32_000;

/**
 * Writes to deals of Zoho CRM (REST API v8). `to`: ids of deals. `data`: `stage`, `next_step`, `owner` (a user's id or address), `note`
 * (a text, or true for the message's own words). Settings: `data centre`, `module` (Deals), `stage field`, `next step field`,
 * `accounts root`, `api root`; secrets ZOHO_CLIENT_ID, ZOHO_CLIENT_SECRET, ZOHO_REFRESH_TOKEN. Zoho takes no keys; a note carries a
 * mark made from the key, so that an unknown outcome can be looked up.
 */
export async function openZohoChannel(name: string, setting: ChannelSetting): Promise<Channel> {
  const zoho = openZoho({
    dataCentre: needed(setting, name, 'data centre'),
    clientId: neededSecret(setting, name, 'ZOHO_CLIENT_ID', 'client id secret'),
    clientSecret: neededSecret(setting, name, 'ZOHO_CLIENT_SECRET', 'client secret secret'),
    refreshToken: neededSecret(setting, name, 'ZOHO_REFRESH_TOKEN'),
    accountsRoot: setting.policy['accounts root'],
    apiRoot: setting.policy['api root'],
    now: setting.now,
    signal: setting.signal,
  });
  const fields: Fields = {
    module: apiName(setting.policy.module, 'Deals'),
    stage: apiName(setting.policy['stage field'], 'Stage'),
    nextStep: apiName(setting.policy['next step field'], 'Next_Step'),
  };
  return {
    name,
    takesKeys: false,
    send: async (message, key) => problemOf(message) ?? (await write(zoho, fields, message, key)),
    reconcile: async (key, message) => (message && !problemOf(message) ? look(zoho, fields, message, key) : 'unknown'),
    test: async () => {
      const answer = await zoho.call({ path: `/crm/v8/${fields.module}?fields=id&per_page=1` });
      return answer.kind === 'ok' ? { state: 'sent', reference: `Zoho ${fields.module}` } : asDelivery(answer);
    },
    close: async () => undefined,
  };
}

/** A name as Zoho's API has them; anything else could change the path. */
function apiName(given: string | undefined, usual: string): string {
  const text = given?.trim();
  return text && /^[A-Za-z]\w{0,49}$/.test(text) ? text : usual;
}

function problemOf(message: Outgoing): Delivery | undefined {
  const data = message.data ?? {};
  if (message.to.length === 0 || !message.to.every((id) => /^\d{5,25}$/.test(id)))
    return refused('A recipient is no id of a deal.', 'Ein Empfänger ist keine Kennung eines Deals.');
  const names = Object.keys(data);
  if (names.length === 0) return refused('There is nothing to write.', 'Es gibt nichts zu schreiben.');
  if (names.some((name) => !WRITABLE.includes(name)))
    return refused(`Only ${WRITABLE.join(', ')} may be written.`, `Nur ${WRITABLE.join(', ')} dürfen geschrieben werden.`);
  const owner = data.owner;
  if (owner !== undefined && !(typeof owner === 'string' && (/^\d{5,25}$/.test(owner) || isAddress(owner))))
    return refused(
      'The owner must be the id or the mail address of a Zoho user.',
      'Der Besitzer muss Kennung oder Mailadresse eines Zoho-Benutzers sein.',
    );
  const long = (name: string, max: number): boolean =>
    data[name] !== undefined && (typeof data[name] !== 'string' || data[name].length > max);
  if (long('stage', 120) || long('next_step', 255) || (data.note !== true && long('note', NOTE_MAX)))
    return refused('A value is no text, or longer than its field.', 'Ein Wert ist kein Text oder länger als sein Feld.');
  return undefined;
}

/** The deal's new values, as Zoho wants them; empty where only a note is written. */
function changesOf(fields: Fields, data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  if (typeof data.stage === 'string') out[fields.stage] = visible(data.stage);
  if (typeof data.next_step === 'string') out[fields.nextStep] = visible(data.next_step);
  if (typeof data.owner === 'string') out.Owner = /^\d+$/.test(data.owner) ? { id: data.owner } : { email: data.owner };
  return out;
}

function markOf(key: string, deal: string): string {
  return `BizOS ${createHash('sha256').update(`${key}\0${deal}`).digest('hex').slice(0, 16)}`;
}

async function write(zoho: Zoho, fields: Fields, message: Outgoing, key: string): Promise<Delivery> {
  const data = message.data ?? {};
  const written: string[] = [];
  const changes = changesOf(fields, data);
  for (const deal of message.to) {
    // Values first: the same values twice are the same deal, so a note that is put off does no harm.
    if (Object.keys(changes).length > 0) {
      const answer = await zoho.call({ method: 'PUT', path: `/crm/v8/${fields.module}`, body: { data: [{ id: deal, ...changes }] } });
      const problem = rowProblem(answer);
      if (problem) return afterSome(written, problem);
      written.push(`${fields.module}/${deal}`);
    }
    if (data.note !== undefined) {
      const text = visible(data.note === true ? plainText(message) : String(data.note)).slice(0, NOTE_MAX);
      const note = { Note_Title: markOf(key, deal), Note_Content: text };
      const answer = await zoho.call({ method: 'POST', path: `/crm/v8/${fields.module}/${deal}/Notes`, body: { data: [note] } });
      const problem = rowProblem(answer);
      if (problem) return afterSome(written, problem);
      written.push(`${fields.module}/${deal}/Notes`);
    }
  }
  return { state: 'sent', reference: written.join(', ') };
}

/** Once a note of one deal is written, all of it again would double the note. */
function afterSome(written: readonly string[], problem: Delivery): Delivery {
  if (problem.state === 'sent' || written.length === 0) return problem;
  if (problem.state === 'later' && !written.some((what) => what.endsWith('/Notes'))) return problem;
  const list = written.join(', ');
  return {
    state: 'unknown',
    why: { en: `Written: ${list}; then: ${problem.why.en}`, de: `Geschrieben: ${list}; dann: ${problem.why.de}` },
  };
}

/** Zoho says for each row how it went, also below HTTP 200. */
function rowProblem(answer: ZohoAnswer): Delivery | undefined {
  if (answer.kind !== 'ok') return asDelivery(answer);
  const rows = answer.json?.data;
  const row = Array.isArray(rows) ? (rows[0] as Readonly<Record<string, unknown>> | undefined) : undefined;
  if (row?.status === 'success') return undefined;
  if (row === undefined)
    return {
      state: 'unknown',
      why: { en: 'Zoho did not say what became of the change.', de: 'Zoho sagte nicht, was aus der Änderung wurde.' },
    };
  const code = ZOHO_CODE.test(String(row.code)) ? String(row.code) : 'ERROR';
  const field = (row.details as Readonly<Record<string, unknown>> | undefined)?.api_name;
  const where = typeof field === 'string' && /^[A-Za-z_]{1,40}$/.test(field) ? ` ${field}` : '';
  return refused(`Zoho refused the change (${code}${where}).`, `Zoho hat die Änderung abgelehnt (${code}${where}).`);
}

function asDelivery(answer: Exclude<ZohoAnswer, { kind: 'ok' }>): Delivery {
  if (answer.kind === 'later') return { state: 'later', afterMs: answer.afterMs, why: answer.why };
  return answer.kind === 'no' ? { state: 'refused', why: answer.why } : { state: 'unknown', why: answer.why };
}

/** Whether every deal has the values and the marked note by now. */
async function look(zoho: Zoho, fields: Fields, message: Outgoing, key: string): Promise<'sent' | 'not-sent' | 'unknown'> {
  let [has, lacks] = [0, 0];
  const count = (there: boolean | undefined): void => {
    if (there === true) has++;
    if (there === false) lacks++;
  };
  let asked = 0;
  for (const deal of message.to) {
    const changes = changesOf(fields, message.data ?? {});
    if (Object.keys(changes).length > 0) {
      asked++;
      const row = await firstRows(zoho, `/crm/v8/${fields.module}/${deal}?fields=${Object.keys(changes).join(',')}`);
      count(row?.[0] && Object.entries(changes).every(([field, value]) => sameValue(row[0][field], value)));
    }
    if (message.data?.note !== undefined) {
      asked++;
      const rows = await firstRows(zoho, `/crm/v8/${fields.module}/${deal}/Notes?fields=Note_Title&per_page=200`);
      count(rows?.some((row) => row.Note_Title === markOf(key, deal)));
    }
  }
  if (has === asked) return 'sent';
  return lacks === asked ? 'not-sent' : 'unknown';
}

async function firstRows(zoho: Zoho, path: string): Promise<Readonly<Record<string, unknown>>[] | undefined> {
  const answer = await zoho.call({ path });
  if (answer.kind !== 'ok') return undefined;
  if (answer.status === 204) return [];
  return Array.isArray(answer.json?.data) ? (answer.json.data as Readonly<Record<string, unknown>>[]) : undefined;
}

function sameValue(there: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return there === wanted;
  const owner = there as Readonly<Record<string, unknown>> | null;
  return typeof owner === 'object' && owner !== null && Object.entries(wanted).every(([field, value]) => owner[field] === value);
}
