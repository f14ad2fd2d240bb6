import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../../git/repository.ts';
import { git, gitText } from '../../git/run.ts';
import { isRoot } from '../../tree/root.ts';
import type { HooksCall, HooksState, TreeDriver } from './install.ts';

/** How the merge drivers of a clone stand: whether git has their command, and for which files it does not call them. */
export async function driversState(call: HooksCall, repository: Repository): Promise<HooksState['drivers']> {
  const place = await placeInRepository(call);
  const there = new Set(attributeLines(repository));
  const drivers = [];
  for (const driver of call.drivers) {
    const installed = (await configured(call, driver.name)) === commandOf(call, driver);
    const lacking = wantedOf(driver, place).flatMap(({ path, line }) => (there.has(line) ? [] : [path]));
    drivers.push({ name: driver.name, installed, lacking: installed ? lacking : [] });
  }
  return drivers;
}

/** The tree's folder from the top of the repository, `/` at its end; empty where it is the top. */
function placeInRepository({ root }: HooksCall): Promise<string> {
  return gitText(['rev-parse', '--show-prefix'], { cwd: root });
}

/** A word for the shell, in which git's placeholders mean themselves. */
function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`).replaceAll('%', '%%')}'`;
}

/**
 * What git runs, at the top of the repository, for all trees in it: the path of the document says which it is. A program that is gone, or
 * fails, leaves the merge to git's own: after another exit code git would take our side for the conflict, without a mark in it.
 */
function commandOf({ node, program }: HooksCall, driver: TreeDriver): string {
  const plain = 'git merge-file -q --marker-size=%L -L ours -L base -L theirs %A %O %B || exit 1';
  return `${shellWord(node)} ${shellWord(program)} ${driver.command}; case $? in 0) exit 0;; 1) exit 1;; *) ${plain};; esac`;
}

async function configured({ root }: HooksCall, name: string): Promise<string | undefined> {
  const answer = await git(['config', '--local', '--get', `merge.${name}.driver`], { cwd: root });
  return answer.code === 0 ? answer.stdout.toString('utf8').replace(/\n$/, '') : undefined;
}

/** Puts them in place: in the clone's own configuration and attributes, so that nothing in the tree can choose what runs. */
export async function installDrivers(call: HooksCall, repository: Repository): Promise<void> {
  if (call.drivers.length === 0) return;
  const place = await placeInRepository(call);
  for (const driver of call.drivers) {
    await gitText(['config', '--local', `merge.${driver.name}.name`, driver.title.en], { cwd: call.root });
    await gitText(['config', '--local', `merge.${driver.name}.driver`, commandOf(call, driver)], { cwd: call.root });
  }
  const wanted = call.drivers.flatMap((driver) => wantedOf(driver, place).map(({ line }) => line));
  changeAttributes(repository, (lines) => [...lines.filter((line) => !isOf(call, place, line)), ...wanted]);
}

/** Takes them out again; git keeps the command as long as another tree of the repository needs it. */
export async function removeDrivers(call: HooksCall, repository: Repository): Promise<void> {
  const place = await placeInRepository(call);
  changeAttributes(repository, (lines) => lines.filter((line) => !isOf(call, place, line)));
  const left = attributeLines(repository);
  for (const { name } of call.drivers) {
    if (left.some((line) => line.endsWith(` merge=${name}`))) continue;
    await git(['config', '--local', '--remove-section', `merge.${name}`], { cwd: call.root });
  }
}

/** What a driver is to be called for, from the tree's root, with the line of the attributes that says so. */
function wantedOf({ name, patterns, files }: TreeDriver, place: string): readonly { readonly path: string; readonly line: string }[] {
  const others = [...new Set(files)].filter((file) => !patterns.includes(file));
  const line = (pattern: string): string => `${attributePattern(`/${plainPattern(place)}${pattern}`)} merge=${name}`;
  return [...patterns.map((path) => ({ path, line: line(path) })), ...others.map((path) => ({ path, line: line(plainPattern(path)) }))];
}

/** A path as a pattern that means it alone. */
function plainPattern(path: string): string {
  return path.replace(/[\\*?[\]]/g, '\\$&');
}

/** A pattern as git's attributes take it: in quotes where it holds a blank. */
function attributePattern(pattern: string): string {
  return /\s/.test(pattern) ? `"${pattern.replace(/["\\]/g, '\\$&')}"` : pattern;
}

/** Whether a line of the attributes calls a driver for this tree: also for a route that it has no more, but not for another tree. */
function isOf({ root, drivers }: HooksCall, place: string, line: string): boolean {
  const [, quoted = '', plain = ''] = /^(?:"((?:[^"\\]|\\.)*)"|(\S+)) merge=\S+$/.exec(line) ?? [];
  const pattern = quoted === '' ? plain : quoted.replace(/\\(["\\])/g, '$1');
  const here = `/${plainPattern(place)}`;
  if (!drivers.some(({ name }) => line.endsWith(` merge=${name}`)) || !pattern.startsWith(here)) return false;
  // Another tree may lie in a folder of this one.
  const [, ...inside] = pattern
    .slice(here.length)
    .replace(/\\([\\*?[\]])/g, '$1')
    .split('/')
    .reverse();
  return !inside.some((_, k) => isRoot(join(root, ...inside.slice(k).reverse())));
}

function attributesFile({ commonDir }: Repository): string {
  return join(commonDir, 'info', 'attributes');
}

function attributeLines(repository: Repository): readonly string[] {
  const path = attributesFile(repository);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return before.split('\n').filter((line, i, all) => i < all.length - 1 || line !== '');
}

function changeAttributes(repository: Repository, change: (lines: readonly string[]) => readonly string[]): void {
  const path = attributesFile(repository);
  const lines = attributeLines(repository);
  const after = change(lines);
  if (after.join('\n') === lines.join('\n')) return;
  if (after.length === 0) {
    rmSync(path, { force: true });
    return;
  }
  mkdirSync(join(repository.commonDir, 'info'), { recursive: true });
  const part = `${path}.bizos-part`;
  writeFileSync(part, `${after.join('\n')}\n`, existsSync(path) ? { mode: statSync(path).mode } : {});
  renameSync(part, path);
}
