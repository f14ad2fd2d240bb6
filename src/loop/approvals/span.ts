import { parseDuration } from '../../core/duration.ts';
import { BizosError } from '../../core/problem.ts';

/** A span that a person gave (`--for 3d`), milliseconds. Throws BizosError (exit 2) for what is none. */
export function spanOf(words: string): number {
  const found = parseDuration(words);
  if (found && found.ms > 0) return found.ms;
  throw new BizosError(
    2,
    { en: `--for ${words}: this is no span of time.`, de: `--for ${words}: Das ist keine Zeitspanne.` },
    { en: 'Write it like --for 2h or --for 3d', de: 'Schreibe es wie --for 2h oder --for 3d' },
  );
}
