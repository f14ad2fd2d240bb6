import { BizosError } from '../../core/problem.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { SETTINGS } from './columns.ts';
import type { AgentPolicy, LoopSettings } from './policy.ts';

/** The policy of the agents. Throws BizosError (exit 2) where the tree has none: without it no agent may do anything. */
export function agentPolicy(workspace: Workspace): AgentPolicy {
  const [document] = workspace.documents<AgentPolicy>('agent-policy');
  if (document) return document.value;
  throw new BizosError(
    2,
    {
      en: 'There is no bizos/AGENT_POLICY.md: no agent may do anything.',
      de: 'Es gibt kein bizos/AGENT_POLICY.md: Kein Agent darf etwas tun.',
    },
    {
      en: 'Run bizos init in this tree: it adds what is missing and changes nothing.',
      de: 'Rufe bizos init in diesem Baum auf: Es ergänzt, was fehlt, und ändert nichts.',
    },
  );
}

/** A setting of the loop. Throws BizosError (exit 2) that names the row to add. */
export function neededSetting<K extends keyof LoopSettings>(policy: AgentPolicy, key: K): LoopSettings[K] {
  const value = policy.settings[key];
  if (value !== undefined) return value as LoopSettings[K];
  const [en, de] = SETTINGS[key].names;
  const example = { duration: '24 h', number: '5', word: 'telegram' }[SETTINGS[key].holds];
  throw new BizosError(
    2,
    { en: `bizos/AGENT_POLICY.md lacks the setting "${en}".`, de: `In bizos/AGENT_POLICY.md fehlt die Einstellung „${de}“.` },
    { en: `Add the row "| ${en} | ${example} |" below Settings.`, de: `Ergänze unter Einstellungen die Zeile „| ${de} | ${example} |“.` },
  );
}
