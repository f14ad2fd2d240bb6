import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import type { Text } from '../../core/text.ts';
import { findRepository, type Repository } from '../../git/repository.ts';
import { git, gitText } from '../../git/run.ts';
import type { MergeDriver } from '../../workspace/merge-driver.ts';
import { driversState, installDrivers, removeDrivers } from './drivers.ts';
import { BEFORE, GIT_HOOKS, type GitHook, HOOK_MARK, type HookProgram, hookScript } from './git-hooks.ts';

/** Who looks after the hooks of a repository. */
export type Manager = 'git' | 'husky' | 'lefthook';

/** How a hook stands. `old`: of another version or place of BizOS; `foreign`: somebody else's alone. */
export interface HookState {
  readonly hook: GitHook;
  readonly state: 'installed' | 'old' | 'missing' | 'foreign';
  /** A hook that was there before is called first. */
  readonly chained: boolean;
}

/** The hooks of a repository and where they are. */
export interface HooksState {
  readonly folder: string;
  readonly manager: Manager;
  readonly hooks: readonly HookState[];
  /** `lacking`: patterns and files for which git does not call an installed driver. */
  readonly drivers: readonly { readonly name: string; readonly installed: boolean; readonly lacking: readonly string[] }[];
  /** Lines that a person adds where a manager owns the hooks. */
  readonly lines: readonly { readonly file: string; readonly line: string }[];
}

/** Which repository, and what the hooks start. */
export interface HooksCall {
  readonly root: string;
  readonly node: string;
  readonly program: string;
  readonly drivers: readonly TreeDriver[];
}

/** A merge driver, with the files that the tree at hand has for it besides its patterns. */
export interface TreeDriver extends MergeDriver {
  readonly files: readonly string[];
}

/** How the hooks of the repository around a tree stand. Throws BizosError (exit 4) without a repository. */
export async function hooksState(call: HooksCall): Promise<HooksState> {
  const { repository, folder, manager } = await placeOf(call.root);
  const program = programOf(call, repository);
  const hooks = GIT_HOOKS.map((hook): HookState => {
    const path = join(folder, hook);
    const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    const state =
      text === undefined ? 'missing' : !text.includes(HOOK_MARK) ? 'foreign' : text === hookScript(hook, program) ? 'installed' : 'old';
    return { hook, state, chained: existsSync(`${path}${BEFORE}`) };
  });
  const drivers = await driversState(call, repository);
  return { folder, manager, hooks, drivers, lines: manager === 'git' ? [] : linesFor(manager, repository, call.root) };
}

/** Puts the hooks and merge drivers in place. A hook that is there already goes on, called first. Gives how they stand then. */
export async function installHooks(call: HooksCall): Promise<HooksState> {
  const { repository, folder, manager } = await placeOf(call.root);
  if (manager === 'git') {
    mkdirSync(folder, { recursive: true });
    for (const hook of GIT_HOOKS) put(folder, hook, hookScript(hook, programOf(call, repository)));
  }
  await installDrivers(call, repository);
  return hooksState(call);
}

/** Takes them out again; hooks that were there before are put back as they were, byte for byte, with their mode. */
export async function uninstallHooks(call: HooksCall): Promise<HooksState> {
  const { repository, folder } = await placeOf(call.root);
  for (const hook of GIT_HOOKS) {
    const path = join(folder, hook);
    if (!existsSync(path) || !readFileSync(path, 'utf8').includes(HOOK_MARK)) continue;
    if (existsSync(`${path}${BEFORE}`)) renameSync(`${path}${BEFORE}`, path);
    else rmSync(path);
  }
  await removeDrivers(call, repository);
  return hooksState(call);
}

/** Written beside and put in place whole: another git call may run the hook at any moment. */
function put(folder: string, hook: GitHook, text: string): void {
  const path = join(folder, hook);
  if (existsSync(path) && !readFileSync(path, 'utf8').includes(HOOK_MARK)) {
    if (existsSync(`${path}${BEFORE}`)) throw twice(path);
    renameSync(path, `${path}${BEFORE}`);
  }
  const part = `${path}.bizos-part`;
  writeFileSync(part, text, { mode: 0o755 });
  chmodSync(part, 0o755);
  renameSync(part, path);
}

interface HooksPlace {
  readonly repository: Repository;
  readonly folder: string;
  readonly manager: Manager;
}

async function placeOf(root: string): Promise<HooksPlace> {
  const repository = await findRepository(root);
  if (!repository)
    throw new BizosError(
      4,
      { en: 'This is no git repository, so it has no hooks.', de: 'Das ist kein git-Repository und hat keine Hooks.' },
      { en: 'Make one with: git init', de: 'Lege eines an mit: git init' },
    );
  const call = { cwd: repository.top, asUser: true };
  const set = await git(['config', '--get', 'core.hooksPath'], call);
  const configuredPath = set.code === 0 ? set.stdout.toString('utf8').trim() : '';
  const said = await gitText(['rev-parse', '--git-path', 'hooks'], call);
  const folder = isAbsolute(said) ? said : resolve(repository.top, said);
  const manager: Manager = /(?:^|\/)\.husky(?:\/_)?\/?$/.test(configuredPath) ? 'husky' : hasLefthook(repository.top) ? 'lefthook' : 'git';
  return { repository, folder, manager };
}

function hasLefthook(top: string): boolean {
  return ['lefthook.yml', 'lefthook.yaml', '.lefthook.yml', '.lefthook.yaml', 'lefthook.toml', 'lefthook.json'].some((name) =>
    existsSync(join(top, name)),
  );
}

function linesFor(manager: Manager, { top }: Repository, root: string): HooksState['lines'] {
  const inside = relative(top, root);
  const at = inside === '' ? '' : ` --root ${inside}`;
  const hooks = GIT_HOOKS.filter((hook) => hook !== 'reference-transaction' || manager === 'husky');
  if (manager === 'husky') return hooks.map((hook) => ({ file: `.husky/${hook}`, line: `bizos guard git-hook ${hook}${at} -- "$@"` }));
  return hooks.map((hook) => ({
    file: 'lefthook.yml',
    line: `${hook}: { commands: { bizos: { run: 'bizos guard git-hook ${hook}${at} -- {0}', use_stdin: true } } }`,
  }));
}

function programOf(call: HooksCall, repository: Repository): HookProgram {
  return { node: call.node, program: call.program, lock: join(repository.commonDir, 'bizos', 'lock.db') };
}

function twice(path: string): BizosError {
  const text: Text = {
    en: `${path} is not the guard's, and ${path}${BEFORE} is there already.`,
    de: `${path} ist nicht der Hook der Wache, und ${path}${BEFORE} gibt es schon.`,
  };
  return new BizosError(2, text, {
    en: 'Join the two into one by hand, then run this again.',
    de: 'Füge die beiden von Hand zusammen und rufe dies noch einmal auf.',
  });
}
