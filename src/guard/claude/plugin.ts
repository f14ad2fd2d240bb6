import { guardHooks, type HookCommand } from './settings.ts';

/** Folder of the plugin in the tree, and of the catalogue that offers it to Claude Code. */
export const PLUGINS = '.claude/plugins';
export const PLUGIN = `${PLUGINS}/bizos-guard`;

/** Name of the hook's file, in the plugin and in the home folder. */
export const HOOK_FILE = 'claude-hook.mjs';

/**
 * How the settings start the hook: a copy of it in the user's home, which no session here may write, found at run time so that the
 * settings are the same on every machine. Where the copy is missing the call is refused with what to do.
 */
export const SETTINGS_HOOK: HookCommand = {
  command: 'node',
  args: [
    '-e',
    `import(require('node:url').pathToFileURL(require('node:path').join(require('node:os').homedir(), '.bizos', '${HOOK_FILE}')).href).catch(() => { console.error('BizOS: the guard is not set up on this machine. A person runs: bizos integrate claude'); process.exit(2); })`,
  ],
};

/** How the plugin starts it: from the plugin's own folder, wherever the host has put that. */
const PLUGIN_HOOK: HookCommand = { command: 'node', args: [`\${CLAUDE_PLUGIN_ROOT}/hooks/${HOOK_FILE}`] };

/** How the plugin starts the tools: the program that this machine's `bizos integrate claude` noted. */
const PLUGIN_TOOLS: HookCommand = {
  command: 'node',
  args: [
    '-e',
    "const { node, program } = JSON.parse(require('node:fs').readFileSync(require('node:path').join(require('node:os').homedir(), '.bizos', 'program.json'), 'utf8')); require('node:child_process').spawn(node, [program, 'mcp'], { stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1))",
  ],
};

/** A file of the plugin, by its path from the tree's root. */
export interface PluginFile {
  readonly path: string;
  readonly text: string;
}

/** The plugin's files. `hook`: the bundled hook's text; `version`: of BizOS. */
export function pluginFiles(version: string, hook: string): readonly PluginFile[] {
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const description =
    'Keeps agents inside the write zones of a BizOS tree: registers sessions, refuses edits outside the zone, and brings its commands as tools.';
  return [
    {
      path: `${PLUGINS}/.claude-plugin/marketplace.json`,
      text: json({
        name: 'bizos-tree',
        description: 'Plugins of this BizOS tree.',
        owner: { name: 'BizOS' },
        plugins: [{ name: 'bizos-guard', source: './bizos-guard', description, version }],
      }),
    },
    {
      path: `${PLUGIN}/.claude-plugin/plugin.json`,
      text: json({
        name: 'bizos-guard',
        version,
        description,
        author: { name: 'BizOS' },
        license: 'MIT',
        keywords: ['guard', 'sessions', 'zones'],
      }),
    },
    { path: `${PLUGIN}/hooks/hooks.json`, text: json({ description, hooks: guardHooks(PLUGIN_HOOK) }) },
    { path: `${PLUGIN}/hooks/${HOOK_FILE}`, text: hook },
    { path: `${PLUGIN}/.mcp.json`, text: json({ mcpServers: { bizos: PLUGIN_TOOLS } }) },
    { path: `${PLUGIN}/skills/bizos-session/SKILL.md`, text: SKILL },
    { path: `${PLUGIN}/README.md`, text: README },
  ];
}

const SKILL = `---
name: bizos-session
description: How to work in a BizOS tree as an agent. Use before the first edit in a folder that has bizos/STRUCTURE.md, and whenever BizOS refuses an edit or a commit.
---

# Working in a BizOS tree

1. A session must be running. See who is at work: \`bizos session list\`. Begin one:
   \`bizos session start --agent AGENT --entity COMPANY --goal "what for"\`. Agents and their zones: \`bizos zones map\`.
2. Write only inside the zone of that agent. Before an edit that you are not sure of: \`bizos zones explain PATH --agent AGENT\`.
3. When an edit is refused, the reason names the rule and the next command. Don't look for a way round it: other agents work in the same
   tree, the commit is checked again, and so is the branch in CI.
4. Note what the next one must know: \`bizos session note "…"\`. At the end: \`bizos session end --outcome "…"\`.
5. What waits for a person (approvals, files that guard the guard) waits. Say so and go on with something else.
`;

const README = `# bizos-guard

Hooks of Claude Code for a BizOS tree. SessionStart registers the session and shows its mission, zones and who else is at work.
PreToolUse refuses an edit outside the zone before it happens. PostToolUse keeps the session's lease alive. SessionEnd ends it.

The commands of BizOS come as MCP tools (\`bizos mcp\`), for hosts that run no hooks too: what writes needs a session and is held to its zone.

Written by \`bizos integrate claude\`; run it again after an update of BizOS. The hook is one file without dependencies; for what it can't
answer alone it calls the \`bizos\` that \`~/.bizos/program.json\` names.

    claude plugin marketplace add ./.claude/plugins
    claude plugin install bizos-guard@bizos-tree

Which agent a session is for is said by the environment that Claude Code is started in: \`BIZOS_AGENT\`, \`BIZOS_ENTITY\`, \`BIZOS_GOAL\`.
Without it the session begins with \`bizos session start\`, and edits are refused until then.
`;
