import { describe, expect, it } from 'vitest';
import type { Actor, Change } from '../../../src/core/zone.ts';
import { decide } from '../../../src/guard/decide.ts';
import { CRM, change, PERFORMANCE, PERSON, POLICY, verdicts } from './policy-fixture.ts';

/** Attack or reason, who, path, what else of the change, the code that decides, and whether it may. */
type Case = readonly [title: string, actor: Actor, path: string, more: Partial<Change>, code: string];

const ALLOWED = new Set(['zone-allowed', 'person-allowed', 'session-own-record', 'ledger-appended']);

const nowhere: Actor = { kind: 'agent', agent: 'nobody', session: 's' };
const field = (name: string): Partial<Change> => ({ facets: [{ part: 'field', field: name }] });
const section = (name: string): Partial<Change> => ({ facets: [{ part: 'section', section: name }] });
const entry = (kind: 'append' | 'change' | 'move' | 'remove', own: boolean, name = 'K-BIZ-007'): Partial<Change> => ({
  facets: [{ part: 'entry', entry: name, change: kind, own }],
});
/** A row that somebody else wrote. */
const row = (name: string): Partial<Change> => ({
  facets: [{ part: 'entry', entry: 'Ahmad', change: 'change', own: false, section: name }],
});
const DEAL = 'bizos/02_Solartech/crm/deals/PD-1.md';
const LOG = 'bizos/KAIZEN_LOG.md';
const LEDGER = '_SESSIONS/ledger/crm-ops.1a2b3c4d.jsonl';

const INSIDE: readonly Case[] = [
  ['its own file', CRM, 'bizos/02_Solartech/_ENTITY.md', {}, 'zone-allowed'],
  ['its own file in the other company of its scope', CRM, 'bizos/03_Hippos/_ENTITY.md', {}, 'zone-allowed'],
  ['a company outside its scope', CRM, 'bizos/04_WCI/_ENTITY.md', {}, 'zone-none'],
  ['the group is no company', CRM, 'bizos/00_Holding/_ENTITY.md', {}, 'zone-none'],
  ['everything below a folder', CRM, 'bizos/02_Solartech/reports/2026/11/week.md', {}, 'zone-allowed'],
  ['a new file below a folder', CRM, 'bizos/02_Solartech/reports/new.md', { what: 'create', oldMode: undefined }, 'zone-allowed'],
  ['a deleted file below a folder', CRM, 'bizos/02_Solartech/reports/old.md', { what: 'delete', newMode: undefined }, 'zone-allowed'],
  ['the folder itself is no file of it', CRM, 'bizos/02_Solartech/reports', {}, 'zone-none'],
  ['another agent’s file', CRM, 'bizos/02_Solartech/TTL_KPIS.md', {}, 'zone-none'],
  ['another agent’s folder', CRM, 'bizos/02_Solartech/roles/B2B_LEAD.md', {}, 'zone-none'],
  ['performance writes roles', PERFORMANCE, 'bizos/04_WCI/roles/_ROLES_INDEX.md', {}, 'zone-allowed'],
  ['performance writes targets', PERFORMANCE, 'bizos/05_Kinme/TTL_KPIS.md', {}, 'zone-allowed'],
  ['performance does not write the company', PERFORMANCE, 'bizos/05_Kinme/_ENTITY.md', {}, 'zone-none'],
  ['performance writes its module', PERFORMANCE, 'cto-brain/modules/grow-ptl/flow.json', {}, 'zone-allowed'],
  ['performance writes its one design', PERFORMANCE, 'cto-brain/designs/O365_PA_AGENT_ARCHITECTURE.md', {}, 'zone-allowed'],
  ['performance does not write another design', PERFORMANCE, 'cto-brain/designs/OTHER.md', {}, 'zone-none'],
  ['a path that nobody owns', CRM, 'bizos/BIZOS_RULES.md', {}, 'zone-none'],
  ['an agent that nobody knows', nowhere, 'bizos/02_Solartech/_ENTITY.md', {}, 'agent-unknown'],
  ['an agent of another spelling', { kind: 'agent', agent: 'CRM-Ops' }, 'bizos/02_Solartech/_ENTITY.md', {}, 'agent-unknown'],
  ['a row that is for reading closes a file inside a zone', CRM, 'bizos/02_Solartech/reports/locked.md', {}, 'zone-read'],
  ['** in the middle stands for no folder', CRM, 'shared/notes/a.txt', {}, 'zone-allowed'],
  ['** in the middle stands for several', CRM, 'shared/a/b/c/notes/a.txt', {}, 'zone-allowed'],
  ['a star ends at the slash', CRM, 'shared/notes/deep/a.txt', {}, 'zone-none'],
  ['a star needs the ending', CRM, 'shared/notes/a.md', {}, 'zone-none'],
];

