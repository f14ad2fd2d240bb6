import { BizosError } from '../core/problem.ts';
import type { Text } from '../core/text.ts';
import { type HttpResult, httpRequest, jsonObject, retryAfterMs, safeAddress } from './http.ts';
import { redactor } from './redact.ts';

/** Zoho's data centres: where one signs in, and where the API is. Source: zoho.com/crm/developer/docs/api/v8/multi-dc.html. */
export const ZOHO_DATA_CENTRES: Readonly<Record<string, { readonly accounts: string; readonly api: string }>> = {
  us: { accounts: 'https://accounts.zoho.com', api: 'https://www.zohoapis.com' },
  eu: { accounts: 'https://accounts.zoho.eu', api: 'https://www.zohoapis.eu' },
  in: { accounts: 'https://accounts.zoho.in', api: 'https://www.zohoapis.in' },
  au: { accounts: 'https://accounts.zoho.com.au', api: 'https://www.zohoapis.com.au' },
  jp: { accounts: 'https://accounts.zoho.jp', api: 'https://www.zohoapis.jp' },
  cn: { accounts: 'https://accounts.zoho.com.cn', api: 'https://www.zohoapis.com.cn' },
  ca: { accounts: 'https://accounts.zohocloud.ca', api: 'https://www.zohoapis.ca' },
  sa: { accounts: 'https://accounts.zoho.sa', api: 'https://www.zohoapis.sa' },
};

/** Renewed five minutes before its hour is over. */
const TOKEN_MARGIN_MS = 300_000;
/** The window in which Zoho gives at most ten access tokens for one refresh token. */
const TOKEN_WINDOW_MS = 600_000;

/** Zoho's names for what is wrong. Anything else that stands in their place is not repeated. */
export const ZOHO_CODE = /^[A-Z][A-Z_]{2,50}$/;

/** How Zoho is reached. */
export interface ZohoSetting {
  /** A key of `ZOHO_DATA_CENTRES`. */
  readonly dataCentre: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  readonly now: () => number;
  readonly signal?: AbortSignal;
  /** Other addresses than the data centre's: a gateway of one's own. https, or this machine. */
  readonly accountsRoot?: string;
  readonly apiRoot?: string;
}

/** What a call to Zoho came to. `no`: Zoho said no, and `code` is its name for why. */
export type ZohoAnswer =
  | { readonly kind: 'ok'; readonly status: number; readonly body: Buffer; readonly json: Readonly<Record<string, unknown>> | undefined }
  | { readonly kind: 'later'; readonly afterMs: number; readonly why: Text }
  | { readonly kind: 'no'; readonly status: number; readonly code: string; readonly why: Text }
  | { readonly kind: 'unknown'; readonly why: Text };

export interface ZohoCall {
  readonly method?: 'GET' | 'POST' | 'PUT';
  /** Below the API's address: `/crm/v8/Deals?…`. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** For downloads: answers may be so long, and take ten minutes. */
  readonly bytesMax?: number;
}

type Token = { readonly kind: 'token'; readonly value: string; readonly until: number } | Exclude<ZohoAnswer, { kind: 'ok' }>;

/**
 * Zoho CRM's REST API with its sign-in: one access token an hour, asked for once however many calls wait for it; a token that was
 * taken back is asked for anew once. Throws BizosError (exit 2) for an unknown data centre. No answer's words hold a secret.
 */
export function openZoho(setting: ZohoSetting): { call(call: ZohoCall): Promise<ZohoAnswer> } {
  const centre = ZOHO_DATA_CENTRES[setting.dataCentre.trim().toLowerCase()];
  if (!centre) throw unknownCentre(setting.dataCentre);
  const accounts = rootOf(setting.accountsRoot, centre.accounts);
  const api = rootOf(setting.apiRoot, centre.api);
  const redact = redactor([setting.clientSecret, setting.refreshToken]);
  let token: Promise<Token> | undefined;
  const tokenNow = async (): Promise<Token> => {
    const before = token;
    const held = await before;
    if (held?.kind === 'token' && held.until - TOKEN_MARGIN_MS > setting.now()) return held;
    // Whoever comes first asks; the others wait for the same answer.
    if (token === before) token = askToken(accounts, setting, redact);
    return token as Promise<Token>;
  };
  const once = async (call: ZohoCall): Promise<ZohoAnswer> => {
    const held = await tokenNow();
    if (held.kind !== 'token') return held;
    const result = await httpRequest({
      url: `${api}${call.path}`,
      method: call.method ?? 'GET',
      headers: {
        ...call.headers,
        Authorization: `Zoho-oauthtoken ${held.value}`,
        ...(call.body !== undefined && { 'Content-Type': 'application/json' }),
      },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      bytesMax: call.bytesMax,
      timeoutMs: call.bytesMax === undefined ? 60_000 : 600_000,
      signal: setting.signal,
    });
    return answerOf(result, setting.now());
  };
  return {
    call: async (call) => {
      await tokenNow();
      const used = token;
      const first = await once(call);
      if (first.kind !== 'no' || first.status !== 401 || first.code === 'OAUTH_SCOPE_MISMATCH') return first;
      // Not taken, so once more is safe; with a new token, since this one may be the sixteenth and have been pushed out.
      if (token === used) token = undefined;
      return once(call);
    },
  };
}

