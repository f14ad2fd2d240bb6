import type { Text } from '../core/text.ts';
import type { Actor, AgentZones, Change, Facet, Verdict, ZonePolicy, ZoneRule } from '../core/zone.ts';
import { nameFault, nameKey } from './decide/names.ts';
import { accessOf, type ReadyRule, ready } from './decide/rules.ts';
import { actorWords, facetWords, keptBack, ownersWords, shown } from './decide/words.ts';

interface ReadyAgent {
  readonly zones: AgentZones;
  readonly rules: readonly ReadyRule[];
}

interface ReadyPolicy {
  readonly agents: readonly ReadyAgent[];
  readonly human: readonly ReadyRule[];
  readonly guarded: readonly ReadyRule[];
  /** Rows that give, or keep back, parts of a file. */
  readonly partial: readonly ReadyRule[];
}

const made = new WeakMap<ZonePolicy, ReadyPolicy>();

/** The policy with its patterns cut up, made once for each policy. */
function readied(policy: ZonePolicy): ReadyPolicy {
  let result = made.get(policy);
  if (!result) {
    const all = (rules: readonly ZoneRule[]): ReadyRule[] => rules.map((rule) => ready(rule, policy.entities));
    const agents = policy.agents.map((zones) => ({ zones, rules: all(zones.rules) }));
    const human = all(policy.human);
    const partial = [...agents.flatMap(({ rules }) => rules), ...human].filter(
      ({ rule }) => rule.fields !== undefined || rule.sections !== undefined || rule.entries !== undefined,
    );
    result = { agents, human, guarded: all(policy.guarded), partial };
    made.set(policy, result);
  }
  return result;
}

/** A session's own record, written by `bizos session`; the id is the file's name. */
const RECORD = /^_SESSIONS\/(?:active|archive\/\d{4}-\d{2})\/([^/]+)\.md$/;

/** A chain of the ledger. */
const LEDGER = /^_SESSIONS\/ledger\/[^/]+\.jsonl$/;

/**
 * The guard's one decision: may this actor make these changes? One verdict a change, or one for each part of it that is known. Every
 * door asks it: the hook before an edit, the hook at a commit, the check in CI. Pure and total: any string is an answerable path.
 * An agent may write what its zone names exactly and nothing else; a row that reads `read`, a file that guards the guard and a name
 * that another disk might take for one of these refuse it, compared without case and Unicode form. People may write what no `human`
 * row keeps from them.
 */
export function decide(policy: ZonePolicy, actor: Actor, changes: readonly Change[]): readonly Verdict[] {
  const at = readied(policy);
  const keys = changes.map(({ path }) => nameKey(path));
  const twins = twinsOf(changes, keys);
  return changes.flatMap((change, i) => verdictsOf(policy, at, actor, change, keys[i], twins));
}

/** Whether a decision about this path needs to know which parts of the file a change touches. */
export function needsFacets(policy: ZonePolicy, path: string): boolean {
  return LEDGER.test(path) || readied(policy).partial.some(({ covers }) => covers(path));
}

/** Agents whose zone names the path, in the policy's order. */
export function ownersOf(policy: ZonePolicy, path: string): readonly string[] {
  return readied(policy)
    .agents.filter(({ rules }) => rules.some(({ rule, covers }) => writesSomething(rule) && covers(path)))
    .map(({ zones }) => zones.agent);
}

function writesSomething(rule: ZoneRule): boolean {
  if (rule.access !== 'read') return true;
  return [...Object.values(rule.fields ?? {}), ...Object.values(rule.sections ?? {})].includes('write') || rule.entries !== undefined;
}

/** Names made by these changes that differ only in case or Unicode form: one file on many disks. */
function twinsOf(changes: readonly Change[], keys: readonly string[]): ReadonlySet<string> {
  const seen = new Map<string, string>();
  const twins = new Set<string>();
  for (const [i, { path, what }] of changes.entries()) {
    if (what === 'delete') continue;
    const key = keys[i];
    const other = seen.get(key);
    if (other !== undefined && other !== path) twins.add(key);
    seen.set(key, path);
  }
  return twins;
}

function verdictsOf(policy: ZonePolicy, at: ReadyPolicy, actor: Actor, change: Change, key: string, twins: ReadonlySet<string>): Verdict[] {
  const owners = change.tree === undefined ? ownersOf(policy, change.path) : [];
  const says = (allowed: boolean, code: string, reason: Text, rule?: ZoneRule, facet?: Facet): Verdict => ({
    path: change.path,
    facet,
    allowed,
    code,
    reason,
    rule: rule?.place,
    owners,
  });
  const fault = change.unreadable
    ? { code: 'path-not-plain' as const, why: { en: 'it is not valid UTF-8', de: 'er ist kein gültiges UTF-8' } }
    : nameFault(change.path);
  // A person may keep a file that Windows can't; nobody may write one that is no path of the tree.
  if (fault && (actor.kind === 'agent' || fault.code === 'path-not-plain')) {
    return [
      says(false, fault.code, {
        en: `"${shown(change.path)}" is no name to write: ${fault.why.en}.`,
        de: `„${shown(change.path)}“ ist kein Name zum Schreiben: ${fault.why.de}.`,
      }),
    ];
  }
  const facets = change.facets && change.facets.length > 0 && !wholeOnly(change) ? change.facets : [undefined];
  if (actor.kind === 'person') return facets.map((facet) => personVerdict(at, change, key, facet, says));
  const refusal = agentRefusal(policy, at, actor, change, key, twins.has(key), says);
  if (refusal) return [refusal];
  const agent = at.agents.find(({ zones }) => zones.agent === actor.agent);
  return facets.map((facet) => sessionVerdict(actor, change, facet, says) ?? agentVerdict(agent, actor, change, key, facet, owners, says));
}