const PARTS: readonly Case[] = [
  ['a field that may be written', CRM, DEAL, field('stage'), 'zone-allowed'],
  ['a field of two words', CRM, DEAL, field('next_step'), 'zone-allowed'],
  ['a field in another spelling is the same field', CRM, DEAL, field('Next Step'), 'zone-allowed'],
  ['a field that may only be read', CRM, DEAL, field('icp_score'), 'zone-part-read'],
  ['a field that is not named', CRM, DEAL, field('amount'), 'zone-part-only'],
  ['the text below the front matter', CRM, DEAL, { facets: [{ part: 'body' }] }, 'zone-allowed'],
  ['a section counts as the body where only that is named', CRM, DEAL, section('Notes'), 'zone-allowed'],
  ['the file as a whole, where parts are kept back', CRM, DEAL, {}, 'zone-part-only'],
  ['making such a file', CRM, DEAL, { what: 'create' }, 'zone-part-only'],
  ['deleting such a file', CRM, DEAL, { what: 'delete', ...field('stage') }, 'zone-part-only'],
  ['Z19 the mode of such a file', CRM, DEAL, { newMode: '100755', ...field('stage') }, 'zone-part-only'],
  ['a section that may be written', CRM, 'bizos/02_Solartech/SHARED.md', section('Pipeline'), 'zone-allowed'],
  ['a section that may only be read', CRM, 'bizos/02_Solartech/SHARED.md', section('Roles'), 'zone-part-read'],
  ['a section that is not named', CRM, 'bizos/02_Solartech/SHARED.md', section('Budget'), 'zone-part-only'],
  ['Z24 an own entry is added', CRM, LOG, entry('append', true), 'zone-allowed'],
  ['Z24 an own entry is moved', CRM, LOG, entry('move', true), 'zone-allowed'],
  ['Z24 an own entry is changed, which the row does not give', CRM, LOG, entry('change', true), 'zone-part-read'],
  ['Z24 an own entry is removed', CRM, LOG, entry('remove', true), 'zone-part-read'],
  ['Z24 another’s entry is moved', CRM, LOG, entry('move', false), 'zone-part-read'],
  ['Z24 another’s entry is added in its name', CRM, LOG, entry('append', false), 'zone-part-read'],
  ['Z24 the text around the entries', CRM, LOG, { facets: [{ part: 'body' }] }, 'zone-part-only'],
  ['Z24 the log as a whole', CRM, LOG, {}, 'zone-part-only'],
  ['Z24 a row of a table, where its section is given', CRM, 'bizos/02_Solartech/SHARED.md', row('Pipeline'), 'zone-allowed'],
  ['Z24 a row of a table in a section for reading', CRM, 'bizos/02_Solartech/SHARED.md', row('Roles'), 'zone-part-read'],
  ['Z24 a row of a table in a section that is not named', CRM, 'bizos/02_Solartech/SHARED.md', row('Budget'), 'zone-part-only'],
  ['Z24 a row of a table, where the body is given', CRM, DEAL, row('Calls'), 'zone-allowed'],
  ['Z24 a row of a table, where the file is given', CRM, 'bizos/02_Solartech/_ENTITY.md', row('Calls'), 'zone-allowed'],
  ['Z24 performance has no row for the log', PERFORMANCE, LOG, entry('append', true), 'zone-none'],
];

