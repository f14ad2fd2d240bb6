import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { BizosError } from '../../core/problem.ts';
import type { Report } from '../../core/report.ts';
import type { Language } from '../../core/text.ts';
import { same } from '../../core/text.ts';
import type { Actor, Change, ZonePolicy } from '../../core/zone.ts';
import type { Context, Operation, Outcome } from '../../workspace/operation.ts';
import {
  asGithub,
  asGitlab,
  asJunit,
  asSarif,
  FORMATS,
  type Format,
  problemSaid,
  type RuleWords,
  type Said,
  saidOf,
} from '../check/formats.ts';
import type { CheckResult } from '../check/judged.ts';
import { refusalBlocks } from '../check/refusal-blocks.ts';
import { policyForSession } from '../decide/session-policy.ts';
import { nextCommand } from '../decide/words.ts';
import { decide } from '../decide.ts';
import { policyHere } from '../policy/compiled.ts';
import { openTree } from '../policy/open-tree.ts';

const input = z.object({
  staged: z._default(z.boolean(), false),
  worktree: z._default(z.boolean(), false),
  range: z.optional(z.string()),
  z: z._default(z.boolean(), false),
  agent: z.optional(z.string()),
  session: z.optional(z.string()),
  format: z._default(z.enum(FORMATS), 'text'),
});

/** `bizos zones check`. */
export const zonesCheck: Operation<typeof input> = {
  name: 'zones check',
  summary: { en: 'Check changes against the write zones.', de: 'Prüft Änderungen gegen die Schreibzonen.' },
  about: {
    en: 'Of what is staged (the default), of the files on the disk, of a range of commits, or of paths on standard input. A range is judged with the policy of its beginning: a branch cannot widen its own zone.',
    de: 'Von dem, was vorgemerkt ist (sonst), von den Dateien auf der Platte, von einem Bereich von Commits oder von Pfaden auf der Standardeingabe. Ein Bereich wird mit den Regeln seines Anfangs beurteilt: Ein Branch kann seine Zone nicht selbst erweitern.',
  },
  effect: 'reads',
  input,
  fields: {
    staged: { help: { en: 'what the next commit would hold', de: 'was der nächste Commit enthielte' } },
    worktree: {
      help: { en: 'all that differs on the disk from the last commit', de: 'alles, was auf der Platte vom letzten Commit abweicht' },
    },
    range: {
      value: 'A..B',
      help: {
        en: 'every commit of a range, and the whole; A...B: of a branch that left A earlier',
        de: 'jeden Commit eines Bereichs, und das Ganze; A...B: eines Branches, der früher von A abzweigte',
      },
    },
    z: { help: { en: 'paths on standard input, each ended by NUL', de: 'Pfade auf der Standardeingabe, jeder mit NUL beendet' } },
    agent: { value: 'AGENT', help: { en: 'judge as this agent', de: 'als dieser Agent beurteilen' } },
    session: { value: 'ID', help: { en: 'judge as this session (BIZOS_SESSION)', de: 'als diese Sitzung beurteilen (BIZOS_SESSION)' } },
    format: {
      value: 'FORM',
      help: { en: 'the form of the answer; those of CI are in docs/ci.md', de: 'die Form der Antwort; die der CI stehen in docs/ci.md' },
    },
  },
  examples: [
    { command: 'bizos zones check', does: { en: 'what is staged', de: 'was vorgemerkt ist' } },
    { command: 'bizos zones check --range origin/main..HEAD --format github', does: { en: 'a branch, in CI', de: 'ein Branch, in CI' } },
    {
      command: 'git ls-files -z | bizos zones check -z --agent crm-ops',
      does: { en: 'which of these crm-ops may write', de: 'welche davon crm-ops schreiben darf' },
    },
  ],
  async run(context, given) {
    const ways = [given.staged, given.worktree, given.range !== undefined, given.z].filter(Boolean).length;
    if (ways > 1)
      throw new BizosError(
        2,
        { en: 'One of --staged, --worktree, --range and -z.', de: 'Eines von --staged, --worktree, --range und -z.' },
        same('bizos zones check --help'),
      );
    const { root, language } = openTree(context);
    const { result, actor } = await checked(context, root, given);
    const explained = given.format === 'sarif' ? (await import('../explanations/index.ts')).GUARD_EXPLANATIONS : [];
    const rules = new Map(
      explained.map(({ code, title, explain, remedy }) => [
        code,
        { title: title[language], explain: explain[language], remedy: remedy[language] },
      ]),
    );
    return outcomeOf(result, actor, given.format, language, (code) => rules.get(code));
  },
};