type Says = (allowed: boolean, code: string, reason: Text, rule?: ZoneRule, facet?: Facet) => Verdict;

/** A change of mode or type, and a deletion, are of the file as a whole, whatever parts it had. */
function wholeOnly(change: Change): boolean {
  if (LEDGER.test(change.path)) return change.what === 'mode' || change.what === 'type';
  return change.what === 'delete' || change.what === 'mode' || change.what === 'type' || modeChanged(change);
}

function modeChanged({ what, oldMode, newMode }: Change): boolean {
  return what === 'modify' && oldMode !== undefined && newMode !== undefined && oldMode !== newMode;
}

function personVerdict(at: ReadyPolicy, change: Change, key: string, facet: Facet | undefined, says: Says): Verdict {
  const said = at.human.filter(({ touches }) => touches(key)).map((row) => ({ rule: row.rule, access: accessOf(row, facet) }));
  const refused = said.find(({ access }) => access === 'read');
  if (!refused || said.some(({ rule, access }) => access === 'write' && narrower(rule, refused.rule)))
    return says(
      true,
      'person-allowed',
      { en: 'People may write it.', de: 'Menschen dürfen es schreiben.' },
      said.find(({ access }) => access === 'write')?.rule,
      facet,
    );
  const part = facetWords(facet);
  return says(
    false,
    'person-read-only',
    {
      en: `${part.en}${shown(change.path)} is not for people to write by hand.`,
      de: `${part.de}${shown(change.path)} ist nicht von Hand zu schreiben.`,
    },
    refused.rule,
    facet,
  );
}

/** Of two rows for people on one path, the one with the longer literal text speaks. */
function narrower(rule: ZoneRule, than: ZoneRule): boolean {
  const literal = ({ pattern }: ZoneRule): number => pattern.replace(/\*+|\[entity\]|<entity>/g, '').length;
  return literal(rule) > literal(than);
}

/** What no zone can allow an agent. */
function agentRefusal(
  policy: ZonePolicy,
  at: ReadyPolicy,
  actor: Extract<Actor, { kind: 'agent' }>,
  change: Change,
  key: string,
  hasTwin: boolean,
  says: Says,
): Verdict | undefined {
  const path = shown(change.path);
  if (change.tree !== undefined && !policy.trees.includes(change.tree)) {
    return says(false, 'tree-unknown', {
      en: `${path} is of a tree "${shown(change.tree)}" that this policy doesn't know.`,
      de: `${path} gehört zu einem Baum „${shown(change.tree)}“, den diese Regeln nicht kennen.`,
    });
  }
  if (change.newMode === '120000')
    return says(false, 'path-symlink', {
      en: `${path} would be a symbolic link, which may lead anywhere.`,
      de: `${path} wäre ein symbolischer Link, der irgendwohin führen kann.`,
    });
  if (change.newMode === '160000' || change.oldMode === '160000') {
    return says(false, 'path-submodule', {
      en: `${path} is a submodule: another repository's content.`,
      de: `${path} ist ein Submodul: Inhalt eines anderen Repositorys.`,
    });
  }
  if ((change.names ?? 1) > 1) {
    return says(false, 'path-hard-link', {
      en: `${path} has a second name (hard link): writing it would write that one too.`,
      de: `${path} hat einen zweiten Namen (Hardlink): der würde mitgeschrieben.`,
    });
  }
  if (hasTwin) {
    return says(false, 'path-collision', {
      en: `${path} and another name in this change are one file on disks that ignore case.`,
      de: `${path} und ein anderer Name dieser Änderung sind eine Datei auf Platten, die Großschreibung nicht unterscheiden.`,
    });
  }
  // These have rows of their own below: a session's record, a line of the ledger.
  if (change.tree === undefined && (RECORD.test(change.path) || LEDGER.test(change.path))) return undefined;
  const guarded = at.guarded.find(({ touches }) => touches(key));
  if (!guarded) return undefined;
  const mine = at.agents.find(({ zones }) => zones.agent === actor.agent)?.rules ?? [];
  if (mine.some(({ rule }) => rule.tree === change.tree && rule.pattern === change.path)) return undefined;
  return says(
    false,
    'path-guarded',
    { en: `${path} guards the guard: only people write it.`, de: `${path} bewacht die Wache: nur Menschen schreiben es.` },
    guarded.rule,
  );
}

