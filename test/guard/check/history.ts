import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Session } from '../../../src/core/session.ts';
import { checkRange } from '../../../src/guard/check/range.ts';
import { activePath, recordText } from '../../../src/guard/sessions/record.ts';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder that goes away after the tests of this file. */
export function newFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-check-'));
  folders.push(folder);
  return folder;
}

/** The agents of these tests: whole files, parts of files, a shared log. */
export function goals(more = '', keys: Readonly<Record<string, string>> = {}): string {
  const key = (agent: string): string => (keys[agent] ? `**Signing key:** \`${keys[agent]}\`\n` : '');
  return `# Agent Goals

## CRM Ops Agent

**Id:** crm-ops
**Mission:** Deals.
${key('crm-ops')}
### Write Zones

- \`bizos/[entity]/_ENTITY.md\`
- \`bizos/[entity]/reports/\`
- \`bizos/[entity]/crm/deals/*.md\` \`stage: write\` \`icp_score: read\`
${more}
## Performance Agent

**Id:** performance
**Mission:** People.
${key('performance')}
### Write Zones

- \`bizos/[entity]/roles/\`
- \`bizos/[entity]/TTL_KPIS.md\`
`;
}

/** A session of these tests. */
export function session(id: string, agent: string, given: Partial<Session> = {}): Session {
  return { id, agent, goal: 'Test.', host: 'host', started: '2026-11-20T01:00:00.000Z', leaseMs: 1_800_000, token: 1, notes: [], ...given };
}

/** The record of a session as a file of a commit. */
export function record(of: Session): Readonly<Record<string, string>> {
  return { [activePath(of.id)]: recordText(of, 'en') };
}

export const CRM = 's-crm-1';
export const PERF = 's-perf-1';
export const SOLARTECH = 'bizos/02_Solartech';

/** What stands in the tree before any agent comes. */
export const TREE: Files = {
  'bizos/STRUCTURE.md': '# Structure\n',
  'bizos/AGENT_GOALS.md': goals(),
  [`${SOLARTECH}/_ENTITY.md`]: '# Solartech\n\none\n',
  [`${SOLARTECH}/reports/a.md`]: '# A\n\none\n',
  [`${SOLARTECH}/reports/b.md`]: '# B\n\none\n',
  [`${SOLARTECH}/TTL_KPIS.md`]: '# Targets\n\none\n',
  [`${SOLARTECH}/roles/SALES.md`]: '# Sales\n\none\n',
  [`${SOLARTECH}/crm/deals/d1.md`]: '---\nstage: New\nicp_score: 3\n---\n\n# D1\n\ntext\n',
  'bizos/03_Hippos/_ENTITY.md': '# Hippos\n',
  ...record(session(CRM, 'crm-ops')),
  ...record(session(PERF, 'performance')),
};

/** Text of a file, null to take it away, or a mode with text or with an object's id. */
export type FileChange = string | Buffer | null | { readonly mode: string; readonly text?: string; readonly id?: string };
export type Files = Readonly<Record<string, FileChange>>;

export interface CommitCall {
  readonly parents?: readonly string[];
  readonly files?: Files | readonly (readonly [string | Buffer, FileChange])[];
  readonly session?: string;
  readonly message?: string;
  /** Tree to begin from instead of the first parent's. */
  readonly tree?: string;
}

const PERSON = { name: 'A Person', email: 'person@example.com' };

/** A repository whose commits are made directly, so that each can be as an attacker would make it. */
export class History {
  readonly root: string;
  private made = 0;

  constructor(words: readonly string[] = []) {
    this.root = newFolder();
    this.git('init', '-q', '-b', 'main', ...words);
  }

  /** Runs git here and gives its standard output; throws when it fails. */
  git(...words: readonly string[]): string {
    return this.run(words).trimEnd();
  }

