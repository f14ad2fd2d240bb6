import type { Problem } from '../../core/problem.ts';
import type { ZonePolicy, ZoneRule } from '../../core/zone.ts';
import { nameKey } from '../decide/names.ts';
import { ownersOf } from '../decide/ready-policy.ts';
import { ready } from '../decide/rules.ts';
import { decide } from '../decide.ts';
import { claimsMeet } from '../leases/claim.ts';
import { claimsOf } from '../sessions/claims.ts';

/** What is wrong with the map as a whole. */
export interface ZonesLint {
  readonly problems: readonly Problem[];
  /** Files that no agent may write, without those that guard the guard. */
  readonly unowned: readonly string[];
}

/** Looks for two agents on one path (also where no file is yet), patterns that match nothing, trees that nobody knows, files without an owner. */
export function lintZones(policy: ZonePolicy, paths: readonly string[]): ZonesLint {
  const problems: Problem[] = [...overlaps(policy), ...deadPatterns(policy, paths), ...unknownTrees(policy)];
  const unowned = paths.filter((path) => ownersOf(policy, path).length === 0 && !isGuarded(policy, path));
  return { problems, unowned };
}

function isGuarded(policy: ZonePolicy, path: string): boolean {
  return decide(policy, { kind: 'agent', agent: '' }, [{ path, what: 'modify' }]).some(
    ({ code }) => code === 'path-guarded' || code.startsWith('session-') || code.startsWith('ledger-'),
  );
}

function overlaps(policy: ZonePolicy): Problem[] {
  const all = policy.agents.map((zones) => {
    const { needed, wished } = claimsOf({ ...zones, exclusive: false }, policy, undefined);
    return { agent: zones.agent, claims: [...needed, ...wished] };
  });
  const found: Problem[] = [];
  for (const [i, one] of all.entries()) {
    for (const other of all.slice(i + 1)) {
      for (const claim of one.claims) {
        const meets = other.claims.find((second) => claimsMeet(claim, second));
        if (!meets) continue;
        found.push({
          code: 'zone-overlap',
          level: 'error',
          message: {
            en: `${one.agent} (${claim.pattern}, ${claim.rule}) and ${other.agent} (${meets.pattern}, ${meets.rule}) may write the same files.`,
            de: `${one.agent} (${claim.pattern}, ${claim.rule}) und ${other.agent} (${meets.pattern}, ${meets.rule}) dürfen dieselben Dateien schreiben.`,
          },
          place: placeIn(claim.rule),
          remedy: {
            en: 'Give each file to one agent, or name the fields that each of them writes.',
            de: 'Gib jede Datei einem Agenten, oder nenne die Felder, die jeder davon schreibt.',
          },
        });
      }
    }
  }
  return found;
}

function placeIn(rule: string): { file: string; line: number } {
  const at = rule.lastIndexOf(':');
  return { file: rule.slice(0, at), line: Number(rule.slice(at + 1)) };
}

/**
 * Patterns that match nothing. One that is open (`reports/`, `*.md`) below a folder that is there is for files to come, and no fault;
 * one file that is not there yet is a note; a spelling that almost fits or a missing folder is a warning: that is how a typing error looks.
 */
function deadPatterns(policy: ZonePolicy, paths: readonly string[]): Problem[] {
  const keys = paths.map(nameKey);
  const folders = new Set(paths.flatMap(foldersOf));
  return [...policy.agents.flatMap((zones) => zones.rules), ...policy.human]
    .filter((rule) => rule.tree === undefined)
    .flatMap((rule): Problem[] => {
      const { covers, touches } = ready(rule, policy.entities);
      if (paths.some(covers)) return [];
      const near = paths[keys.findIndex(touches)];
      const isHome = homesOf(rule, policy.entities).some((folder) => folder === '' || folders.has(folder));
      if (isHome && near === undefined && /[/*]$|\*[^/]*$/.test(rule.pattern)) return [];
      return [deadPattern(rule, near, isHome ? 'note' : 'warning')];
    });
}

function deadPattern(rule: ZoneRule, near: string | undefined, level: 'note' | 'warning'): Problem {
  return {
    code: 'zone-dead',
    level: near ? 'warning' : level,
    message: {
      en: `\`${rule.pattern}\` matches no file${near ? `, but for its spelling ${near}` : ' yet'}.`,
      de: `\`${rule.pattern}\` trifft${near ? ` keine Datei, außer in anderer Schreibweise ${near}` : ' noch keine Datei'}.`,
    },
    place: rule.place,
    remedy: {
      en: 'Patterns begin at the tree’s root, as in `bizos/[entity]/roles/`. Mend it, or leave it for files to come.',
      de: 'Muster beginnen an der Wurzel des Baums, wie in `bizos/[entity]/roles/`. Berichtige es, oder lass es für kommende Dateien.',
    },
  };
}

/** Folders that a pattern begins below: its literal parts, with each company for the placeholder. `bizos/[entity]/roles/` → `bizos/02_Solartech` … */
function homesOf({ pattern, entities }: ZoneRule, all: readonly string[]): readonly string[] {
  let homes: readonly string[] = [''];
  for (const part of pattern.replace(/\/$/, '').split('/').slice(0, -1)) {
    if (part.includes('*')) break;
    const names = part === '[entity]' || part === '<entity>' ? (entities ?? all) : [part];
    homes = homes.flatMap((home) => names.map((name) => (home === '' ? name : `${home}/${name}`)));
  }
  return homes;
}

function foldersOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

function unknownTrees(policy: ZonePolicy): Problem[] {
  return policy.agents.flatMap(({ rules }) =>
    rules
      .filter(({ tree }) => tree !== undefined && !policy.trees.includes(tree))
      .map(
        (rule): Problem => ({
          code: 'tree-unknown',
          level: 'error',
          message: {
            en: `\`${rule.tree}:${rule.pattern}\` names a tree that nobody knows, so it is refused.`,
            de: `\`${rule.tree}:${rule.pattern}\` nennt einen unbekannten Baum und wird abgelehnt.`,
          },
          place: rule.place,
          remedy: {
            en: 'List it in a table below a heading "Trees" in AGENT_GOALS.md: | Tree | Where |',
            de: 'Führe ihn in einer Tabelle unter der Überschrift „Bäume“ in AGENT_GOALS.md auf: | Baum | Wo |',
          },
        }),
      ),
  );
}
