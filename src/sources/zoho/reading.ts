import { BizosError } from '../../core/problem.ts';
import type { openZoho, ZohoAnswer, ZohoCall } from '../../net/zoho.ts';

const TRIES_MAX = 4;
/** A wait that Zoho asks for is waited out up to here. */
const WAIT_MS_MAX = 120_000;

/** What fetching depends on besides Zoho. */
export interface PullWays {
  readonly module: string;
  readonly wait: (ms: number) => Promise<void>;
  readonly progress: (done: number, total?: number) => void;
}

/** All deals as one CSV text. `fields`: those that this company's Zoho has. */
export interface Pulled {
  readonly csv: string;
  readonly deals: number;
  readonly fields: readonly string[];
}

/** Reads once more what failed, three times. Throws BizosError (exit 4) when it still does. */
export async function reading(
  zoho: ReturnType<typeof openZoho>,
  call: ZohoCall,
  ways: PullWays,
): Promise<Extract<ZohoAnswer, { kind: 'ok' }>> {
  for (let tries = 1; ; tries++) {
    const answer = await zoho.call(call);
    if (answer.kind === 'ok') return answer;
    const afterMs = answer.kind === 'later' ? answer.afterMs : answer.kind === 'unknown' ? 2_000 : Number.POSITIVE_INFINITY;
    if (tries >= TRIES_MAX || afterMs > WAIT_MS_MAX)
      throw new BizosError(4, answer.why, {
        en: 'No snapshot was written. Try again later, or see: bizos channel test zoho',
        de: 'Es wurde keine Momentaufnahme geschrieben. Versuche es später noch einmal, oder sieh nach mit: bizos channel test zoho',
      });
    await ways.wait(afterMs);
  }
}

/** The error for an answer that is not as published. */
export function unusable(what: string): BizosError {
  return new BizosError(
    4,
    { en: `Zoho gave an answer that can not be used: ${what}.`, de: `Zoho gab eine unbrauchbare Antwort: ${what}.` },
    { en: 'No snapshot was written. Try again later.', de: 'Es wurde keine Momentaufnahme geschrieben. Versuche es später noch einmal.' },
  );
}