async function checked(context: Context, root: string, given: z.infer<typeof input>): Promise<{ result: CheckResult; actor?: Actor }> {
  if (given.range !== undefined) {
    const m = /^(.+?)(\.{2,3})([^.].*|)$/.exec(given.range);
    if (!m)
      throw new BizosError(
        2,
        { en: `--range ${given.range}: this is no range.`, de: `--range ${given.range}: Das ist kein Bereich.` },
        { en: 'Write it like --range origin/main..HEAD', de: 'Schreibe es wie --range origin/main..HEAD' },
      );
    const { checkRange } = await import('../check/range.ts');
    return { result: await checkRange({ root, base: m[1], head: m[3] || 'HEAD', fork: m[2] === '...' }) };
  }
  const { actor, policy } = await actorOf(context, root, given);
  const result = await checkedHere(context, root, given, policy, actor);
  if (result.refused.length === 0) return { result, actor };
  const [{ withHolders }, { leasePlace }] = await Promise.all([import('../check/with-holders.ts'), import('../sessions/place.ts')]);
  return { result: { ...result, refused: withHolders(leasePlace(root, context), result.refused) }, actor };
}

/** What is not committed yet: paths that are named, files on the disk, or what is staged. */
async function checkedHere(
  context: Context,
  root: string,
  given: z.infer<typeof input>,
  policy: ZonePolicy,
  actor: Actor,
): Promise<CheckResult> {
  if (given.z) return ofPaths(context, policy, actor);
  const call = { root, policy, actor, index: context.environment.GIT_INDEX_FILE || undefined };
  return given.worktree
    ? (await import('../check/worktree.ts')).checkWorktree(call)
    : (await import('../check/staged.ts')).checkStaged(call);
}

/** Who would make the change: the one named, the session that the call belongs to, or a person. */
async function actorOf(context: Context, root: string, given: z.infer<typeof input>): Promise<{ actor: Actor; policy: ZonePolicy }> {
  const { value: policy } = await policyHere(root);
  if (given.agent !== undefined && given.session === undefined) return { actor: { kind: 'agent', agent: given.agent }, policy };
  const [{ currentSession, sessionsNow }, { leasePlace }] = await Promise.all([
    import('../sessions/state.ts'),
    import('../sessions/place.ts'),
  ]);
  const place = leasePlace(root, context);
  const named = given.session ?? (context.environment.BIZOS_SESSION || undefined);
  const current = currentSession(place, named);
  if (named !== undefined && !current)
    throw new BizosError(
      3,
      {
        en: `There is no session ${named}, so nothing may be written in its name.`,
        de: `Es gibt keine Sitzung ${named}; in ihrem Namen darf nichts geschrieben werden.`,
      },
      { en: 'See: bizos session list', de: 'Siehe: bizos session list' },
    );
  if (!current) return { actor: { kind: 'person' }, policy };
  const entity = sessionsNow(place).states.find(({ session }) => session.id === current.id)?.session.entity;
  return { actor: { kind: 'agent', agent: current.agent, session: current.id }, policy: policyForSession(policy, current.agent, entity) };
}