  run(words: readonly string[], input: string | Buffer = '', env: Readonly<Record<string, string>> = {}): string {
    const done = spawnSync('git', ['-c', 'core.hooksPath=/dev/null', ...words], {
      cwd: this.root,
      input,
      env: { ...userEnvironment(this.root), ...env },
      maxBuffer: 1 << 28,
    });
    if (done.status !== 0) throw new Error(`git ${words.join(' ')}: ${done.stderr.toString()}`);
    return done.stdout.toString('utf8');
  }

  /** Makes a commit and gives its id; no hook runs, and nothing is checked out. */
  commit({ parents = [], files = [], session: named, message = 'change', tree }: CommitCall): string {
    const text = named === undefined ? message : `${message}\n\nBizOS-Session: ${named}\n`;
    const parts: (string | Buffer)[] = [
      `commit refs/made/${this.made++}\nmark :1\ncommitter ${PERSON.name} <${PERSON.email}> 1790000000 +0000\n`,
    ];
    parts.push(`data ${Buffer.byteLength(text)}\n`, text, '\n');
    for (const [i, parent] of parents.entries()) parts.push(`${i === 0 ? 'from' : 'merge'} ${parent}\n`);
    if (tree) parts.push(`M 040000 ${this.git('rev-parse', tree)} \n`);
    for (const [path, change] of Array.isArray(files) ? files : Object.entries(files)) parts.push(...fileLines(path, change));
    parts.push('\nget-mark :1\ndone\n');
    return this.run(
      ['fast-import', '--quiet', '--done', '--allow-unsafe-features'],
      Buffer.concat(parts.map((part) => Buffer.from(part))),
    ).trim();
  }

  /** The tree that git itself makes of two commits, conflicts with their marks. */
  mergedTree(ours: string, theirs: string): string {
    const done = spawnSync('git', ['merge-tree', '--write-tree', ours, theirs], { cwd: this.root, encoding: 'utf8' });
    return done.stdout.split('\n', 1)[0];
  }

  /** Codes of all that the check refuses in a range, sorted, each once. */
  async codes(base: string, head: string, fork = false): Promise<readonly string[]> {
    const { refused, faults } = await checkRange({ root: this.root, base, head, fork });
    return [...new Set([...refused.map(({ verdict }) => verdict.code), ...faults.map(({ code }) => code)])].sort();
  }

  /** Paths that the check refuses, sorted. */
  async refusedPaths(base: string, head: string): Promise<readonly string[]> {
    const { refused } = await checkRange({ root: this.root, base, head });
    return [...new Set(refused.map(({ verdict }) => verdict.path))].sort();
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
  }
}

function fileLines(path: string | Buffer, change: FileChange): readonly (string | Buffer)[] {
  if (change === null) return ['D ', quoted(path), '\n'];
  if (typeof change === 'object' && !Buffer.isBuffer(change) && change.id !== undefined)
    return [`M ${change.mode} ${change.id} `, quoted(path), '\n'];
  const bytes = Buffer.from(typeof change === 'object' && !Buffer.isBuffer(change) ? (change.text ?? '') : change);
  const mode = typeof change === 'object' && !Buffer.isBuffer(change) ? change.mode : '100644';
  return [`M ${mode} inline `, quoted(path), `\ndata ${bytes.length}\n`, bytes, '\n'];
}

function quoted(path: string | Buffer): Buffer {
  const text = Buffer.from(path).toString('latin1');
  const plain = text.replace(/[\\"]/g, '\\$&').replace(/[\x00-\x1f\x7f-\xff]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return Buffer.from(`"${plain}"`);
}

/** The environment of a person at a terminal, without anything of the one who runs the tests. */
export function userEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    LANG: 'C.UTF-8',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: PERSON.name,
    GIT_AUTHOR_EMAIL: PERSON.email,
    GIT_COMMITTER_NAME: PERSON.name,
    GIT_COMMITTER_EMAIL: PERSON.email,
  };
}
