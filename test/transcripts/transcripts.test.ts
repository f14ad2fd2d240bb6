import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { operations } from '../../src/business/index.ts';
import { takeExampleIndex } from '../example-index.ts';

/**
 * Each `.transcript` file is a conversation with the built program in a copy of this repository's example tree:
 * `# title`, `$ command` (a shell line), what it printed (stdout and stderr as a person sees them), `[exit N]`.
 * UPDATE_TRANSCRIPTS=1 writes what came instead of comparing; read the diff before you commit it.
 */
const HERE = import.meta.dirname;
const ROOT = join(HERE, '..', '..');
const UPDATE = Boolean(process.env.UPDATE_TRANSCRIPTS);
const BIN = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-bin-'));
symlinkSync(join(ROOT, 'bin', 'bizos.js'), join(BIN, 'bizos'));
symlinkSync(join(ROOT, 'bin', 'learn.js'), join(BIN, 'learn'));
const FOLDERS: string[] = [BIN];
/** This begins in a tree that nothing was ever asked in; the others in one whose documents were read before. */
const WITHOUT_INDEX = 'group.transcript';

afterAll(() => {
  for (const folder of FOLDERS) rmSync(folder, { recursive: true, force: true });
});

function copyOfTheTree(name: string): string {
  // In a folder of its own: one goes to `../away`.
  const folder = join(mkdtempSync(join(realpathSync(tmpdir()), 'bizos-')), 'tree');
  FOLDERS.push(dirname(folder));
  for (const part of ['bizos', 'cto-brain', '_SESSIONS', 'templates/demo'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  writeFileSync(join(folder, '.gitignore'), '_INBOX/\n.bizos/\n.env\n');
  mkdirSync(join(folder, '_INBOX', 'zoho'), { recursive: true });
  spawnSync('git', ['init', '-q', '-b', 'main'], { cwd: folder });
  if (name !== WITHOUT_INDEX) takeExampleIndex(folder);
  return folder;
}

async function say(command: string, cwd: string): Promise<string> {
  const environment = {
    PATH: `${BIN}:${process.env.PATH}`,
    HOME: cwd,
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    BIZOS_NOW: '2026-11-20T01:00:00Z',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'A Person',
    GIT_AUTHOR_EMAIL: 'person@example.com',
    GIT_COMMITTER_NAME: 'A Person',
    GIT_COMMITTER_EMAIL: 'person@example.com',
  };
  const { stdout, status } = await run(`exec 2>&1; ${command}`, cwd, environment);
  const shown = masked(stdout.replaceAll(cwd, '<tree>')).replace(/[ \t]+$/gm, '');
  return `$ ${command}\n${shown}${shown && !shown.endsWith('\n') ? '\n' : ''}[exit ${status}]\n`;
}

/** Runs a line of the shell without input, while others run. */
function run(line: string, cwd: string, env: NodeJS.ProcessEnv): Promise<{ stdout: string; status: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', line], { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] });
    const pieces: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
    child.on('error', reject);
    child.on('close', (status) => resolve({ stdout: Buffer.concat(pieces).toString('utf8'), status }));
    child.stdin.on('error', () => undefined);
    child.stdin.end();
  });
}

/** What is another one every time: the letters of a session's and a run's id (as long as they were), this machine's name, ids of objects. */
function masked(said: string): string {
  const host = hostname().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return (
    said
      .replace(/(\d{4}-\d{2}-\d{2}-[a-z][a-z-]*)-[0-9a-f]{6}\b/g, '$1-xxxxxx')
      .replace(/(\d{8}t\d{6}z-[a-z][a-z-]*)-[0-9a-f]{6}\b/g, '$1-xxxxxx')
      .replace(new RegExp(`(, |"host": "|host: "|^ +)${host}(?=\\)|"|$)`, 'gm'), '$1<host>')
      .replace(/\b[0-9a-f]{40}\b/g, '<object>')
      // One in a hundred has no letter: then it is told from a number in JSON by what stands before it.
      .replace(/(?<!": )\b[0-9a-f]{10}\b/g, 'xxxxxxxxxx')
      // Leases are timed by the machine's own clock, whatever the moment is said to be.
      .replace(/("until": "\d{4}-\d{2}-\d{2}T\d{2}:[\dx]{2}:)[\d.]+Z/g, '$1xxZ')
  );
}

const files = readdirSync(HERE)
  .filter((name) => name.endsWith('.transcript'))
  .sort();

describe('transcripts', () => {
  // Side by side: each has a tree of its own, and some wait for a lease or a clock.
  it.concurrent.each(files)('%s', async (name) => {
    const path = join(HERE, name);
    const text = readFileSync(path, 'utf8');
    const title = text.slice(0, text.indexOf('\n$ '));
    const cwd = copyOfTheTree(name);
    const said: string[] = [];
    for (const line of text.split('\n')) if (line.startsWith('$ ')) said.push(await say(line.slice(2), cwd));
    const came = `${title}\n${said.join('\n')}`;
    if (UPDATE) writeFileSync(path, came);
    expect(came).toBe(UPDATE ? came : text);
  });

  it('no screen is wider than 80 columns', () => {
    // The first line is the title of the transcript. Programs read JSON, JUnit's XML and GitHub's annotations (one line each by their formats); an address and a line of a document are never cut.
    const forPrograms = /^\s*(?:["{]|<\/?(?:\?xml|testsuites?|testcase)\b|::(?:error|warning|notice) )|^[-+] |https?:/;
    const wide = files.flatMap((name) =>
      readFileSync(join(HERE, name), 'utf8')
        .split('\n')
        .slice(1)
        .filter((line) => !line.startsWith('$ ') && !forPrograms.test(line) && [...line].length > 80)
        .map((line) => `${name}: ${line}`),
    );
    expect(wide).toEqual([]);
  });

  it('every command stands in one', () => {
    const said = files.map((name) => readFileSync(join(HERE, name), 'utf8')).join('\n');
    expect(operations.map(({ name }) => name).filter((name) => !new RegExp(`\\$ .*bizos (?:--\\S+ )*${name}\\b`).test(said))).toEqual([]);
  });
});