function ofPaths(context: Context, policy: ZonePolicy, actor: Actor): CheckResult {
  const bytes = readFileSync(context.stdin);
  const changes: Change[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0, from);
    const piece = bytes.subarray(from, end < 0 ? undefined : end);
    const path = piece.toString('utf8');
    if (path !== '') changes.push({ path, what: 'modify', unreadable: !Buffer.from(path).equals(piece) });
    from += piece.length + 1;
  }
  const refused = decide(policy, actor, changes).filter(({ allowed }) => !allowed);
  const who = actor.kind === 'agent' ? { agent: actor.agent } : {};
  return {
    refused: refused.map((verdict) => ({ verdict, ...who })),
    faults: [],
    commits: 0,
    changes: changes.length,
    identity: 'given',
    prefix: '',
    problems: [],
  };
}

declare const BIZOS_VERSION: string;

function outcomeOf(result: CheckResult, actor: Actor | undefined, format: Format, language: Language, rules: RuleWords): Outcome {
  const said = saidOf(result, language);
  const broken = result.problems.filter(({ level }) => level === 'error');
  const exit = said.length > 0 || broken.length > 0 ? 1 : 0;
  const json = (): object => ({
    schema: 'bizos.zones-check/1',
    allowed: said.length === 0,
    actor: actor ?? null,
    identity: result.identity,
    commits: result.commits,
    changes: result.changes,
    refused: result.refused.map(({ verdict, commit, session, agent, holders }) => ({
      path: verdict.path,
      facet: verdict.facet ?? null,
      code: verdict.code,
      reason: verdict.reason[language],
      rule: verdict.rule ?? null,
      owners: verdict.owners,
      commit: commit ?? null,
      session: session ?? null,
      agent: agent ?? null,
      holders: holders ?? null,
      next: nextCommand(verdict.path, agent),
    })),
    faults: result.faults.map(({ code, commit, message, remedy }) => ({
      code,
      commit: commit ?? null,
      message: message[language],
      remedy: remedy[language],
    })),
    problems: result.problems,
  });
  const version = typeof BIZOS_VERSION === 'string' ? BIZOS_VERSION : '0';
  // In CI's forms a policy that can't be read stands beside what it refuses.
  const all = [...broken.map((problem) => problemSaid(problem, result.prefix, language)), ...said];
  const other: Partial<Record<Format, () => string>> = {
    json: () => `${JSON.stringify(json(), null, 2)}\n`,
    github: () => asGithub(all),
    sarif: () => asSarif(all, version, rules, result.prefix),
    gitlab: () => asGitlab(all, result.prefix),
    junit: () => asJunit(all, result),
  };
  const plain = other[format];
  return { exit, json, report: () => draw(result, said, language), ...(plain ? { plain: () => [plain()] } : {}) };
}

const SHOWN_MAX = 40;

function draw(result: CheckResult, said: readonly Said[], language: Language): Report {
  const de = language === 'de';
  const identity = {
    trailer: de
      ? 'Wer es war, sagt nur der Trailer: Es sind keine Signaturschlüssel hinterlegt.'
      : 'Who it was is by trailer only: no signing keys are listed.',
    signature: de ? 'Wer es war, sagen die Signaturen.' : 'Who it was is by signature.',
    given: undefined,
  }[result.identity];
  const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
  const changes = count(result.changes, de ? 'Änderung' : 'change', de ? 'Änderungen' : 'changes');
  const ranged = result.identity !== 'given';
  const looked = ranged ? `${count(result.commits, de ? 'Commit' : 'commit', de ? 'Commits' : 'commits')}, ${changes}` : changes;
  const fine = de ? 'In Ordnung' : 'In order';
  const empty = de ? 'kein Commit im Bereich' : 'no commit in the range';
  return {
    title:
      said.length > 0
        ? `${de ? 'Abgelehnt' : 'Refused'}: ${said.length} (${looked})`
        : `${fine}: ${ranged && result.commits === 0 ? empty : looked}`,
    subtitle: identity,
    language,
    blocks: [
      ...refusalBlocks(said, language, SHOWN_MAX),
      ...(result.problems.length > 0 ? [{ kind: 'problems' as const, items: result.problems }] : []),
    ],
  };
}