const GUARDED_PATHS = [
  'bizos/AGENT_GOALS.md',
  'cto-brain/AGENT_GOALS.md',
  'bizos/AGENT_POLICY.md',
  'allowed_signers',
  '.git-signers/allowed_signers',
  'CODEOWNERS',
  '.github/CODEOWNERS',
  '.github/workflows/ci.yml',
  'package.json',
  'modules/x/package.json',
  'package-lock.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  '.npmrc',
  '.gitattributes',
  'bizos/.gitattributes',
  '.gitmodules',
  '.gitignore',
  '.git-blame-ignore-revs',
  '.husky/pre-commit',
  '.claude/settings.json',
  '.claude/settings.local.json',
  'bizos/.claude/agents/x.md',
  '.claude/plugins/bizos-guard/hooks/claude-hook.mjs',
  '.mcp.json',
  'cto-brain/.mcp.json',
  'CLAUDE.md',
  'bizos/02_Solartech/CLAUDE.md',
  'AGENTS.md',
  '.cursor/rules/x.mdc',
  '.codex/config.toml',
  '.vscode/tasks.json',
  '.envrc',
  '.env',
  '.gitlab-ci.yml',
  '.ci/run',
  'action.yml',
  '.bizos/zones.json',
  '_SESSIONS/active/readme.txt',
];

