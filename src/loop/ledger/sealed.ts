import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../core/canonical-json.ts';
import { appendPlain, readPlain } from './append-file.ts';
import { sha256 } from './chain.ts';

/** Folder of the contents behind the commitments: outside git (`_INBOX/` is ignored), so that what is personal can be erased. */
const SEALED_FOLDER = '_INBOX/ledger';

/** Something personal on its way into the ledger: the commitment goes into the chain, salt and contents stay outside git. */
export interface Sealed {
  readonly commitment: string;
  readonly line: string;
}

/** Commits to a value: `sha256(salt ‖ canonical JSON)`, with sixteen random bytes of salt, so that nobody can guess names from the hash. */
export function seal(value: unknown): Sealed {
  const salt = randomBytes(16).toString('hex');
  const body = canonicalJson(value);
  const commitment = sha256(salt + body);
  return { commitment, line: `{"c":"${commitment}","salt":"${salt}","value":${body}}\n` };
}

/** Keeps the contents on the disk, fsynced, before the chain commits to them. Within the ledger's mutex. */
export function keepSealed(root: string, writer: string, sealed: readonly Sealed[]): void {
  if (sealed.length === 0) return;
  const path = join(root, SEALED_FOLDER, `${writer}.jsonl`);
  const there = readPlain(path);
  appendPlain(root, path, there.lastIndexOf(0x0a) + 1, Buffer.from(sealed.map(({ line }) => line).join('')));
}

/** Contents by commitment. What was erased is not there; what was changed doesn't fit its commitment and is left out as well. */
export function openSealed(root: string): (commitment: string | undefined) => unknown {
  let lines: Map<string, string> | undefined;
  const missed = new Set<string>();
  return (commitment) => {
    if (commitment === undefined) return undefined;
    lines ??= allLines(root);
    if (!lines.has(commitment) && !missed.has(commitment)) {
      // Sealed since, perhaps: looked for once more.
      missed.add(commitment);
      lines = allLines(root);
    }
    const line = lines.get(commitment);
    if (line === undefined) return undefined;
    try {
      const { salt, value } = JSON.parse(line) as { salt: unknown; value: unknown };
      return typeof salt === 'string' && sha256(salt + canonicalJson(value)) === commitment ? value : undefined;
    } catch {
      return undefined;
    }
  };
}

function allLines(root: string): Map<string, string> {
  const found = new Map<string, string>();
  const folder = join(root, SEALED_FOLDER);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return found;
  }
  for (const name of names.filter((one) => one.endsWith('.jsonl')).sort()) {
    for (const line of readPlain(join(folder, name)).toString('utf8').split('\n')) {
      const c = /^\{"c":"([0-9a-f]{64})"/.exec(line);
      if (c) found.set(c[1], line);
    }
  }
  return found;
}
