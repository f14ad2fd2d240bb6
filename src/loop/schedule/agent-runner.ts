import { runAgent, summaryOf } from '../runs/run.ts';
import type { AgentRunner } from './call.ts';

/** Runs an agent for a row of its schedule, as `bizos agent run AGENT --duty ROW` does. */
export const agentRunner: AgentRunner = async (context, { agent, what, due, offline }) => {
  const made = due === undefined ? {} : { due: Date.parse(due) };
  const { run, counts } = await runAgent(context, { agent, duties: [what], offline, ...made });
  return { exit: counts.held + counts.unknown > 0 ? 8 : 0, run, says: summaryOf(counts) };
};