const GUARDS: readonly Case[] = [
  ...GUARDED_PATHS.map((path): Case => [`Z05 ${path} is people’s alone`, CRM, path, {}, 'path-guarded']),
  ...['.claude/settings.json', '.github/workflows/new.yml', '.mcp.json', 'bizos/AGENT_POLICY.md'].map(
    (path): Case => [`Z06 ${path} before it exists`, CRM, path, { what: 'create', oldMode: undefined }, 'path-guarded'],
  ),
  ['Z04 the policy itself', PERFORMANCE, 'bizos/AGENT_GOALS.md', { what: 'delete' }, 'path-guarded'],
  ['Z08 a guarded name in capitals', CRM, '.CLAUDE/settings.json', {}, 'path-guarded'],
  ['Z08 a guarded file in another case', CRM, 'bizos/agent_goals.md', {}, 'path-guarded'],
  ['Z08 a guarded file in capitals', CRM, 'claude.MD', {}, 'path-guarded'],
  ['Z08 its own file in another case', CRM, 'bizos/02_solartech/_entity.md', {}, 'zone-spelling'],
  ['Z08 another’s file in another case', CRM, 'bizos/02_Solartech/ttl_kpis.md', {}, 'zone-none'],
  ['Z08 a row for reading holds in every case', CRM, 'bizos/02_Solartech/reports/LOCKED.md', {}, 'zone-read'],
  ['Z08 a guarded name with a long s', CRM, '.huſky/pre-commit', {}, 'path-guarded'],
  ['Z08 package.json with a long s', CRM, 'package.jſon', {}, 'path-guarded'],
  ['Z08 a guarded name with the sign for Kelvin', CRM, '.hus\u212ay/pre-commit', {}, 'path-not-portable'],
  ['Z05 a guarded name in another tree', CRM, 'content/.claude/settings.json', { tree: 'brand-site' }, 'path-guarded'],
  ['Z05 a row of another tree opens nothing here', CRM, 'content/AGENTS.md', {}, 'path-guarded'],
  [
    'Z07 its own record’s name in another tree',
    CRM,
    '_SESSIONS/active/2026-11-20-crm-ops-aaaaaa.md',
    { tree: 'brand-site' },
    'path-guarded',
  ],
  ['Z07 its own record’s name in another case', CRM, '_SESSIONS/ACTIVE/2026-11-20-crm-ops-aaaaaa.md', {}, 'path-guarded'],
  ['Z07 its own record as a link', CRM, '_SESSIONS/active/2026-11-20-crm-ops-aaaaaa.md', { newMode: '120000' }, 'path-symlink'],
  ['a row that names a guarded file exactly opens it', CRM, 'lefthook.yml', {}, 'zone-allowed'],
  ['and to that agent only', PERFORMANCE, 'lefthook.yml', {}, 'path-guarded'],
  ['Z07 its own record', CRM, '_SESSIONS/active/2026-11-20-crm-ops-aaaaaa.md', {}, 'session-own-record'],
  ['Z07 its own record in the archive', CRM, '_SESSIONS/archive/2026-11/2026-11-20-crm-ops-aaaaaa.md', {}, 'session-own-record'],
  ['Z07 another session’s record', CRM, '_SESSIONS/active/2026-11-20-performance-bbbbbb.md', {}, 'session-other-record'],
  [
    'Z07 another session’s record taken away',
    CRM,
    '_SESSIONS/active/2026-11-20-performance-bbbbbb.md',
    { what: 'delete' },
    'session-other-record',
  ],
  [
    'Z07 a record, without a session',
    { kind: 'agent', agent: 'crm-ops' },
    '_SESSIONS/active/2026-11-20-crm-ops-aaaaaa.md',
    {},
    'session-other-record',
  ],
  ['a line of its own chain', CRM, LEDGER, entry('append', true, 'finding'), 'ledger-appended'],
  ['Z23 a line changed in the middle', CRM, LEDGER, entry('change', true, 'chain'), 'ledger-not-appended'],
  ['Z23 a chain cut short', CRM, LEDGER, entry('remove', true, 'chain'), 'ledger-not-appended'],
  ['Z23 a chain deleted', CRM, LEDGER, { what: 'delete' }, 'ledger-not-appended'],
  [
    'Z23 a chain whose mode changes',
    CRM,
    LEDGER,
    { newMode: '100755', ...entry('append', true, 'finding'), what: 'mode' },
    'ledger-not-appended',
  ],
  ['another writer’s chain', CRM, '_SESSIONS/ledger/performance.1a2b3c4d.jsonl', entry('append', false, 'finding'), 'ledger-other-writer'],
  ['an approval by an agent', CRM, LEDGER, entry('append', true, 'approval'), 'ledger-approval'],
  ['an approval in a person’s chain', CRM, '_SESSIONS/ledger/human.1a2b3c4d.jsonl', entry('append', false, 'approval'), 'ledger-approval'],
  ['an approval of no readable kind', CRM, LEDGER, entry('append', true, 'approval (no kind)'), 'ledger-approval'],
];

