import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loneEnvironment } from './lone-environment.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-settling-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ENVIRONMENT = loneEnvironment(folder);

/** A clone with a bare remote of its own, and what is done in it. */
class Clone {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Runs git; throws where it fails. */
  git(...words: string[]): string {
    const done = spawnSync('git', words, { cwd: this.path, encoding: 'utf8', env: ENVIRONMENT });
    if (done.status !== 0) throw new Error(`git ${words.join(' ')}: ${done.stdout}${done.stderr}`);
    return done.stdout;
  }

  /** Runs bizos, whatever it exits with. */
  bizos(words: readonly string[], environment: NodeJS.ProcessEnv = {}): { code: number | null; out: string } {
    const done = spawnSync(process.execPath, [join(ROOT, 'bin', 'bizos.js'), ...words], {
      cwd: this.path,
      encoding: 'utf8',
      env: { ...ENVIRONMENT, ...environment },
      timeout: 120_000,
    });
    return { code: done.status, out: done.stdout + done.stderr };
  }

  /** Writes an experiment down, and gives its id. */
  experiment(name: string, environment: NodeJS.ProcessEnv = {}, ...more: string[]): string {
    const words = ['--layer', 'process', '--entity', 'solartech', ...more, 'kaizen', 'bizos:', `If we ${name} it then b because c`];
    const { code, out } = this.bizos(['learn', '--json', ...words], environment);
    expect([code, out]).toEqual([0, expect.any(String)]);
    return (JSON.parse(out) as { id: string }).id;
  }

  /** Without contact an experiment is written down; then the remote is there again. */
  offline(name: string): string {
    this.git('remote', 'set-url', 'origin', '/nowhere/at/all');
    const id = this.experiment(name);
    expect(id).toMatch(/^K-BIZ-~[0-9a-f]{4,}$/);
    this.online();
    return id;
  }

  online(): void {
    this.git('remote', 'set-url', 'origin', `${this.path}.git`);
  }

  commit(words: string): void {
    this.git('add', '-A');
    this.git('commit', '-qm', words);
  }

  text(file: string): string {
    return readFileSync(join(this.path, 'bizos', file), 'utf8');
  }

  write(file: string, text: string): void {
    mkdirSync(join(this.path, 'bizos', file, '..'), { recursive: true });
    writeFileSync(join(this.path, 'bizos', file), text);
  }

