import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BizosError } from '../../core/problem.ts';
import type { Language, Text } from '../../core/text.ts';
import type { ZonePolicy } from '../../core/zone.ts';
import { matchesPath } from '../../tree/patterns.ts';
import { createNew, readForEdit, writeWhole } from '../../tree/write.ts';
import { policyHere } from '../policy/compiled.ts';
import { denyCover } from './deny-cover.ts';
import { isRecord } from './hook-input.ts';
import { HOOK_FILE, PLUGIN, PLUGINS, pluginFiles, SETTINGS_HOOK } from './plugin.ts';
import { type ClaudeSettings, mergeSettings, type Wanted, withoutGuard } from './settings.ts';

/** What became of a file. */
export type Done = 'made' | 'changed' | 'removed' | 'same';

/** What was done, and what is left for a person. */
export interface Integration {
  readonly files: readonly { readonly path: string; readonly done: Done }[];
  /** Paths that the settings refuse by themselves. */
  readonly denied: number;
  readonly notes: readonly Text[];
}

/** How to integrate. */
export interface IntegrationCall {
  readonly root: string;
  readonly home: string;
  readonly language: Language;
  readonly agent?: string;
  readonly remove: boolean;
  readonly dryRun: boolean;
}

const SETTINGS = '.claude/settings.json';
const LOCAL = '.claude/settings.local.json';

/** What the last run refused, so that the next can take back what no longer holds. */
const WRITTEN = '.claude/bizos-guard.json';

/** Folders that `bizos` itself writes on an agent's behalf: a sandbox that refused them would stop it too. The hook guards them. */
const OWN = ['.bizos/', '_SESSIONS/', '_INBOX/'];

/** Folders that hold nothing of the tree. */
const PASSED = new Set(['.git/', 'node_modules/']);

/**
 * Writes what Claude Code needs to ask the guard. Settings that are there are merged into, never replaced; a file that is no JSON is left
 * alone. Throws BizosError (exit 2) for settings that can't be read and for an unknown agent.
 */
export async function integrateClaude(call: IntegrationCall): Promise<Integration> {
  const { value: policy } = await policyHere(call.root);
  if (call.agent !== undefined && !policy.agents.some(({ agent }) => agent === call.agent)) throw unknownAgent(call.agent, policy);
  const files: { path: string; done: Done }[] = [];
  const notes: Text[] = [];
  const put = (path: string, text: string | undefined): void => void files.push({ path, done: putFile(call, path, text) });
  const former = formerlyWritten(call.root);
  const shared = wantedFor(call.root, policy, undefined);
  putSettings(call, put, SETTINGS, shared, former.shared, call.remove);
  const local = call.agent === undefined ? undefined : wantedFor(call.root, policy, call.agent);
  if (local || former.local.deny.length > 0 || existsSync(join(call.root, LOCAL)))
    putSettings(call, put, LOCAL, local, former.local, call.remove || !local);
  put(WRITTEN, call.remove ? undefined : jsonText({ schema: 'bizos.claude-written/1', shared: listsOf(shared), local: listsOf(local) }));
  for (const { path, text } of pluginFiles(versionHere(), hookText())) put(path, call.remove ? undefined : text);
  if (!call.remove) {
    putInstructions(call, put, notes);
    putHome(call, files);
  } else removeEmpty(call, PLUGIN, PLUGINS);
  return { files, notes, denied: shared.deny.length };
}

type Put = (path: string, text: string | undefined) => void;

/** Local settings get refusals only: the hooks in the shared ones would otherwise run twice. */
function putSettings(call: IntegrationCall, put: Put, path: string, wanted: Wanted | undefined, former: Lists, remove: boolean): void {
  const file = join(call.root, path);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  const present = text === undefined ? {} : parseSettings(path, text);
  const merged = remove || !wanted ? withoutGuard(present, former) : mergeSettings(present, wanted, former);
  const result: ClaudeSettings = path === LOCAL ? { ...merged, hooks: present.hooks } : merged;
  const empty = Object.values(result).every((value) => value === undefined);
  if (text === undefined && empty) return;
  if (text !== undefined && JSON.stringify(present) === JSON.stringify(result)) put(path, text);
  else put(path, empty ? undefined : jsonText(result, text));
}

function parseSettings(path: string, text: string): ClaudeSettings {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    if (isRecord(value)) return value;
  } catch {}
  throw new BizosError(
    2,
    {
      en: `${path} is no JSON object, so nothing can be merged into it.`,
      de: `${path} ist kein JSON-Objekt; es lässt sich nichts einfügen.`,
    },
    {
      en: 'Mend it (Claude Code can’t read it either), then run this again.',
      de: 'Bringe es in Ordnung (auch Claude Code liest es so nicht), dann noch einmal.',
    },
  );
}

