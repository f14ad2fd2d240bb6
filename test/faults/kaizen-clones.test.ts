import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loneEnvironment } from './lone-environment.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-clones-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ENVIRONMENT = loneEnvironment(folder);

function git(cwd: string, ...words: string[]): string {
  const done = spawnSync('git', words, { cwd, encoding: 'utf8', env: ENVIRONMENT });
  if (done.status !== 0) throw new Error(`git ${words.join(' ')}: ${done.stderr}`);
  return done.stdout;
}

function bizos(cwd: string, ...words: string[]): Promise<{ code: number | null; out: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(ROOT, 'bin', 'bizos.js'), ...words], {
      cwd,
      env: ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    child.stdout.on('data', (piece) => {
      out += piece;
    });
    child.on('close', (code) => done({ code, out }));
  });
}

const learn = async (clone: string, words: string): Promise<string> => {
  const { code, out } = await bizos(clone, 'learn', '--json', '--layer', 'process', '--entity', 'solartech', 'kaizen', 'bizos:', words);
  expect(code).toBe(0);
  return (JSON.parse(out) as { id: string }).id;
};

const CLONES = ['one', 'two', 'three', 'four'];

describe('clones of one remote', () => {
  beforeAll(() => {
    git(folder, 'init', '-q', '--bare', '-b', 'main', 'bare');
    git(folder, 'init', '-q', '-b', 'main', 'one');
    for (const part of ['bizos', 'cto-brain', '_SESSIONS']) cpSync(join(ROOT, part), join(folder, 'one', part), { recursive: true });
    writeFileSync(join(folder, 'one', '.gitignore'), '_INBOX/\n.bizos/\n');
    git(join(folder, 'one'), 'add', '-A');
    git(join(folder, 'one'), 'commit', '-qm', 'tree');
    git(join(folder, 'one'), 'remote', 'add', 'origin', '../bare');
    git(join(folder, 'one'), 'push', '-q', 'origin', 'main');
    for (const name of CLONES.slice(1)) git(folder, 'clone', '-q', 'bare', name);
  });

  it('never give one number twice', async () => {
    const rounds = process.env.BIZOS_FAULTS === 'full' ? 25 : 3;
    const ids = (
      await Promise.all(
        CLONES.map(async (name) => {
          const own: string[] = [];
          for (let i = 0; i < rounds; i++) own.push(await learn(join(folder, name), `If ${name} ${i} then b because c`));
          return own;
        }),
      )
    ).flat();
    expect(new Set(ids).size).toBe(CLONES.length * rounds);
    expect(ids.every((id) => /^K-BIZ-\d{3}$/.test(id))).toBe(true);
  });

  it('give a provisional id without contact, and a final one at the next, wherever it is named', async () => {
    const clone = join(folder, 'two');
    git(clone, 'remote', 'set-url', 'origin', '/nowhere/at/all');
    const id = await learn(clone, 'If offline then b because c');
    expect(id).toMatch(/^K-BIZ-~[0-9a-f]{4,}$/);
    const rules = join(clone, 'bizos', 'BIZOS_RULES.md');
    writeFileSync(rules, `${readFileSync(rules, 'utf8')}\nSee ${id}, not ${id}x.\n`);
    expect((await bizos(clone, 'kaizen', 'settle')).code).toBe(4);
    git(clone, 'remote', 'set-url', 'origin', '../bare');
    const { code, out } = await bizos(clone, 'kaizen', 'settle', '--json');
    expect(code).toBe(0);
    const [{ to }] = (JSON.parse(out) as { settled: { to: string }[] }).settled;
    expect(readFileSync(join(clone, 'bizos', 'KAIZEN_LOG.md'), 'utf8')).toContain(`[${to}]`);
    expect(readFileSync(join(clone, 'bizos', 'KAIZEN_LOG.md'), 'utf8')).not.toContain('~');
    expect(readFileSync(rules, 'utf8')).toContain(`See ${to}, not ${id}x.`);
  });

  it('keep nobody waiting for a remote that accepts and says nothing', async () => {
    const clone = join(folder, 'four');
    const calls: Socket[] = [];
    const silent = createServer((socket) => void calls.push(socket.on('error', () => {})));
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const asked = new Promise<void>((done) => silent.once('connection', () => done()));
    git(clone, 'remote', 'set-url', 'origin', `git://127.0.0.1:${(silent.address() as AddressInfo).port}/none`);
    const ends: string[] = [];
    const learned = learn(clone, 'If nobody answers then b because c').finally(() => ends.push('learn'));
    await asked;
    expect((await bizos(clone, 'kaizen', 'candidate', 'Process: a short wait')).code).toBe(0);
    ends.push('candidate');
    expect(await learned).toMatch(/^K-BIZ-~[0-9a-f]{4,}$/);
    expect(ends).toEqual(['candidate', 'learn']);
    // The id that waits is asked for once, and the new one not at all.
    const before = calls.length;
    expect(await learn(clone, 'If nobody answers twice then b because c')).toMatch(/^K-BIZ-~/);
    expect(calls.length).toBe(before + 1);
    for (const socket of calls) socket.destroy();
    await new Promise((done) => silent.close(done));
    git(clone, 'remote', 'set-url', 'origin', '../bare');
  });

  it('settle two branches that took one number, with git’s merge driver and without', async () => {
    const clone = join(folder, 'three');
    git(clone, 'remote', 'remove', 'origin');
    git(clone, 'add', '-A');
    git(clone, 'commit', '-qm', 'so far');
    const log = join(clone, 'bizos', 'KAIZEN_LOG.md');
    const taken = (text: string): string[] => [...text.matchAll(/^### \[(K-BIZ-\d+)\]/gm)].map(([, id]) => id);
    const next = `K-BIZ-${String(Math.max(...taken(readFileSync(log, 'utf8')).map((id) => Number(id.slice(6)))) + 90).padStart(3, '0')}`;
    const withEntry = (words: string): string =>
      readFileSync(log, 'utf8').replace(/(?=^## Completed)/m, `### [${next}] ${words}\n**Date:** 2026-11-20\n**Status:** Proposed\n\n`);
    git(clone, 'checkout', '-qb', 'topic');
    writeFileSync(log, withEntry('from the topic'));
    const failures = join(clone, 'bizos', 'FAILURE_LOG.md');
    writeFileSync(failures, `${readFileSync(failures, 'utf8')}\nLed to ${next} on the topic.\n`);
    git(clone, 'commit', '-qam', 'topic');
    git(clone, 'checkout', '-q', 'main');
    writeFileSync(log, withEntry('from main'));
    git(clone, 'commit', '-qam', 'main');
    const start = git(clone, 'rev-parse', 'HEAD').trim();
    for (const driver of [true, false]) {
      git(clone, 'reset', '-q', '--hard', start);
      expect((await bizos(clone, 'hooks', driver ? 'install' : 'uninstall')).code).toBe(0);
      const done = spawnSync('git', ['merge', '-q', '-m', 'merged', 'topic'], { cwd: clone, encoding: 'utf8', env: ENVIRONMENT });
      expect([driver, done.status]).toEqual([driver, driver ? 0 : 1]);
      expect((await bizos(clone, 'kaizen', 'merge')).code).toBe(0);
      const text = readFileSync(log, 'utf8');
      expect(new Set(taken(text)).size).toBe(taken(text).length);
      const topic = /^### \[(K-BIZ-\d+)\] from the topic\n\*\*Renumbered:\*\* was/m.exec(text)?.[1];
      expect(topic).not.toBe(next);
      expect(text).toContain(`### [${next}] from main`);
      expect(readFileSync(failures, 'utf8')).toContain(`Led to ${topic} on the topic.`);
      if (!driver) git(clone, 'commit', '-qam', 'merged by hand');
    }
  });
});
