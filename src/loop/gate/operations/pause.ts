import type { Operation } from '../../../workspace/operation.ts';
import { noAgent } from '../../approvals/person.ts';
import { switchFields, switchFor, switchInput, throwSwitch } from '../kill-switch.ts';

/** `bizos agent pause [AGENT]`. */
export const agentPause: Operation<typeof switchInput> = {
  name: 'agent pause',
  summary: {
    en: 'The kill switch: nothing leaves until a person lets it go on.',
    de: 'Der Notschalter: Nichts geht hinaus, bis ein Mensch es weiterlaufen lässt.',
  },
  about: {
    en: 'Works at once for every process of this checkout, also in the middle of a run, and for others with the next pull. A person or a person’s script may press it; an agent may not. What was approved waits.',
    de: 'Wirkt sofort für jeden Prozess dieses Arbeitsordners, auch mitten im Lauf, und für andere mit dem nächsten Pull. Ein Mensch oder dessen Skript darf ihn drücken, ein Agent nicht. Freigegebenes wartet.',
  },
  effect: 'writes',
  input: switchInput,
  fields: switchFields,
  examples: [
    { command: 'bizos agent pause', does: { en: 'stops all agents', de: 'hält alle Agenten an' } },
    { command: 'bizos agent pause crm-ops --why "wrong export"', does: { en: 'stops one', de: 'hält einen an' } },
  ],
  async run(context, { agent, why }) {
    const place = await switchFor(context, agent);
    noAgent(context, place.root);
    return throwSwitch(context, place, { paused: true, by: context.ask ? 'terminal' : 'script', ...(why !== undefined && { why }) });
  },
};
