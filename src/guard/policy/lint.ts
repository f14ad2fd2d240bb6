import type { Problem } from '../../core/problem.ts';
import type { ZonePolicy, ZoneRule } from '../../core/zone.ts';
import { ready } from '../decide/rules.ts';
import { decide, ownersOf } from '../decide.ts';
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

/** A pattern that could match a file yet to be made is only a note, one whose folder is missing too a warning: it is often misspelled. */
function deadPatterns(policy: ZonePolicy, paths: readonly string[]): Problem[] {
  const rules: ZoneRule[] = [...policy.agents.flatMap((zones) => zones.rules), ...policy.human];
  return rules
    .filter((rule) => rule.tree === undefined)
    .filter((rule) => {
      const { covers } = ready(rule, policy.entities);
      return !paths.some(covers);
    })
    .map((rule): Problem => {
      const near = paths.find((path) => ready(rule, policy.entities).touches(path.toLowerCase()));
      return {
        code: 'zone-dead',
        level: near ? 'warning' : 'note',
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
    });
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
