import type { ZoneRule } from '../../core/zone.ts';

/** Name that a verdict gives as the place of a row that ships with BizOS. */
export const BUILT_IN = 'BizOS';

/**
 * Files that guard the guard: whoever writes them can widen a zone, switch a door off or give an approval. They are people's alone
 * unless an agent's zone names one exactly, without a placeholder. A file counts before it exists: making it is the attack.
 */
const PATTERNS = [
  'bizos/AGENT_GOALS.md',
  'cto-brain/AGENT_GOALS.md',
  'bizos/AGENT_POLICY.md',
  'bizos/STRUCTURE.md',
  '_SESSIONS/active/',
  '_SESSIONS/archive/',
  '_SESSIONS/ledger/',
  '.bizos/',
  '**/.bizos/',
  '.claude/',
  '**/.claude/',
  '**/.claude-plugin/',
  '**/.mcp.json',
  '**/CLAUDE.md',
  '**/CLAUDE.local.md',
  '**/AGENTS.md',
  '**/GEMINI.md',
  '**/.cursor/',
  '**/.cursorrules',
  '**/.codex/',
  '**/.vscode/',
  '**/.idea/',
  '**/.devcontainer/',
  '**/.envrc',
  '**/.env',
  '**/.env.*',
  '.github/',
  '.gitlab-ci.yml',
  '.gitlab/',
  '.ci/',
  '**/.gitattributes',
  '**/.gitmodules',
  '**/.gitignore',
  '**/.git-blame-ignore-revs',
  '**/.mailmap',
  '.husky/',
  '.githooks/',
  '**/lefthook.yml',
  '**/lefthook.yaml',
  '**/.lefthook.yml',
  '**/lefthook-local.yml',
  '.pre-commit-config.yaml',
  '.pre-commit-hooks.yaml',
  '**/allowed_signers',
  '**/CODEOWNERS',
  '**/package.json',
  '**/package-lock.json',
  '**/npm-shrinkwrap.json',
  '**/yarn.lock',
  '**/pnpm-lock.yaml',
  '**/bun.lock',
  '**/.npmrc',
  'action.yml',
  'Makefile',
] as const;

/** The rows above as rules. */
export const GUARDED: readonly ZoneRule[] = PATTERNS.map((pattern) => ({ pattern, place: { file: BUILT_IN } }));