type Lists = Pick<Wanted, 'deny' | 'denyWrite'>;

function listsOf(wanted: Wanted | undefined): Lists {
  return { deny: wanted?.deny ?? [], denyWrite: wanted?.denyWrite ?? [] };
}

function formerlyWritten(root: string): { shared: Lists; local: Lists } {
  const none: Lists = { deny: [], denyWrite: [] };
  try {
    const kept: unknown = JSON.parse(readFileSync(join(root, WRITTEN), 'utf8'));
    const lists = (value: unknown): Lists => (isRecord(value) ? { deny: wordsIn(value.deny), denyWrite: wordsIn(value.denyWrite) } : none);
    return isRecord(kept) ? { shared: lists(kept.shared), local: lists(kept.local) } : { shared: none, local: none };
  } catch {
    return { shared: none, local: none };
  }
}

function wordsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((word): word is string => typeof word === 'string') : [];
}

/** Refusals for one agent, or for all of them together: what is in nobody's zone, and what guards the guard. */
function wantedFor(root: string, policy: ZonePolicy, agent: string | undefined): Wanted {
  const rules = policy.agents.filter(({ agent: slug }) => agent === undefined || slug === agent).flatMap(({ rules }) => rules);
  const list = (folder: string): readonly string[] =>
    namesIn(join(root, folder)).filter((name) => !PASSED.has(name) && !(folder === '' && OWN.includes(name)));
  const covered = denyCover(rules, policy.entities, list).filter(
    (path) => !policy.guarded.some(({ pattern }) => matchesPath(pattern, path.endsWith('/') ? `${path}x` : path)),
  );
  const guarded = policy.guarded.map(({ pattern }) => pattern).filter((pattern) => !OWN.some((own) => pattern.includes(own)));
  const deny = [...new Set([...guarded.map(asPermission), ...covered.map(asPermission)])];
  const plain = [...guarded.filter((pattern) => !pattern.includes('*') && existsSync(join(root, pattern))), ...covered];
  return { hook: SETTINGS_HOOK, deny, denyWrite: [...new Set(plain.map((path) => `./${path.replace(/\/$/, '')}`))] };
}

/** `bizos/x.md` → `/bizos/x.md` (from the project's root), `.claude/` → `/.claude/**`, `**` + `/.mcp.json` stays. Source: permission rules. */
function asPermission(pattern: string): string {
  const whole = pattern.endsWith('/') ? `${pattern}**` : pattern;
  return whole.startsWith('**/') ? whole : `/${whole}`;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  } catch {
    return [];
  }
}

/** Claude Code reads AGENTS.md only through a CLAUDE.md that names it. What is there already stays a person's. */
function putInstructions(call: IntegrationCall, put: Put, notes: Text[]): void {
  const has = (name: string): string | undefined =>
    existsSync(join(call.root, name)) ? readFileSync(join(call.root, name), 'utf8') : undefined;
  const [claude, agents] = [has('CLAUDE.md'), has('AGENTS.md')];
  if (agents === undefined) put('AGENTS.md', AGENTS[call.language]);
  else if (!/bizos session/.test(agents))
    notes.push({
      en: 'AGENTS.md is yours and stays as it is. Add to it: Begin with `bizos session start --agent AGENT --entity COMPANY --goal "…"`.',
      de: 'AGENTS.md gehört dir und bleibt, wie sie ist. Ergänze: Beginne mit `bizos session start --agent AGENT --entity FIRMA --goal "…"`.',
    });
  if (claude === undefined) put('CLAUDE.md', '@AGENTS.md\n');
  else if (!claude.includes('@AGENTS.md'))
    notes.push({
      en: 'CLAUDE.md is yours and stays as it is. Add the line: @AGENTS.md',
      de: 'CLAUDE.md gehört dir und bleibt, wie sie ist. Ergänze die Zeile: @AGENTS.md',
    });
}

/** The copy of the hook that the settings start, and where the whole program stands. */
function putHome(call: IntegrationCall, files: { path: string; done: Done }[]): void {
  const folder = join(call.home, '.bizos');
  const program = jsonText({ schema: 'bizos.program/1', node: process.execPath, program: placeOf('bin/bizos.js') });
  for (const [name, text] of [
    [HOOK_FILE, hookText()],
    ['program.json', program],
  ] as const) {
    const path = join(folder, name);
    const there = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    files.push({ path: `~/.bizos/${name}`, done: there === text ? 'same' : there === undefined ? 'made' : 'changed' });
    if (there === text || call.dryRun) continue;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Hooks of running sessions read it at any moment: whole, or not yet.
    writeFileSync(`${path}.${process.pid}`, text);
    renameSync(`${path}.${process.pid}`, path);
  }
}

