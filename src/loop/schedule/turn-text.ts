import * as z from 'zod/mini';
import { BizosError } from '../../core/problem.ts';
import type { Turns } from './turns.ts';

const time = z.int().check(z.minimum(0), z.maximum(8.64e15));
const turn = z.object({
  seen: time,
  due: z.optional(time),
  at: z.optional(time),
  state: z.optional(z.enum(['running', 'ran', 'failed'])),
  by: z.optional(
    z.object({
      host: z.string().check(z.maxLength(300)),
      machine: z.string().check(z.maxLength(100)),
      pid: z.int(),
      born: z.string().check(z.maxLength(100)),
    }),
  ),
  nonce: z.optional(z.string().check(z.maxLength(100))),
  earlier: z.optional(z.array(time).check(z.maxLength(10))),
  tries: z.optional(z.int().check(z.minimum(0), z.maximum(10_000))),
});
const shape = z.object({ schema: z.literal('bizos.turns/1'), entries: z.record(z.string().check(z.maxLength(400)), turn) });

/** Turns as bytes; the nonce makes each writing one of its own (two that push the same object would both be told that they won). */
export function writeTurns(turns: Turns, nonce: string): string {
  return `${JSON.stringify({ schema: 'bizos.turns/1', nonce, entries: turns }, null, 1)}\n`;
}

/** Reads them; undefined for anything else. */
export function parseTurns(text: string): Turns | undefined {
  try {
    const read = shape.safeParse(JSON.parse(text));
    return read.success ? read.data.entries : undefined;
  } catch {
    return undefined;
  }
}

/** What stands at the remote isn't ours to change. Exit 4. */
export function foreignTurns(ref: string): BizosError {
  return new BizosError(
    4,
    {
      en: `${ref} at the remote holds something that this version of BizOS can't read.`,
      de: `${ref} im Remote enthält etwas, das diese Version von BizOS nicht lesen kann.`,
    },
    {
      en: `Look at it with: git fetch origin ${ref} && git cat-file -p FETCH_HEAD`,
      de: `Sieh es an mit: git fetch origin ${ref} && git cat-file -p FETCH_HEAD`,
    },
  );
}
