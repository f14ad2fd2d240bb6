import { lstatSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { placeText } from '../../core/problem.ts';
import type { Language, Text } from '../../core/text.ts';
import type { Actor, Change, Facet, Verdict, ZonePolicy } from '../../core/zone.ts';
import { findRoot } from '../../tree/root.ts';
import { needsFacets } from '../decide/ready-policy.ts';
import { nextCommand } from '../decide/words.ts';
import { decide } from '../decide.ts';
import type { HookInput } from './hook-input.ts';
import { type ToolTarget, targetsOf } from './tool-targets.ts';

/** What the answer to a PreToolUse call stands on. */
export interface Standing {
  /** Root of the tree that the session works in, links resolved. */
  readonly root: string;
  readonly policy: ZonePolicy;
  readonly actor: Extract<Actor, { kind: 'agent' }>;
  readonly language: Language;
  readonly parts: ProgramParts;
}

/** What an answer may need and the hook's own file has not got: each needs a library. Undefined: not at hand here. */
export interface ProgramParts {
  /** Tells the parts of a file that a change touches: needs the reader of Markdown. */
  readonly facetsOf?: (path: string, before: Buffer | undefined, after: Buffer | undefined, actor: Actor) => readonly Facet[] | undefined;
  /** Says who holds a path of a tree: needs SQLite. */
  readonly heldBy?: (root: string, path: string) => Text;
}

/** An answer needs a part of the program that is not at hand here. */
export class PartNeeded extends Error {
  constructor(readonly part: keyof ProgramParts) {
    super(part);
  }
}

/**
 * Why a tool call is refused, in words that the agent can act on; undefined: nothing speaks against it. Judges the files that the call is
 * known to change where they really lie (links resolved, the nearest folder that exists), and refuses words that switch the guard off.
 * Throws PartNeeded where the parts of a file decide, or where it is to be said who holds one, and what tells it is missing.
 */
export function refusalOf(input: HookInput, standing: Standing): string | undefined {
  const { targets, bypasses } = targetsOf(input);
  if (bypasses.length > 0) return said(standing, bypassed(bypasses));
  for (const target of targets) {
    const why = targetRefusal(target, input.cwd, standing);
    if (why !== undefined) return why;
  }
  return undefined;
}

function targetRefusal(target: ToolTarget, cwd: string, standing: Standing): string | undefined {
  if (target.path === '')
    return said(standing, { en: 'The call does not say which file it writes.', de: 'Der Aufruf sagt nicht, welche Datei er schreibt.' });
  if (/(?:^|[/\\])\.\.(?:[/\\]|$)|\0/.test(target.path) || /^~/.test(target.path))
    return said(standing, {
      en: `"${target.path}" is not a plain path. Name the file by its full path.`,
      de: `„${target.path}“ ist kein einfacher Pfad. Nenne die Datei mit vollem Pfad.`,
    });
  const place = reallyAt(isAbsolute(target.path) ? target.path : resolve(cwd, target.path));
  const inside = relative(standing.root, place);
  if (inside.startsWith('..') || isAbsolute(inside)) {
    return isScratch(place) && findRoot(dirname(place)) === undefined
      ? undefined
      : said(standing, {
          en: `${place} lies outside the tree (${standing.root}); this session writes only in it.`,
          de: `${place} liegt außerhalb des Baums (${standing.root}); diese Sitzung schreibt nur darin.`,
        });
  }
  const path = inside.split(sep).join('/');
  const refused = decide(standing.policy, standing.actor, [changeOf(path, place, target, standing)]).find(({ allowed }) => !allowed);
  return refused && words(refused, path, standing);
}

function changeOf(path: string, place: string, target: ToolTarget, { policy, actor, parts }: Standing): Change {
  const there = lstatSync(place, { throwIfNoEntry: false });
  const what = target.what === 'delete' ? 'delete' : there ? 'modify' : 'create';
  const change: Change = { path, what, names: there?.isFile() ? there.nlink : undefined };
  if (what === 'delete' || !target.after || !needsFacets(policy, path)) return change;
  if (!parts.facetsOf) throw new PartNeeded('facetsOf');
  const before = there?.isFile() ? readFileSync(place) : undefined;
  const after = target.after(before);
  return after ? { ...change, facets: parts.facetsOf(path, before, after, actor) } : change;
}

/** Where a path really lies: links are followed, also those that lead nowhere yet, since a write would follow them. */
function reallyAt(path: string, links = 0): string {
  const rest: string[] = [];
  for (let at = path; ; at = dirname(at)) {
    const there = lstatSync(at, { throwIfNoEntry: false });
    if (there) {
      try {
        return join(realpathSync(at), ...rest);
      } catch {
        if (there.isSymbolicLink() && links < 40) return reallyAt(join(resolve(dirname(at), readlinkSync(at)), ...rest), links + 1);
        return path;
      }
    }
    if (dirname(at) === at) return path;
    rest.unshift(at.slice(dirname(at).length).replace(/^[/\\]/, ''));
  }
}

/** Places for scratch files: the system's folder for temporary files, and devices. */
function isScratch(place: string): boolean {
  return [tmpdir(), '/tmp', '/dev'].some(
    (folder) =>
      place === folder || place.startsWith(folder.endsWith(sep) ? folder : folder + sep) || place.startsWith(`/private${folder}/`),
  );
}

/** Who may write it, by which row, who holds it until when, and what to type next. */
function words(verdict: Verdict, path: string, { root, actor, language, parts }: Standing): string {
  if (!parts.heldBy) throw new PartNeeded('heldBy');
  const rule = placeText(verdict.rule, language);
  const held = parts.heldBy(root, path)[language];
  const next = nextCommand(path, actor.agent);
  const de = language === 'de';
  return [
    `${de ? 'BizOS lehnt ab' : 'BizOS refuses'}: ${verdict.reason[language]}`,
    ...(rule ? [`${de ? 'Regel' : 'Rule'}: ${rule}.`] : []),
    `${held[0].toUpperCase()}${held.slice(1)}.`,
    `${de ? 'Mehr dazu' : 'More'}: ${next}`,
  ].join(' ');
}

function said({ language }: Standing, text: Text): string {
  return language === 'de' ? `BizOS lehnt ab: ${text.de}` : `BizOS refuses: ${text.en}`;
}

function bypassed(bypasses: readonly string[]): Text {
  const list = [...new Set(bypasses)].join(', ');
  return {
    en: `${list} would go round the guard. Commit without it; if the guard is wrong, tell a person.`,
    de: `${list} ginge an der Wache vorbei. Committe ohne das; wenn die Wache irrt, sag es einem Menschen.`,
  };
}

/** The host's form of an answer to PreToolUse. Nothing is printed for "go on": other hooks and the host's own rules decide then. */
export function denyJson(reason: string): string {
  return JSON.stringify({
    hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'deny', permissionDecisionReason: reason },
  });
}
