import type { Operation } from '../../../workspace/operation.ts';
import { personAt } from '../../approvals/person.ts';
import { switchFields, switchFor, switchInput, throwSwitch } from '../kill-switch.ts';

/** `bizos agent resume [AGENT]`. */
export const agentResume: Operation<typeof switchInput> = {
  name: 'agent resume',
  summary: { en: 'Release the kill switch.', de: 'Löst den Notschalter.' },
  about: {
    en: 'Only a person at a terminal outside any session can do this. A switch for all agents and one for a single agent are two: each is released by itself.',
    de: 'Das kann nur ein Mensch an einem Terminal außerhalb jeder Sitzung. Ein Schalter für alle und einer für einen Agenten sind zwei: Jeder wird für sich gelöst.',
  },
  effect: 'writes',
  input: switchInput,
  fields: switchFields,
  examples: [
    { command: 'bizos agent resume', does: { en: 'releases the switch for all', de: 'löst den Schalter für alle' } },
    { command: 'bizos agent resume crm-ops', does: { en: 'releases that of one agent', de: 'löst den eines Agenten' } },
  ],
  async run(context, { agent, why }) {
    const place = await switchFor(context, agent);
    const { by } = personAt(context, place.root);
    return throwSwitch(context, place, { paused: false, by, ...(why !== undefined && { why }) });
  },
};