/** The session's own record and its own lines of the ledger; undefined for every other path. */
function sessionVerdict(
  actor: Extract<Actor, { kind: 'agent' }>,
  change: Change,
  facet: Facet | undefined,
  says: Says,
): Verdict | undefined {
  if (change.tree !== undefined) return undefined;
  const path = shown(change.path);
  const record = RECORD.exec(change.path);
  if (record) {
    if (actor.session !== undefined && record[1] === actor.session)
      return says(
        true,
        'session-own-record',
        { en: 'It is the record of this session.', de: 'Es ist der Eintrag dieser Sitzung.' },
        undefined,
        facet,
      );
    return says(
      false,
      'session-other-record',
      { en: `${path} is the record of another session.`, de: `${path} ist der Eintrag einer anderen Sitzung.` },
      undefined,
      facet,
    );
  }
  if (!LEDGER.test(change.path)) return undefined;
  if (facet?.part !== 'entry' || facet.change !== 'append') {
    return says(
      false,
      'ledger-not-appended',
      { en: `${path}: lines of the ledger are only ever added at the end.`, de: `${path}: Zeilen des Ledgers kommen nur am Ende hinzu.` },
      undefined,
      facet,
    );
  }
  if (/^approval\b/.test(facet.entry)) {
    return says(
      false,
      'ledger-approval',
      { en: `${path}: an approval is a person's to give.`, de: `${path}: Eine Freigabe gibt ein Mensch.` },
      undefined,
      facet,
    );
  }
  if (!facet.own)
    return says(
      false,
      'ledger-other-writer',
      { en: `${path} is another writer's chain.`, de: `${path} ist die Kette eines anderen Schreibers.` },
      undefined,
      facet,
    );
  return says(
    true,
    'ledger-appended',
    { en: 'It is a line of its own ledger.', de: 'Es ist eine Zeile des eigenen Ledgers.' },
    undefined,
    facet,
  );
}

function agentVerdict(
  agent: ReadyAgent | undefined,
  actor: Extract<Actor, { kind: 'agent' }>,
  change: Change,
  key: string,
  facet: Facet | undefined,
  owners: readonly string[],
  says: Says,
): Verdict {
  const path = shown(change.path);
  const who = actorWords(actor);
  if (!agent) {
    return says(
      false,
      'agent-unknown',
      {
        en: `There is no agent "${shown(actor.agent)}" in AGENT_GOALS.md, so it may write nothing.`,
        de: `In AGENT_GOALS.md gibt es keinen Agenten „${shown(actor.agent)}“; er darf nichts schreiben.`,
      },
      undefined,
      facet,
    );
  }
  const mine = agent.rules.filter(({ rule }) => rule.tree === change.tree);
  const kept = mine.find((row) => accessOf(row, facet) === 'read' && row.touches(key));
  const part = facetWords(facet);
  if (kept) {
    return says(
      false,
      facet ? 'zone-part-read' : 'zone-read',
      { en: `${part.en}${path} is only for ${who.en} to read.`, de: `${part.de}${path} ist für ${who.de} nur zum Lesen.` },
      kept.rule,
      facet,
    );
  }
  const given = mine.find((row) => accessOf(row, facet) === 'write' && row.covers(change.path));
  if (given)
    return says(
      true,
      'zone-allowed',
      { en: `${part.en}${path} is in the zone of ${who.en}.`, de: `${part.de}${path} liegt in der Zone von ${who.de}.` },
      given.rule,
      facet,
    );
  const near = mine.find(({ covers }) => covers(change.path));
  if (near) {
    const only = keptBack(near.rule);
    return says(
      false,
      'zone-part-only',
      {
        en: `${part.en}${path} is not for ${who.en} to write: ${only.en}.`,
        de: `${part.de}${path} darf ${who.de} nicht schreiben: ${only.de}.`,
      },
      near.rule,
      facet,
    );
  }
  const alike = mine.find(({ touches, spells }) => touches(key) && !spells(change.path));
  if (alike) {
    return says(
      false,
      'zone-spelling',
      {
        en: `${path} is spelled otherwise than the zone of ${who.en} has it.`,
        de: `${path} ist anders geschrieben als in der Zone von ${who.de}.`,
      },
      alike.rule,
      facet,
    );
  }
  const whose = ownersWords(owners.filter((name) => name !== actor.agent));
  return says(
    false,
    'zone-none',
    { en: `${path} is outside the zone of ${who.en}: ${whose.en}.`, de: `${path} liegt außerhalb der Zone von ${who.de}: ${whose.de}.` },
    agentPlace(agent),
    facet,
  );
}

/** Where the agent's zones begin: the place to look when nothing names a path. */
function agentPlace({ zones }: ReadyAgent): ZoneRule {
  return { pattern: '', place: zones.place };
}
