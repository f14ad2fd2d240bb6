import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll } from 'vitest';

const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'bin', 'bizos.js');
const WAIT_MS = 60_000;
const open: Terminal[] = [];
afterAll(() => {
  for (const terminal of open) terminal.close();
});

/** A key that tmux knows by name, or text to type. */
export type Key = 'Enter' | 'Down' | 'Up' | 'C-c' | 'C-u' | { readonly type: string };

/** A person's terminal with `bizos` running in it: a real one, made by tmux, with a folder of its own for a home. */
export class Terminal {
  /** Where the program runs; the person's home too. */
  readonly folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-terminal-'));
  private sessions = 0;

  private get session(): string {
    return `program-${this.sessions}`;
  }

  constructor(private readonly locale: string) {
    open.push(this);
  }

  /** Starts the program; a terminal holds one program at a time. */
  start(...words: readonly string[]): void {
    const environment = [`PATH=${process.env.PATH}`, `HOME=${this.folder}`, `LANG=${this.locale}`, 'TERM=screen', 'NO_COLOR=1'];
    const command = ['env', '-i', ...environment, process.execPath, PROGRAM, ...words].map(quoted).join(' ');
    // One server for all programs of this person: it ends with the last of its sessions, so a first one stays.
    if (this.sessions++ === 0) this.mustWork('new-session', '-d', '-s', 'stays', 'sleep 3600');
    this.mustWork(
      'new-session',
      '-d',
      '-s',
      this.session,
      '-x',
      '80',
      '-y',
      '60',
      '-c',
      this.folder,
      `${command}; echo "exit $?"; sleep 600`,
    );
  }

  /** What the screen shows now, without blanks at the ends of lines. */
  screen(): string {
    return this.tmux('capture-pane', '-p', '-t', this.session)
      .stdout.replace(/[ \t]+$/gm, '')
      .trimEnd();
  }

  /** Waits until the screen shows this; throws with the screen when it never does. */
  async shows(words: string | RegExp): Promise<string> {
    const until = Date.now() + WAIT_MS;
    for (;;) {
      const screen = this.screen();
      if (typeof words === 'string' ? screen.includes(words) : words.test(screen)) return screen;
      if (Date.now() > until) throw new Error(`"${words}" is not on the screen:\n${screen}`);
      await pause(25);
    }
  }

  /** Waits for a question, then presses keys. */
  async answer(question: string, ...keys: readonly Key[]): Promise<void> {
    await this.shows(question);
    for (const key of keys) {
      if (typeof key === 'string') this.tmux('send-keys', '-t', this.session, key);
      else this.tmux('send-keys', '-t', this.session, '-l', key.type);
      // A person's keys come one after the other too.
      await pause(60);
    }
  }

  close(): void {
    this.tmux('kill-server');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private mustWork(...words: readonly string[]): void {
    const done = this.tmux(...words);
    if (done.status !== 0) throw new Error(`tmux ${words[0]}: ${done.stderr}`);
  }

  private tmux(...words: readonly string[]): { status: number | null; stdout: string; stderr: string } {
    return spawnSync('tmux', ['-u', '-S', join(this.folder, '.tmux'), '-f', '/dev/null', ...words], { encoding: 'utf8' });
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
