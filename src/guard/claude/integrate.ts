import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import type { Language, Text } from '../../core/text.ts';
import type { ZonePolicy } from '../../core/zone.ts';
import { matchesPath } from '../../tree/patterns.ts';
import { readBytes } from '../../tree/read-bytes.ts';
import { createNew, writeWhole } from '../../tree/write.ts';
import { policyHere } from '../policy/compiled.ts';
import { denyCover } from './deny-cover.ts';
import { instructionsFor, withoutInstructions } from './instructions.ts';
import { HOOK_FILE, PLUGIN, PLUGINS, pluginFiles, SETTINGS_HOOK } from './plugin.ts';
import type { Wanted } from './settings.ts';
import { formerlyWritten, settingsText } from './settings-file.ts';
import { placeOf, shippedHook } from './shipped-hook.ts';

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
 * Writes what Claude Code needs to ask the guard. Settings that are there are merged into, never replaced: what somebody else wrote stays
 * byte for byte, and comes out again so. Nothing is written before all is known to be writable. Throws BizosError (exit 2) for settings
 * that can't be read and for an unknown agent.
 */
export async function integrateClaude(call: IntegrationCall): Promise<Integration> {
  const { root, remove } = call;
  const { value: policy } = await policyHere(root);
  if (call.agent !== undefined && !policy.agents.some(({ agent }) => agent === call.agent)) throw unknownAgent(call.agent, policy);
  const former = formerlyWritten(root, WRITTEN);
  const wanted = wantedFor(root, policy, undefined);
  const shared = settingsText(SETTINGS, bytesIn(root, SETTINGS), remove ? undefined : { hook: SETTINGS_HOOK, ...wanted }, former.shared);
  const onlyHere = remove || call.agent === undefined ? undefined : wantedFor(root, policy, call.agent);
  const local =
    onlyHere || former.local.made.length > 0 || former.local.deny.length > 0
      ? settingsText(LOCAL, bytesIn(root, LOCAL), onlyHere, former.local)
      : undefined;
  const words = remove ? withoutInstructions(root, former.files) : instructionsFor(root, call.language, former.files);
  const written = { schema: 'bizos.claude-written/1', shared: shared.added, local: local?.added ?? former.local, files: words.made };
  const wholes: { path: string; text: string | undefined }[] = [
    // First what is about to be put in: whatever happens then, the next run knows what it may take out.
    ...(remove ? [] : [{ path: WRITTEN, text: jsonText(written) }]),
    { path: SETTINGS, text: shared.text },
    ...(local ? [{ path: LOCAL, text: local.text }] : []),
    ...pluginFiles(versionHere(), shippedHook()).map(({ path, text }) => ({ path, text: remove ? undefined : text })),
    ...words.files,
    ...(remove ? [{ path: WRITTEN, text: undefined }] : []),
  ];
  const files = wholes
    .filter(({ path, text }) => text !== undefined || existsSync(join(root, path)))
    .map(({ path, text }) => ({ path, done: putFile(call, path, text) }));
  const notes = [...words.notes];
  if (!remove) putHome(call, files);
  else {
    removeEmpty(call, PLUGIN, PLUGINS);
    notes.push(HOME_STAYS);
  }
  return { files, notes, denied: wanted.deny.length };
}

const HOME_STAYS: Text = {
  en: '~/.bizos stays: other trees may use the hook there. Where none does, delete it.',
  de: '~/.bizos bleibt: Andere Bäume nutzen den Hook dort vielleicht. Wo keiner es tut, lösche es.',
};

function bytesIn(root: string, path: string): Uint8Array | undefined {
  return existsSync(join(root, path)) ? readFileSync(join(root, path)) : undefined;
}

/** Refusals for one agent, or for all of them together: what is in nobody's zone, and what guards the guard. */
function wantedFor(root: string, policy: ZonePolicy, agent: string | undefined): Omit<Wanted, 'hook'> {
  const rules = policy.agents.filter(({ agent: slug }) => agent === undefined || slug === agent).flatMap(({ rules }) => rules);
  const list = (folder: string): readonly string[] =>
    namesIn(join(root, folder)).filter((name) => !PASSED.has(name) && !(folder === '' && OWN.includes(name)));
  const covered = denyCover(rules, policy.entities, list).filter(
    (path) => !policy.guarded.some(({ pattern }) => matchesPath(pattern, path.endsWith('/') ? `${path}x` : path)),
  );
  const guarded = policy.guarded.map(({ pattern }) => pattern).filter((pattern) => !OWN.some((own) => pattern.includes(own)));
  const deny = [...new Set([...guarded, ...covered.filter((path) => !MEANS_MORE.test(path))].map(asPermission))];
  // The sandbox takes plain paths: of `**/.claude/` the one at the root. It makes empty files of those that aren't there.
  const plain = guarded
    .map((pattern) => pattern.replace(/^\*\*\//, ''))
    .filter((path) => !path.includes('*') && (MADE_HERE.includes(path) || existsSync(join(root, path))));
  return { deny, denyWrite: [...new Set([...plain, ...covered].map((path) => `./${path.replace(/\/$/, '')}`))] };
}

/** What is there once this has run. */
const MADE_HERE = ['.claude/', 'AGENTS.md', 'CLAUDE.md'];

/** Letters that mean something in a permission rule: files with such names are refused by the hook alone. */
const MEANS_MORE = /[*?[\](){}!#\\]|^\s|\s$/;

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

/** The copy of the hook that the settings start, and where the whole program stands. */
function putHome(call: IntegrationCall, files: { path: string; done: Done }[]): void {
  const folder = join(call.home, '.bizos');
  const program = jsonText({ schema: 'bizos.program/1', node: process.execPath, program: placeOf('bin/bizos.js') });
  for (const [name, text] of [
    [HOOK_FILE, shippedHook()],
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
  const expected = readBytes(file);
  if (text === undefined) {
    if (!dryRun) rmSync(file);
    return 'removed';
  }
  if (Buffer.from(text).equals(expected)) return 'same';
  if (!dryRun) writeWhole(file, Buffer.from(text), { root, expected });
  return 'changed';
}

/** Folders of the plugin that nothing is left in, and the host’s where it is empty then. */
function removeEmpty({ root, dryRun }: IntegrationCall, ...folders: readonly string[]): void {
  if (dryRun) return;
  for (const folder of folders) {
    const files = existsSync(join(root, folder)) ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true }) : [];
    if (!files.some((entry) => !entry.isDirectory())) rmSync(join(root, folder), { recursive: true, force: true });
  }
  const claude = join(root, dirname(SETTINGS));
  if (existsSync(claude) && readdirSync(claude).length === 0) rmdirSync(claude);
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
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