const NAMES: readonly Case[] = [
  ['Z09 a name in form NFD', CRM, 'bizos/02_Solartech/reports/Bu\u0308ro.md', {}, 'path-not-portable'],
  ['Z09 the same in NFC', CRM, 'bizos/02_Solartech/reports/Büro.md', {}, 'zone-allowed'],
  ['Z10 a code point that HFS ignores', CRM, 'bizos/02_Solartech/reports/a\u200cb.md', {}, 'path-not-portable'],
  ['Z10 git’s folder hidden by one', CRM, '.g\u200cit/config', {}, 'path-not-portable'],
  ['Z10 git’s folder', CRM, '.git/config', {}, 'path-not-portable'],
  ['Z10 git’s folder in capitals', CRM, 'a/.GIT/config', {}, 'path-not-portable'],
  ['Z10 git’s short name', CRM, 'GIT~1/config', {}, 'path-not-portable'],
  ['Z10 a stream of NTFS', CRM, 'bizos/02_Solartech/reports/a.md:evil', {}, 'path-not-portable'],
  ['Z10 aux', CRM, 'bizos/02_Solartech/reports/aux', {}, 'path-not-portable'],
  ['Z10 con with an ending', CRM, 'bizos/02_Solartech/reports/con.md', {}, 'path-not-portable'],
  ['Z10 COM1', CRM, 'bizos/02_Solartech/reports/COM1.txt', {}, 'path-not-portable'],
  ['Z10 a name that only begins like one', CRM, 'bizos/02_Solartech/reports/console.md', {}, 'zone-allowed'],
  ['Z10 a trailing dot', CRM, 'bizos/02_Solartech/reports/x.', {}, 'path-not-portable'],
  ['Z10 a trailing space', CRM, 'bizos/02_Solartech/reports/x ', {}, 'path-not-portable'],
  ['Z10 a folder with a trailing dot', CRM, 'bizos/02_Solartech/reports./x.md', {}, 'path-not-portable'],
  ['Z11 a space inside', CRM, 'bizos/02_Solartech/reports/a b.md', {}, 'zone-allowed'],
  ['Z11 a tab', CRM, 'bizos/02_Solartech/reports/a\tb.md', {}, 'path-not-plain'],
  ['Z11 a line end', CRM, 'bizos/02_Solartech/reports/a\nb.md', {}, 'path-not-plain'],
  ['Z11 a quote', CRM, 'bizos/02_Solartech/reports/a"b.md', {}, 'path-not-portable'],
  ['Z11 a backslash', CRM, 'bizos\\02_Solartech\\_ENTITY.md', {}, 'path-not-plain'],
  ['Z11 NUL', CRM, 'bizos/02_Solartech/reports/a\0b', {}, 'path-not-plain'],
  ['Z11 bytes that are no UTF-8', CRM, 'bizos/02_Solartech/reports/a\ufffdb.md', { unreadable: true }, 'path-not-plain'],
  ['Z11 a leading dash', CRM, '-rf', {}, 'zone-none'],
  ['Z11 magic of git’s pathspecs', CRM, ':(glob)bizos/**', {}, 'path-not-portable'],
  ['Z12 up and over', CRM, 'bizos/02_Solartech/reports/../TTL_KPIS.md', {}, 'path-not-plain'],
  ['Z12 up out of the tree', CRM, '../other/x.md', {}, 'path-not-plain'],
  ['Z12 a dot', CRM, './bizos/02_Solartech/_ENTITY.md', {}, 'path-not-plain'],
  ['Z12 a double slash', CRM, 'bizos//02_Solartech/_ENTITY.md', {}, 'path-not-plain'],
  ['Z12 absolute', CRM, '/bizos/02_Solartech/_ENTITY.md', {}, 'path-not-plain'],
  ['Z12 a drive', CRM, 'C:/bizos/x.md', {}, 'path-not-plain'],
  ['Z12 a drive without a slash', CRM, 'C:x.md', {}, 'path-not-plain'],
  ['Z12 a share', CRM, '\\\\host\\share\\x.md', {}, 'path-not-plain'],
  ['Z12 a trailing slash', CRM, 'bizos/02_Solartech/reports/', {}, 'path-not-plain'],
  ['Z12 nothing', CRM, '', {}, 'path-not-plain'],
  ['Z13 a home folder', CRM, '~/x.md', {}, 'zone-none'],
  ['Z13 a variable', CRM, '$HOME/x.md', {}, 'zone-none'],
  ['Z13 an address', CRM, 'file:///etc/passwd', {}, 'path-not-plain'],
  ['Z14 a path of 5,000 bytes', CRM, `bizos/02_Solartech/reports/${'x'.repeat(5000)}`, {}, 'path-not-plain'],
  ['Z14 ten thousand parts', CRM, `${'a/'.repeat(1500)}b`, {}, 'path-not-plain'],
  ['Z14 a part of 300 bytes', CRM, `bizos/02_Solartech/reports/${'x'.repeat(300)}.md`, {}, 'path-not-portable'],
  ['a lone surrogate', CRM, 'bizos/02_Solartech/reports/\ud800.md', {}, 'path-not-plain'],
  ['Z10 the short name of the policy', CRM, 'bizos/AGENT_~1.MD', {}, 'path-not-portable'],
  ['Z10 the short name of settings', CRM, 'bizos/02_Solartech/reports/SETTIN~1.JSO', {}, 'path-not-portable'],
  ['Z10 the short name of .gitmodules', CRM, 'GI7EBA~1', {}, 'path-not-portable'],
  ['Z10 a tilde in a longer name', CRM, 'bizos/02_Solartech/reports/a~1 draft.md', {}, 'zone-allowed'],
  ['Z10 a device with blanks behind it', CRM, 'bizos/02_Solartech/reports/aux .md', {}, 'path-not-portable'],
  ['Z10 a blank without width', CRM, 'bizos/02_Solartech/reports/a\u200bb.md', {}, 'path-not-portable'],
  ['Z10 a mark that turns the line round', CRM, 'bizos/02_Solartech/reports/a\u202edm.sj', {}, 'path-not-portable'],
  ['Z10 a soft hyphen', CRM, 'bizos/02_Solartech/reports/a\u00adb.md', {}, 'path-not-portable'],
  ['Z10 letters of a tag', CRM, 'bizos/02_Solartech/reports/a\u{e0041}.md', {}, 'path-not-portable'],
  [
    'Z14 a path of 4,200 bytes in 1,500 letters',
    CRM,
    `bizos/02_Solartech/reports/${'日'.repeat(80)}${`/${'日'.repeat(80)}`.repeat(17)}`,
    {},
    'path-not-plain',
  ],
  ['an emoji', CRM, 'bizos/02_Solartech/reports/☀️.md', {}, 'zone-allowed'],
];

