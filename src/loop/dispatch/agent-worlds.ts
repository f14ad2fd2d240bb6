import type { Autonomy } from '../../core/action.ts';
import type { AgentGoals } from '../../tree/kinds/agent-goals.ts';
import type { Context } from '../../workspace/operation.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { committedPolicy, withCommittedOutside } from '../policy/committed.ts';
import { agentPolicy } from '../policy/needed.ts';
import type { DispatchWorld } from './world.ts';

/** How far an agent may go by its document: what is no phase counts as the first. */
function phaseOf(currentPhase: number): Autonomy {
  return currentPhase === 3 ? 3 : currentPhase === 2 ? 2 : 1;
}

/** What it takes to judge and to send, for each agent of the tree. Throws BizosError (exit 2) where the tree has no policy. */
export async function agentWorlds(context: Context, workspace: Workspace, open?: DispatchWorld['open']): Promise<DispatchWorld[]> {
  const kinds = (await context.actionKinds?.()) ?? [];
  const policy = withCommittedOutside(agentPolicy(workspace), await committedPolicy(workspace.root));
  const agents = workspace.documents<AgentGoals>('agent-goals').flatMap(({ value }) => value.agents);
  return agents.map(({ slug, currentPhase }) => ({
    root: workspace.root,
    who: slug,
    now: () => context.now(),
    phase: phaseOf(currentPhase),
    policy,
    kinds,
    environment: context.environment,
    timeZone: workspace.timeZone,
    ...(open && { open }),
  }));
}
