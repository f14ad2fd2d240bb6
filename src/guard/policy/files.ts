/** Documents that the policy is read from. Both guard the guard. */
export const POLICY_FILES = ['bizos/AGENT_GOALS.md', 'cto-brain/AGENT_GOALS.md'] as const;