const ENTRIES: readonly Case[] = [
  ['Z15 a symbolic link in its own zone', CRM, 'bizos/02_Solartech/reports/link.md', { what: 'create', newMode: '120000' }, 'path-symlink'],
  ['Z15 a file that becomes a link', CRM, 'bizos/02_Solartech/reports/a.md', { what: 'type', newMode: '120000' }, 'path-symlink'],
  ['Z15 a link that becomes a file', CRM, 'bizos/02_Solartech/reports/a.md', { what: 'type', oldMode: '120000' }, 'zone-allowed'],
  ['Z17 a hard link to another’s file', CRM, 'bizos/02_Solartech/reports/a.md', { names: 2 }, 'path-hard-link'],
  ['Z17 a file with one name', CRM, 'bizos/02_Solartech/reports/a.md', { names: 1 }, 'zone-allowed'],
  ['Z18 a submodule', CRM, 'bizos/02_Solartech/reports/sub', { what: 'create', newMode: '160000' }, 'path-submodule'],
  ['Z18 a submodule that moves on', CRM, 'bizos/02_Solartech/reports/sub', { oldMode: '160000', newMode: '160000' }, 'path-submodule'],
  [
    'Z18 a submodule taken away',
    CRM,
    'bizos/02_Solartech/reports/sub',
    { what: 'delete', oldMode: '160000', newMode: undefined },
    'path-submodule',
  ],
  ['Z19 a mode in its zone', CRM, 'bizos/02_Solartech/reports/a.sh', { what: 'mode', newMode: '100755' }, 'zone-allowed'],
  ['Z19 a mode outside it', CRM, 'bizos/02_Solartech/TTL_KPIS.md', { what: 'mode', newMode: '100755' }, 'zone-none'],
  ['Z20 a file where another’s folder was', CRM, 'bizos/02_Solartech/roles', { what: 'create' }, 'zone-none'],
  ['Z20 another’s file deleted', CRM, 'bizos/02_Solartech/TTL_KPIS.md', { what: 'delete' }, 'zone-none'],
  ['Z21 the lost end of a rename out of another’s zone', CRM, 'bizos/02_Solartech/roles/a.md', { what: 'delete' }, 'zone-none'],
  ['Z21 the new end of it', CRM, 'bizos/02_Solartech/reports/a.md', { what: 'create' }, 'zone-allowed'],
  ['Z22 its own file deleted', CRM, 'bizos/02_Solartech/_ENTITY.md', { what: 'delete' }, 'zone-allowed'],
];

