import { createHash } from 'node:crypto';
import { BizosError } from '../../core/problem.ts';
import { gitBytes } from '../../git/run.ts';

/** Largest blob that is read to tell its parts apart; a larger one counts as a whole. Bytes. */
const SIZE_MAX = 4 * 1024 * 1024;

/**
 * Bytes of blobs by their ids, read by two git processes whatever their number. One that is too large is left out; one that is missing
 * (a partial clone) or damaged throws BizosError (exit 4): nothing is judged that can't be seen.
 */
export async function readBlobs(cwd: string, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, Buffer>> {
  const wanted = [...ids].filter((id) => !/^0+$/.test(id));
  const blobs = new Map<string, Buffer>();
  if (wanted.length === 0) return blobs;
  const sizes = (await gitBytes(['cat-file', '--batch-check'], { cwd, input: `${wanted.join('\n')}\n` })).toString('utf8').split('\n');
  const gone = wanted.find((_, i) => !/^[0-9a-f]+ \w+ \d+$/.test(sizes[i] ?? ''));
  if (gone !== undefined) throw missing(gone);
  // What is no blob (a submodule's commit) has no bytes of its own.
  const small = wanted.filter((_, i) => {
    const [, kind, size] = (sizes[i] ?? '').split(' ');
    return kind === 'blob' && Number(size) <= SIZE_MAX;
  });
  if (small.length === 0) return blobs;
  const out = await gitBytes(['cat-file', '--batch'], { cwd, input: `${small.join('\n')}\n` });
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(0x0a, at);
    const [id, kind, size] = out.toString('latin1', at, end).split(' ');
    if (kind !== 'blob') throw missing(id);
    const bytes = out.subarray(end + 1, end + 1 + Number(size));
    // Git itself compares bytes and name when it fetches, not when it reads.
    if (nameOf(bytes, id.length) !== id) throw damaged(id);
    blobs.set(id, bytes);
    at = end + 2 + Number(size);
  }
  return blobs;
}

/** The id that git gives to a blob: SHA-1, or SHA-256 where ids are that long. */
function nameOf(bytes: Buffer, length: number): string {
  return createHash(length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}

function damaged(id: string): BizosError {
  return new BizosError(
    4,
    {
      en: `Object ${id.slice(0, 12)} does not hold what its name says.`,
      de: `Das Objekt ${id.slice(0, 12)} enthält nicht, was sein Name sagt.`,
    },
    { en: 'Look at the clone with git fsck, then make a fresh one.', de: 'Prüfe den Klon mit git fsck und lege dann einen frischen an.' },
  );
}

function missing(id: string): BizosError {
  return new BizosError(
    4,
    { en: `Object ${id.slice(0, 12)} is not in this clone.`, de: `Das Objekt ${id.slice(0, 12)} fehlt in diesem Klon.` },
    {
      en: 'Fetch everything, without a filter: git fetch --refetch --no-filter, or fetch-depth: 0 in CI.',
      de: 'Hole alles, ohne Filter: git fetch --refetch --no-filter, oder fetch-depth: 0 in CI.',
    },
  );
}
