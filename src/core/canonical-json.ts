/**
 * Canonical JSON after RFC 8785 (JSON Canonicalization Scheme): no blanks, keys in the order of their UTF-16 code units, numbers and strings as
 * ECMAScript's JSON.stringify writes them. The same data gives the same bytes on every machine, so a hash over them means something.
 * Keys whose value is undefined are left out. A lone surrogate, which the RFC refuses, is written as its escape: text from
 * outside must not be able to stop the ledger. Throws TypeError for what JSON can't hold (NaN, infinity, functions, bigint).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no place in JSON`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item === undefined ? null : item)).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} has no place in JSON`);
  const record = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of Object.keys(record).sort()) {
    const one = record[key];
    if (one !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(one)}`;
  }
  return `{${text}}`;
}
