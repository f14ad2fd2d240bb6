// The hook before an agent's edit: asked at every tool call, so it must cost little more than starting node.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compare } from './measure-process.mjs';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'bizos-bench-hook-'));
const tree = join(folder, 'tree');
const home = join(folder, 'home');
mkdirSync(home);
for (const part of ['bizos', 'cto-brain', '_SESSIONS']) cpSync(join(root, part), join(tree, part), { recursive: true });
const goals = join(tree, 'bizos/AGENT_GOALS.md');
const entries = '- `bizos/KAIZEN_LOG.md` with `own entries: append, change, move`\n';
const dealZone = '- `bizos/<entity>/crm/deals/*.md` with `stage: write`, `icp_score: read`\n';
writeFileSync(goals, readFileSync(goals, 'utf8').replace(entries, entries + dealZone));
spawnSync('git', ['init', '-q'], { cwd: tree });
const env = { ...process.env, HOME: home };
const input = (event, more) => JSON.stringify({ hook_event_name: event, session_id: 'bench', cwd: tree, ...more });
spawnSync(process.execPath, [join(root, 'bin/bizos.js'), 'integrate', 'claude'], { cwd: tree, env });
const hook = join(home, '.bizos', 'claude-hook.mjs');
spawnSync(process.execPath, [hook], {
  cwd: tree,
  env: { ...env, BIZOS_AGENT: 'crm-ops', BIZOS_ENTITY: 'solartech' },
  input: input('SessionStart', { source: 'startup' }),
});
const file = join(folder, 'edit.json');
writeFileSync(
  file,
  input('PreToolUse', { tool_name: 'Write', tool_input: { file_path: join(tree, 'bizos/02_Solartech/_ENTITY.md'), content: 'x' } }),
);
const refused = join(folder, 'refused.json');
writeFileSync(
  refused,
  input('PreToolUse', { tool_name: 'Write', tool_input: { file_path: join(tree, 'bizos/BIZOS_RULES.md'), content: 'x' } }),
);
const after = join(folder, 'after.json');
writeFileSync(
  after,
  input('PostToolUse', { tool_name: 'Write', tool_input: { file_path: join(tree, 'bizos/02_Solartech/_ENTITY.md'), content: 'x' } }),
);
const log = join(tree, 'bizos/KAIZEN_LOG.md');
const entry = '\n### [EXP-CRM-OPS-900] Call within the hour\n\n**Agent:** crm-ops\n**Hypothesis:** Quick answers win.\n';
const parts = join(folder, 'parts.json');
writeFileSync(
  parts,
  input('PreToolUse', { tool_name: 'Write', tool_input: { file_path: log, content: readFileSync(log, 'utf8') + entry } }),
);
const fields = join(folder, 'fields.json');
const deal = join(tree, 'bizos/02_Solartech/crm/deals/D-1.md');
mkdirSync(dirname(deal), { recursive: true });
const dealText = (stage) => `---\nid: D-1\nstage: ${stage}\nicp_score: 7\n---\n\n# D-1\n`;
writeFileSync(deal, dealText('Offer Sent'));
writeFileSync(fields, input('PreToolUse', { tool_name: 'Write', tool_input: { file_path: deal, content: dealText('Negotiation') } }));
const shellOf = (program, json) => ['sh', '-c', `HOME='${home}' exec '${process.execPath}' ${program} < '${json}' > /dev/null`];
const shell = (json) => shellOf(`'${hook}'`, json);
compare(
  'hook',
  { name: 'node -e 0', command: ['sh', '-c', `exec '${process.execPath}' -e 0`] },
  [
    { name: 'PreToolUse, allowed', command: shell(file), goal: '<= 2 x' },
    { name: 'PreToolUse, refused', command: shell(refused), goal: '<= 2 x' },
    { name: 'bizos guard hook, allowed', command: shellOf(`'${join(root, 'bin/bizos.js')}' guard hook`, file) },
    { name: 'PostToolUse, just renewed', command: shell(after), goal: '<= 2 x' },
    { name: 'PreToolUse, fields of a file', command: shell(fields), goal: '<= 2 x' },
    { name: 'PreToolUse, entries of a file', command: shell(parts), goal: '<= 2 x' },
  ],
  process.argv.includes('--short') ? 5 : 15,
);
rmSync(folder, { recursive: true, force: true });