function rootOf(given: string | undefined, usual: string): string {
  if (given === undefined || given.trim() === '') return usual;
  const url = safeAddress(given.trim());
  if (url) return url.href.replace(/\/+$/, '');
  throw new BizosError(2, { en: 'An address of Zoho must begin with https://.', de: 'Eine Adresse von Zoho muss mit https:// beginnen.' });
}

function unknownCentre(given: string): BizosError {
  const names = Object.keys(ZOHO_DATA_CENTRES).join(', ');
  return new BizosError(
    2,
    { en: `Zoho has no data centre "${given.slice(0, 20)}".`, de: `Zoho hat kein Rechenzentrum „${given.slice(0, 20)}“.` },
    {
      en: `Data centres: ${names}; it is the ending of the address that you see in Zoho.`,
      de: `Rechenzentren: ${names}; es ist die Endung der Adresse, die du in Zoho siehst.`,
    },
  );
}

async function askToken(accounts: string, setting: ZohoSetting, redact: (text: string) => string): Promise<Token> {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: setting.clientId,
    client_secret: setting.clientSecret,
    refresh_token: setting.refreshToken,
  });
  const result = await httpRequest({
    url: `${accounts}/oauth/v2/token`,
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
    signal: setting.signal,
  });
  // A token too many does no harm, so whatever happened here, nothing was sent yet.
  if (result.kind !== 'answered') return unreachable(result.why);
  const answer = jsonObject(result.body);
  const value = answer?.access_token;
  if (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)) {
    const seconds = typeof answer?.expires_in === 'number' && answer.expires_in > 0 ? Math.min(answer.expires_in, 3600) : 3600;
    return { kind: 'token', value, until: setting.now() + seconds * 1000 };
  }
  // Over the limit Zoho still answers 200 and says "Access Denied".
  const said = redact(String(answer?.error ?? ''));
  const error = /^[A-Za-z][A-Za-z_ ]{2,40}$/.test(said) ? said : `HTTP ${result.status}`;
  if (/access.?denied/i.test(error) || result.status === 429) {
    const why = {
      en: 'Zoho gives no more than ten access tokens in ten minutes.',
      de: 'Zoho gibt in zehn Minuten höchstens zehn Zugriffstokens aus.',
    };
    return { kind: 'later', afterMs: retryAfterMs(result.headers['retry-after'], setting.now()) ?? TOKEN_WINDOW_MS, why };
  }
  if (result.status >= 500) return unreachable(`HTTP ${result.status}`);
  return {
    kind: 'no',
    status: result.status,
    code: error,
    why: {
      en: `Zoho does not accept this client or refresh token (${error}); it may have been revoked, or belong to another data centre.`,
      de: `Zoho nimmt diesen Client oder dieses Refresh-Token nicht an (${error}); es wurde vielleicht widerrufen oder gehört zu einem anderen Rechenzentrum.`,
    },
  };
}

function unreachable(why: string): Token & ZohoAnswer {
  return { kind: 'later', afterMs: 60_000, why: { en: `Zoho can not be reached (${why}).`, de: `Zoho ist nicht erreichbar (${why}).` } };
}

function answerOf(result: HttpResult, now: number): ZohoAnswer {
  if (result.kind === 'not-sent') return unreachable(result.why);
  if (result.kind === 'unknown') return unsure(result.why);
  const json = jsonObject(result.body);
  const { status } = result;
  if (status < 300) return { kind: 'ok', status, body: result.body, json };
  const code = ZOHO_CODE.test(String(json?.code)) ? String(json?.code) : `HTTP ${status}`;
  if (status === 429 || /^(?:TOO_MANY_REQUESTS|LIMIT_EXCEEDED)$/.test(code)) {
    const why = { en: `Zoho asks to wait (${code}).`, de: `Zoho bittet zu warten (${code}).` };
    return { kind: 'later', afterMs: retryAfterMs(result.headers['retry-after'], now) ?? 60_000, why };
  }
  if (status >= 500) return unsure(code);
  return { kind: 'no', status, code, why: { en: `Zoho says no (${code}).`, de: `Zoho lehnt ab (${code}).` } };
}

function unsure(why: string): ZohoAnswer {
  return {
    kind: 'unknown',
    why: {
      en: `The request went out and Zoho gave no whole answer (${why}).`,
      de: `Die Anfrage ging hinaus, und Zoho gab keine ganze Antwort (${why}).`,
    },
  };
}
