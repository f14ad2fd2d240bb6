import type { Verdict } from '../../core/zone.ts';
import { type AgentActor, type Question, says } from './question.ts';
import { LEDGER, RECORD } from './registry-paths.ts';
import { shown } from './words.ts';

/** Why no zone can allow an agent this change, whatever it names; undefined: its zones decide. */
export function refusedAnyway(question: Question, actor: AgentActor): Verdict | undefined {
  const { policy, at, change, key, hasTwin } = question;
  const path = shown(change.path);
  if (change.tree !== undefined && !policy.trees.includes(change.tree)) {
    return says(question, false, 'tree-unknown', {
      en: `${path} is of a tree "${shown(change.tree)}" that this policy doesn't know.`,
      de: `${path} gehört zu einem Baum „${shown(change.tree)}“, den diese Regeln nicht kennen.`,
    });
  }
  if (change.newMode === '120000')
    return says(question, false, 'path-symlink', {
      en: `${path} would be a symbolic link, which may lead anywhere.`,
      de: `${path} wäre ein symbolischer Link, der irgendwohin führen kann.`,
    });
  if (change.newMode === '160000' || change.oldMode === '160000') {
    return says(question, false, 'path-submodule', {
      en: `${path} is a submodule: another repository's content.`,
      de: `${path} ist ein Submodul: Inhalt eines anderen Repositorys.`,
    });
  }
  if ((change.names ?? 1) > 1) {
    return says(question, false, 'path-hard-link', {
      en: `${path} has a second name (hard link): writing it would write that one too.`,
      de: `${path} hat einen zweiten Namen (Hardlink): der würde mitgeschrieben.`,
    });
  }
  if (hasTwin) {
    return says(question, false, 'path-collision', {
      en: `${path} and another name in this change are one file on disks that ignore case.`,
      de: `${path} und ein anderer Name dieser Änderung sind eine Datei auf Platten, die Großschreibung nicht unterscheiden.`,
    });
  }
  // A session's record and the ledger have rules of their own.
  if (change.tree === undefined && (RECORD.test(change.path) || LEDGER.test(change.path))) return undefined;
  const guarded = at.guarded.find(({ touches }) => touches(key));
  if (!guarded) return undefined;
  const mine = at.agents.find(({ zones }) => zones.agent === actor.agent)?.rules ?? [];
  if (mine.some(({ rule }) => rule.tree === change.tree && rule.pattern === change.path)) return undefined;
  return says(
    question,
    false,
    'path-guarded',
    { en: `${path} guards the guard: only people write it.`, de: `${path} bewacht die Wache: nur Menschen schreiben es.` },
    guarded.rule,
  );
}