  /** Ids of the log, as they follow each other. */
  ids(): string[] {
    return [...this.text('KAIZEN_LOG.md').matchAll(/^### \[(K-BIZ-(?:\d+|~\w+))\]/gm)].map(([, id]) => id);
  }
}

beforeAll(() => {
  const tree = new Clone(join(folder, 'tree'));
  mkdirSync(tree.path);
  tree.git('init', '-q', '-b', 'main');
  expect(tree.bizos(['init', '.', '--yes']).code).toBe(0);
  tree.commit('tree');
});

let clones = 0;

function clone(): Clone {
  const path = join(folder, `clone${++clones}`);
  cpSync(join(folder, 'tree'), path, { recursive: true });
  const made = new Clone(path);
  made.git('init', '-q', '--bare', '-b', 'main', `${path}.git`);
  made.git('remote', 'add', 'origin', `${path}.git`);
  made.git('push', '-q', 'origin', 'main');
  return made;
}

describe('a provisional id, with the remote at hand again', () => {
  it('of a person waits where an agent may not write it, and the agent writes its own', () => {
    const one = clone();
    const id = one.offline('wait');
    one.commit('offline');
    const begun = one.bizos('session start --agent crm-ops --entity solartech --goal look --offline --json'.split(' '));
    expect(begun).toMatchObject({ code: 0 });
    const session = (JSON.parse(begun.out) as { id: string }).id;
    const before = one.text('KAIZEN_LOG.md');
    const own = one.experiment('call', { BIZOS_SESSION: session });
    expect(own).toMatch(/^K-BIZ-\d{3}$/);
    expect(one.ids()).toEqual([id, own]);
    expect(one.text('KAIZEN_LOG.md').replace(/\n### \[K-BIZ-\d+\][\s\S]*?(?=\n## )/, '')).toBe(before);
    // The person settles it: the number is the one that was taken for it then.
    expect(one.bizos(['session', 'end', session, '--outcome', 'looked']).code).toBe(0);
    expect(one.bizos(['kaizen', 'settle']).code).toBe(0);
    expect(one.ids()).toEqual([expect.stringMatching(/^K-BIZ-\d{3}$/), own]);
  });

  it('waits while git’s conflict marks stand in a document that names it', () => {
    const one = clone();
    one.offline('wait');
    const torn = `${one.text('KAIZEN_LOG.md')}\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> side\n`;
    writeFileSync(join(one.path, 'bizos', 'KAIZEN_LOG.md'), torn);
    const settled = one.bizos(['kaizen', 'settle']);
    expect([settled.code, settled.out]).toEqual([3, expect.stringContaining('conflict marks')]);
    expect(one.text('KAIZEN_LOG.md')).toBe(torn);
  });

  it('can still be named: by what comes out of it, by what it says, and by steps', () => {
    const one = clone();
    const id = one.offline('wait');
    const failed = one.bizos(['learn', '--json', '--from', id, 'failure', 'bizos:', `The mail of ${id} failed because of a typo`]);
    expect(failed).toMatchObject({ code: 0 });
    const [final] = one.ids();
    expect(final).toMatch(/^K-BIZ-\d{3}$/);
    expect(JSON.parse(failed.out)).toMatchObject({ linked: [final] });
    expect(one.text('KAIZEN_LOG.md')).toContain('**Led to:** F-BIZ-001');
    expect(one.text('FAILURE_LOG.md')).toContain(`The mail of ${final} failed`);
    expect(one.text('FAILURE_LOG.md')).not.toContain('~');
    expect(one.bizos(['kaizen', 'show', id.toLowerCase(), '--json'])).toMatchObject({
      code: 0,
      out: expect.stringContaining(`"${final}"`),
    });
    expect(one.bizos(['kaizen', 'start', id]).code).toBe(0);
    expect(one.bizos(['kaizen', 'result', id, 'more']).code).toBe(0);
    expect(one.bizos(['kaizen', 'decide', id, 'drop', '--learning', 'no']).code).toBe(0);
    expect(one.text('KAIZEN_LOG.md')).toContain('**Status:** Dropped');
    // One that nobody knows is refused as before.
    expect(one.bizos(['kaizen', 'show', 'K-BIZ-~0000'])).toMatchObject({ code: 2, out: expect.stringContaining('K-BIZ-~0000') });
  });

  it('gets its number where another branch or clone names it, and in an archive', () => {
    const one = clone();
    const id = one.offline('wait');
    one.commit('offline');
    one.git('push', '-q', 'origin', 'main');
    one.git('clone', '-q', `${one.path}.git`, `${one.path}-two`);
    const two = new Clone(`${one.path}-two`);
    one.git('checkout', '-qb', 'topic');
    one.git('remote', 'set-url', 'origin', '/nowhere/at/all');
    expect(one.bizos(['learn', '--from', id, 'rule', 'bizos:', 'Owners look at noon']).code).toBe(0);
    one.online();
    expect(one.text('BIZOS_RULES.md')).toContain(`**From:** ${id}`);
    one.commit('rule');
    one.git('checkout', '-q', 'main');
    expect(one.bizos(['kaizen', 'settle']).code).toBe(0);
    const [final] = one.ids();
    one.commit('settled');
    expect(one.bizos(['hooks', 'install']).code).toBe(0);
    one.git('merge', '-q', '--no-edit', 'topic');
    expect(one.ids()).toEqual([final]);
    expect(one.bizos(['doctor']).out).toContain(`${id} is named here`);
    expect(one.bizos(['kaizen', 'merge']).code).toBe(0);
    expect(one.text('BIZOS_RULES.md')).toContain(`**From:** ${final}`);
    expect(one.bizos(['kaizen', 'settle']).code).toBe(0);
    expect(one.text('BIZOS_RULES.md')).not.toContain('~');
    expect(one.text('KAIZEN_LOG.md')).toContain('**Led to:** R-BIZ-001');
    // The other clone moved the entry meanwhile, and names it between German quotation marks; only the remote knows its number.
    const log = two.text('KAIZEN_LOG.md');
    const entry = /\n### \[K-BIZ-~[\s\S]*?(?=\n## )/.exec(log)?.[0] ?? '';
    two.write('KAIZEN_LOG.md', log.replace(entry, '\n(none yet)\n'));
    two.write('notes.md', `# Notes\n\nSee „${id}“, not ${id}x, not K-BIZ-~0000.\n`);
    expect(two.bizos(['kaizen', 'settle']).code).toBe(0);
    expect(two.text('notes.md')).toBe(`# Notes\n\nSee „${final}“, not ${id}x, not K-BIZ-~0000.\n`);
    two.write('_archive/old.md', `# Old\n${entry}`);
    two.write('notes.md', `# Notes\n\nSee ${id}.\n`);
    expect(two.bizos(['doctor']).out).toContain(`${id} waits for its final number`);
    expect(two.bizos(['kaizen', 'settle']).code).toBe(0);
    expect(two.text('_archive/old.md')).toContain(`[${final}]`);
    expect(two.text('notes.md')).toContain(`See ${final}.`);
    expect(two.bizos(['kaizen', 'settle', '--json']).out).toContain('"settled": []');
  });

  it('makes no number stand twice: the same entry goes, another one is left to a person', () => {
    const one = clone();
    const id = one.offline('wait');
    const log = one.text('KAIZEN_LOG.md');
    const entry = /\n### \[K-BIZ-~[\s\S]*?(?=\n## )/.exec(log)?.[0] ?? '';
    expect(one.bizos(['kaizen', 'settle']).code).toBe(0);
    const [final] = one.ids();
    const settled = one.text('KAIZEN_LOG.md');
    const twice = (more: string): void => one.write('KAIZEN_LOG.md', settled.replace(/(?=\n## Completed)/, `${more}\n`));
    twice(entry);
    expect(one.ids()).toEqual([final, id]);
    expect(one.bizos(['kaizen', 'settle']).code).toBe(0);
    expect(one.ids()).toEqual([final]);
    expect(one.text('KAIZEN_LOG.md').replace(/\s+/g, ' ')).toBe(settled.replace(/\s+/g, ' '));
    twice(entry.replace('**Status:** Proposed', '**Status:** Active'));
    const both = one.text('KAIZEN_LOG.md');
    const refused = one.bizos(['kaizen', 'settle']);
    expect(refused.code).toBe(3);
    for (const { index } of both.matchAll(/^### \[K-BIZ-[\d~]/gm))
      expect(refused.out).toContain(`KAIZEN_LOG.md:${both.slice(0, index).split('\n').length}`);
    expect(one.text('KAIZEN_LOG.md')).toBe(both);
    expect(one.experiment('go on')).not.toBe(final);
    expect(one.ids()).toContain(id);
  });
});