const GLOBS: readonly Case[] = [
  ['Z56 [entity] is no class of letters', CRM, 'bizos/e/_ENTITY.md', {}, 'zone-none'],
  ['Z56 [entity] stands for a company', CRM, 'bizos/02_Solartech/_ENTITY.md', {}, 'zone-allowed'],
  ['Z56 the placeholder itself is no path', CRM, 'bizos/[entity]/_ENTITY.md', {}, 'zone-none'],
  ['Z56 a folder that is no company', CRM, 'bizos/99_Other/_ENTITY.md', {}, 'zone-none'],
  ['Z57 a star does not cross a slash', CRM, 'bizos/02_Solartech/x/crm/deals/a.md', field('stage'), 'zone-none'],
  ['Z57 ** glued to text is one star', CRM, 'data/foo-x-bar.md', {}, 'zone-allowed'],
  ['Z57 and does not cross a slash', CRM, 'data/foo/x/bar.md', {}, 'zone-none'],
  ['Z58 a/ is not a', CRM, 'cto-brain/modules/grow-ptl', {}, 'zone-none'],
  ['Z59 a pattern without a slash is anchored', CRM, 'deep/exact', {}, 'zone-none'],
  ['Z59 and matches at the root', CRM, 'exact', {}, 'zone-allowed'],
  ['Z60 a hidden file below a folder', CRM, 'bizos/02_Solartech/reports/.hidden', {}, 'zone-allowed'],
  ['Z60 a hidden file by a star', CRM, 'shared/notes/.a.txt', {}, 'zone-allowed'],
  ['Z61 nothing is negated', CRM, '!exact', {}, 'zone-none'],
  ['Z62 a blank behind a name is another name', CRM, 'exact ', {}, 'path-not-portable'],
  ['Z62 a byte-order mark before a name', CRM, '\ufeffexact', {}, 'path-not-portable'],
  ['Z62 a number sign begins no comment', CRM, '#exact', {}, 'zone-none'],
  ['Z65 a slash behind a file', CRM, 'exact/', {}, 'path-not-plain'],
  ['Z65 what lies below a name that is a file’s', CRM, 'exact/x', {}, 'zone-none'],
  ['Z64 case counts where it allows', CRM, 'EXACT', {}, 'zone-spelling'],
  ['Z68 another tree that the policy knows', CRM, 'content/a.md', { tree: 'brand-site' }, 'zone-allowed'],
  ['Z68 the same path in this tree', CRM, 'content/a.md', {}, 'zone-none'],
  ['Z68 another tree that nobody knows', CRM, 'content/a.md', { tree: 'nowhere' }, 'tree-unknown'],
  ['Z68 outside the tree in the same repository', CRM, 'src/x.ts', { tree: '(outside the tree)' }, 'tree-unknown'],
  ['Z68 an absolute place', CRM, '/workspace/operations/x.md', {}, 'path-not-plain'],
];

