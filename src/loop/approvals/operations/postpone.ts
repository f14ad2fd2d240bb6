import * as z from 'zod/mini';
import type { Operation } from '../../../workspace/operation.ts';
import { decideAtTerminal } from '../decide.ts';

const input = z.object({ id: z.string().check(z.minLength(1), z.maxLength(80)), for: z.optional(z.string()) });

/** `bizos approvals postpone ID --for 2d`. */
export const approvalsPostpone: Operation<typeof input> = {
  name: 'approvals postpone',
  summary: {
    en: 'Let an action rest for a while; then it is asked again.',
    de: 'Lässt eine Aktion eine Weile ruhen; dann wird wieder gefragt.',
  },
  about: {
    en: 'Only a person at a terminal outside any session can do this.',
    de: 'Das kann nur ein Mensch an einem Terminal außerhalb jeder Sitzung.',
  },
  effect: 'writes',
  input,
  fields: {
    id: { value: 'ID', position: 0, help: { en: 'id of the action, or its beginning', de: 'Id der Aktion, oder deren Anfang' } },
    for: {
      value: 'SPAN',
      help: { en: 'how long: 2h, 3d (else what the policy says)', de: 'wie lange: 2h, 3d (sonst, was die Richtlinie sagt)' },
    },
  },
  examples: [
    { command: 'bizos approvals postpone 3f9a --for 2d', does: { en: 'asks again in two days', de: 'fragt in zwei Tagen wieder' } },
  ],
  run: (context, { id, for: span }) => decideAtTerminal(context, id, 'postponed', span),
};