function putFile({ root, dryRun }: IntegrationCall, path: string, text: string | undefined): Done {
  const file = join(root, path);
  if (!existsSync(file)) {
    if (text === undefined) return 'same';
    if (!dryRun) createNew(file, Buffer.from(text), { root });
    return 'made';
  }
  const { bytes, hash } = readForEdit(file);
  if (text === undefined) {
    if (!dryRun) rmSync(file);
    return 'removed';
  }
  if (Buffer.from(text).equals(bytes)) return 'same';
  if (!dryRun) writeWhole(file, Buffer.from(text), { root, expected: hash });
  return 'changed';
}

/** Folders of the plugin that nothing is left in. */
function removeEmpty({ root, dryRun }: IntegrationCall, ...folders: readonly string[]): void {
  if (dryRun) return;
  for (const folder of folders) {
    const files = existsSync(join(root, folder)) ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true }) : [];
    if (!files.some((entry) => !entry.isDirectory())) rmSync(join(root, folder), { recursive: true, force: true });
  }
}

/** JSON as the file had it indented; two blanks where there was none. */
function jsonText(value: unknown, like?: string): string {
  const indent = /^\{\r?\n([ \t]+)"/.exec(like ?? '')?.[1] ?? '  ';
  return `${JSON.stringify(value, null, indent)}\n`;
}

/** A file of this installation: bundled beside this one, or from the sources. */
function placeOf(name: string): string {
  for (const up of ['../', '../../../']) {
    const path = fileURLToPath(new URL(`${up}${name}`, import.meta.url));
    if (existsSync(path)) return path;
  }
  throw new BizosError(
    4,
    { en: `This installation of BizOS lacks ${name}.`, de: `Dieser Installation von BizOS fehlt ${name}.` },
    { en: 'Build it with: npm run build', de: 'Baue sie mit: npm run build' },
  );
}

function hookText(): string {
  return readFileSync(placeOf(`dist/${HOOK_FILE}`), 'utf8');
}

function versionHere(): string {
  return (JSON.parse(readFileSync(join(dirname(placeOf('package.json')), 'package.json'), 'utf8')) as { version: string }).version;
}

function unknownAgent(agent: string, policy: ZonePolicy): BizosError {
  const list = policy.agents.map((one) => one.agent).join(', ') || '–';
  return new BizosError(
    2,
    { en: `There is no agent "${agent}" in AGENT_GOALS.md.`, de: `In AGENT_GOALS.md gibt es keinen Agenten „${agent}“.` },
    { en: `Take one of: ${list}`, de: `Nimm einen von: ${list}` },
  );
}

const AGENTS: Readonly<Record<Language, string>> = {
  en: `# Working here as an agent

This folder is a BizOS tree: several agents and people work in it at the same time.

- Begin with a session: \`bizos session start --agent AGENT --entity COMPANY --goal "what for"\`. Who is at work: \`bizos session list\`.
- Write only inside the zone of your agent: \`bizos zones map\`, \`bizos zones explain PATH --agent AGENT\`.
- A refusal names the rule and the next command. Don't go round it: the commit and CI check the same.
- Read the rules first: \`cto-brain/CORE_RULES.md\`, \`bizos/STRUCTURE.md\`, your section of \`bizos/AGENT_GOALS.md\`.
- What you learned goes through \`bizos learn\`. What reaches people goes through the gate, never past it.
- End with \`bizos session end --outcome "what came of it"\`.
`,
  de: `# Als Agent hier arbeiten

Dieser Ordner ist ein BizOS-Baum: Mehrere Agenten und Menschen arbeiten gleichzeitig darin.

- Beginne mit einer Sitzung: \`bizos session start --agent AGENT --entity FIRMA --goal "wofür"\`. Wer gerade arbeitet: \`bizos session list\`.
- Schreibe nur in der Zone deines Agenten: \`bizos zones map\`, \`bizos zones explain PFAD --agent AGENT\`.
- Eine Ablehnung nennt die Regel und den nächsten Befehl. Umgehe sie nicht: Commit und CI prüfen dasselbe.
- Lies zuerst die Regeln: \`cto-brain/CORE_RULES.md\`, \`bizos/STRUCTURE.md\`, deinen Abschnitt in \`bizos/AGENT_GOALS.md\`.
- Was du gelernt hast, geht über \`bizos learn\`. Was Menschen erreicht, geht durch die Freigabe, nie an ihr vorbei.
- Ende mit \`bizos session end --outcome "was daraus wurde"\`.
`,
};