const PEOPLE: readonly Case[] = [
  ['people write anything', PERSON, 'bizos/AGENT_GOALS.md', {}, 'person-allowed'],
  ['people write what agents own', PERSON, 'bizos/02_Solartech/_ENTITY.md', {}, 'person-allowed'],
  ['people make links', PERSON, 'bizos/link', { what: 'create', newMode: '120000' }, 'person-allowed'],
  ['people keep names that Windows refuses', PERSON, 'bizos/Q4: plan.md', {}, 'person-allowed'],
  ['a row keeps people out', PERSON, 'bizos/generated/x.md', {}, 'person-read-only'],
  ['a narrower row lets them in', PERSON, 'bizos/generated/notes.md', {}, 'person-allowed'],
  ['Z08 the row holds in every case', PERSON, 'bizos/Generated/x.md', {}, 'person-read-only'],
  ['Z12 nobody writes up and over', PERSON, '../x', {}, 'path-not-plain'],
  ['people correct the ledger, which verify sees', PERSON, LEDGER, {}, 'person-allowed'],
];

const ALL = { INSIDE, PARTS, GUARDS, NAMES, ENTRIES, GLOBS, PEOPLE };

describe('one decision on a change', () => {
  for (const [group, cases] of Object.entries(ALL)) {
    it.each(cases)(`${group.toLowerCase()}: %s`, (_title, actor, path, more, code) => {
      const found = verdicts(actor, path, more);
      expect(found).toHaveLength(1);
      expect({ code: found[0].code, allowed: found[0].allowed }).toEqual({ code, allowed: ALLOWED.has(code) });
      expect(found[0].reason.en).not.toBe('');
      expect(found[0].reason.de).not.toBe(found[0].reason.en);
    });
  }

  it('is a table of at least 150 cases', () => {
    expect(Object.values(ALL).flat().length).toBeGreaterThanOrEqual(150);
  });

  it('names the row that decides, for every refusal inside a policy', () => {
    const [{ rule }] = verdicts(CRM, 'bizos/02_Solartech/reports/locked.md');
    expect(rule).toEqual({ file: 'bizos/AGENT_GOALS.md', line: 11 });
    expect(verdicts(CRM, 'bizos/BIZOS_RULES.md')[0].rule).toEqual({ file: 'bizos/AGENT_GOALS.md', line: 1 });
  });

  it('names the owners of a path that is refused', () => {
    expect(verdicts(CRM, 'bizos/02_Solartech/TTL_KPIS.md')[0]).toMatchObject({ owners: ['performance'], allowed: false });
  });

  it('decides each part of a file by itself', () => {
    const found = verdicts(CRM, DEAL, {
      facets: [
        { part: 'field', field: 'stage' },
        { part: 'field', field: 'icp_score' },
      ],
    });
    expect(found.map(({ allowed }) => allowed)).toEqual([true, false]);
  });

  it('Z08 Z09 refuses two names of one change that are one file on other disks', () => {
    const two = [
      change('bizos/02_Solartech/reports/A.md', { what: 'create' }),
      change('bizos/02_Solartech/reports/a.md', { what: 'create' }),
    ];
    expect(decide(POLICY, CRM, two).map(({ code }) => code)).toEqual(['path-collision', 'path-collision']);
  });

  it('Z14 judges ten thousand paths against twenty zones, each by itself', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => change(`bizos/02_Solartech/reports/${i}/${i % 7}.md`));
    const wide = {
      ...POLICY,
      agents: [
        ...POLICY.agents,
        ...Array.from({ length: 18 }, (_, i) => ({
          ...POLICY.agents[1],
          agent: `a${i}`,
          rules: [{ pattern: `x${i}/**/y/*`, access: 'write' as const, place: {} }],
        })),
      ],
    };
    expect(decide(wide, CRM, many).every(({ allowed }) => allowed)).toBe(true);
  });

  it('Z66 stays linear on patterns that make others explode', () => {
    const rule = { pattern: '*a*a*a*a*a*a*a*a*a*a*a/**/b', access: 'write' as const, place: {} };
    const policy = { ...POLICY, agents: [{ ...POLICY.agents[0], rules: [rule] }] };
    expect(decide(policy, CRM, [change(`${'a'.repeat(3000)}/c`)])[0].allowed).toBe(false);
  });
});
