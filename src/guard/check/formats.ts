import { createHash } from 'node:crypto';
import { type Problem, placeText } from '../../core/problem.ts';
import type { Language } from '../../core/text.ts';
import { nextCommand } from '../decide/words.ts';
import { heldWords } from '../sessions/refusals.ts';
import type { CheckResult, Judged, RangeFault } from './judged.ts';

/** Forms in which a check can be said. */
export const FORMATS = ['text', 'json', 'github', 'sarif', 'junit', 'gitlab'] as const;
export type Format = (typeof FORMATS)[number];

/** One thing that was found, as every format says it. */
export interface Said {
  readonly code: string;
  /** From the top of the repository; undefined: about a commit or the range. */
  readonly path?: string;
  /** Line in that file, where one is known. */
  readonly line?: number;
  readonly commit?: string;
  readonly message: string;
  readonly remedy: string;
  /** The same for the same thing, from run to run and after a rebase. */
  readonly fingerprint: string;
}

/** GitHub shows so many annotations a step; the rest would be lost without a word. */
const ANNOTATIONS_MAX = 10;

/** Everything that a check found, in the reader's language. */
export function saidOf(
  { refused, faults, prefix = '' }: Pick<CheckResult, 'refused' | 'faults'> & Partial<Pick<CheckResult, 'prefix'>>,
  language: Language,
): readonly Said[] {
  // A commit's id changes with every rebase: several faults alike are counted instead.
  const alike = new Map<string, number>();
  const nth = ({ code, message }: RangeFault): number => {
    const key = `${code} ${message.en}`;
    alike.set(key, (alike.get(key) ?? 0) + 1);
    return alike.get(key) ?? 0;
  };
  return [...faults.map((fault) => faultSaid(fault, nth(fault), language)), ...refused.map((one) => refusalSaid(one, prefix, language))];
}

function refusalSaid({ verdict, commit, agent, holders }: Judged, prefix: string, language: Language): Said {
  const rule = placeText(verdict.rule, language);
  const de = language === 'de';
  const beside = [...(rule ? [`${de ? 'Regel' : 'rule'} ${rule}`] : []), ...(holders ? [heldWords(holders)[language]] : [])].join('; ');
  // What lies outside the tree is named from the top already.
  const path = verdict.code === 'tree-unknown' ? verdict.path : `${prefix}${verdict.path}`;
  return {
    code: verdict.code,
    path,
    ...(commit === undefined ? {} : { commit }),
    message: `${verdict.reason[language]}${beside ? ` (${beside})` : ''}`,
    remedy: nextCommand(verdict.path, agent),
    fingerprint: hashOf(verdict.code, verdict.path, JSON.stringify(verdict.facet ?? null), agent ?? ''),
  };
}

/** What is wrong with the policy itself: a check by half a policy must not look like one that passed. */
export function problemSaid({ code, message, place, remedy }: Problem, prefix: string, language: Language): Said {
  return {
    code,
    ...(place ? { path: `${prefix}${place.file}`, line: place.line } : {}),
    message: message[language],
    remedy: remedy?.[language] ?? '',
    fingerprint: hashOf(code, place?.file ?? '', message.en),
  };
}

function faultSaid({ code, commit, message, remedy }: RangeFault, nth: number, language: Language): Said {
  return {
    code,
    ...(commit === undefined ? {} : { commit }),
    message: message[language],
    remedy: remedy[language],
    fingerprint: hashOf(code, message.en, `${nth}`),
  };
}

function hashOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
}

/** The message with the commit that it is of, for forms that have no other place for it. */
function whole({ commit, message }: Said): string {
  return commit === undefined ? message : `${commit.slice(0, 10)}: ${message}`;
}

/** Workflow commands of GitHub Actions. Source: docs.github.com, "Workflow commands for GitHub Actions". */
export function asGithub(said: readonly Said[]): string {
  const lines = said.slice(0, ANNOTATIONS_MAX).map((one) => {
    const { code, path, line, remedy } = one;
    const where = path === undefined ? '' : `file=${escapeProperty(path)},${line === undefined ? '' : `line=${line},`}`;
    return `::error ${where}title=${escapeProperty(code)}::${escapeData(`${whole(one)} ${remedy}`)}`;
  });
  const left = said.length - ANNOTATIONS_MAX;
  if (left > 0)
    lines.push(
      // Another kind of annotation, since those of this kind are used up.
      `::warning title=bizos::${escapeData(`${left} more are refused: see the log`)}`,
      ...said.slice(ANNOTATIONS_MAX).map((one) => escapeLine(`${one.code} ${one.path ?? ''} ${whole(one)}`)),
    );
  return lines.length > 0 ? `${lines.join('\n')}\n` : '';
}

function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

/** A path in the log must not begin a command. */
function escapeLine(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/::/g, ': :')
    .replace(/##\[/g, '# #[');
}

/** Where forms that must name a file put what is about a commit or the range. */
const ABOUT_ALL = 'bizos/AGENT_GOALS.md';

/** What SARIF says of a rule beside its code: GitHub shows it and asks for it. */
export type RuleWords = (code: string) => { readonly title: string; readonly explain: string; readonly remedy: string } | undefined;

/** SARIF 2.1.0 (OASIS). URIs are relative to the top of the repository; `prefix`: where the tree stands in it, with `/` behind it, or nothing. */
export function asSarif(said: readonly Said[], version: string, wordsOf: RuleWords, prefix = ''): string {
  const rules = [...new Set(said.map(({ code }) => code))].map((id) => {
    const { title, explain, remedy } = wordsOf(id) ?? { title: id, explain: id, remedy: id };
    return { id, shortDescription: { text: title }, fullDescription: { text: explain }, help: { text: remedy } };
  });
  const results = said.map((one) => ({
    ruleId: one.code,
    level: 'error',
    message: { text: `${whole(one)} ${one.remedy}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(one.path ?? `${prefix}${ABOUT_ALL}`), uriBaseId: '%SRCROOT%' },
          region: { startLine: one.line ?? 1 },
        },
      },
    ],
    partialFingerprints: { 'bizos/v1': one.fingerprint },
  }));
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [{ tool: { driver: { name: 'bizos', version, rules } }, results, columnKind: 'utf16CodeUnits' }] }, null, 2)}\n`;
}

function uriOf(path: string): string {
  return path
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
}

/** GitLab's code quality report. Source: docs.gitlab.com, "Code Quality report format". */
export function asGitlab(said: readonly Said[], prefix = ''): string {
  const items = said.map((one) => ({
    description: whole(one),
    check_name: one.code,
    fingerprint: one.fingerprint,
    severity: 'blocker',
    location: { path: one.path ?? `${prefix}${ABOUT_ALL}`, lines: { begin: one.line ?? 1 } },
  }));
  return `${JSON.stringify(items, null, 2)}\n`;
}

/** JUnit XML: a test case a finding, one that passes where there is none. */
export function asJunit(said: readonly Said[], result: CheckResult): string {
  const cases = said.map(
    (one) =>
      `    <testcase classname="bizos.zones" name="${xml(`${one.code} ${one.path ?? ''}`.trim())}"><failure type="${xml(one.code)}" message="${xml(whole(one))}">${xml(one.remedy)}</failure></testcase>`,
  );
  if (cases.length === 0) cases.push(`    <testcase classname="bizos.zones" name="${result.commits} commits, ${result.changes} changes"/>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite name="bizos zones check" tests="${cases.length}" failures="${said.length}">\n${cases.join('\n')}\n  </testsuite>\n</testsuites>\n`;
}

function xml(text: string): string {
  const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd').replace(/[&<>"']/g, (c) => marks[c]);
}
