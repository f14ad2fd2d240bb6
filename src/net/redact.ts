/** What is shown in the place of a secret. */
const MASK = '•••';

/** Secrets by their shape, for those that nobody told us of: bot tokens, sign-in headers, keys in addresses, private keys. */
const SHAPES: readonly RegExp[] = [
  /\d{5,}:[\w-]{30,}/g,
  /\b(?:Bearer|Basic|Zoho-oauthtoken)\s+[\w.~+/=-]{8,}/gi,
  /\b(?:1000\.[0-9a-f]{16,}\.[0-9a-f]{16,}|sk-[\w-]{16,}|xox[abprs]-[\w-]{10,}|gh[pousr]_\w{20,})/g,
  /([?&](?:access_token|refresh_token|client_secret|api_key|apikey|key|token|secret|signature|password)=)[^&\s"']+/gi,
  /(:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];

/**
 * A function that takes the given secrets out of a text, as they are, percent-encoded, in base64 and as a JSON string has them, and
 * whatever else has the shape of a secret. Secrets shorter than four characters are taken out only by shape.
 */
export function redactor(secrets: readonly (string | undefined)[]): (text: string) => string {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret === undefined || secret.length < 4) continue;
    const base64 = Buffer.from(secret).toString('base64');
    const quoted = JSON.stringify(secret).slice(1, -1);
    for (const form of [
      secret,
      encodeURIComponent(secret),
      base64,
      base64.replace(/=+$/, ''),
      Buffer.from(secret).toString('base64url'),
      quoted,
    ])
      forms.add(form);
  }
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text) => {
    let out = text;
    for (const form of longestFirst) out = out.split(form).join(MASK);
    for (const shape of SHAPES) out = out.replace(shape, (_found, kept: unknown) => `${typeof kept === 'string' ? kept : ''}${MASK}`);
    return out;
  };
}
