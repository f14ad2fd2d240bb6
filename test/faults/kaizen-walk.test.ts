import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, jsonOf, REPOSITORY } from '../business/group/fake-context.ts';
import { ask, gitIn } from '../business/kaizen/log-tree.ts';
import { installDriver, mergeTree, tryGit } from '../business/kaizen/merge-tree.ts';

/**
 * Two clones without a remote that both know of write experiments, rules and notes, take them on, and bring their work together in any order:
 * by merge, rebase, squash, cherry-pick, stash. In the end each has everything once, as far as its writer took it, with one number of its own,
 * and whatever names an experiment names the one that its writer meant. BIZOS_FAULTS=full: many walks; BIZOS_SEED: this one.
 */
const FULL = process.env.BIZOS_FAULTS === 'full';
const SEEDS = process.env.BIZOS_SEED?.split(',').map(Number) ?? Array.from({ length: FULL ? 60 : 1 }, (_, k) => k + 1);
const STEPS = Number(process.env.BIZOS_STEPS ?? (FULL ? 40 : 14));

interface Listed {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly ledTo?: string | null;
  readonly followedBy?: string | null;
}

const NEXT: Readonly<Record<string, string>> = { proposed: 'start', active: 'result', completed: 'decide' };

/** Numbers of a seed, from 0 to below 1 (mulberry32). */
function numbersOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

class Walk {
  readonly clones: readonly string[];
  readonly said: string[] = [];
  /** Word of an experiment → who takes it on, and how far it has come. */
  private readonly experiments = new Map<string, { owner: string; state: string; follows?: string }>();
  /** Word of a rule → that of the experiment that it came from. */
  private readonly rules = new Map<string, string>();
  private readonly notes: { owner: string; word: string; of: string }[] = [];
  private readonly remarks: { word: string; of: string }[] = [];
  private readonly candidates: string[] = [];
  private readonly random: () => number;
  private count = 0;

  /** Every third walk goes without git's merge driver. */
  private readonly driver: boolean;

  constructor(seed: number) {
    this.driver = seed % 3 !== 0;
    this.random = numbersOf(seed);
    const one = mergeTree();
    if (this.driver) installDriver(one);
    const two = emptyFolder();
    cpSync(one, two, { recursive: true });
    this.clones = [one, two];
  }

  private pick<T>(of: readonly T[]): T {
    return of[Math.floor(this.random() * of.length)];
  }

  private word(kind: string): string {
    this.count++;
    return `${kind}${this.count}x`;
  }

  private ask(clone: string, name: string, input: Record<string, unknown> = {}): Promise<unknown> {
    const day = 20 + Math.floor(this.random() * 3);
    return ask(clone, name, input, { now: () => Date.parse(`2026-11-${day}T01:00:00Z`) });
  }

  async listed(clone: string): Promise<readonly Listed[]> {
    return jsonOf(await ask(clone, 'kaizen list')).experiments as readonly Listed[];
  }

  private commit(clone: string, words: string): void {
    gitIn(clone, 'add', '-A');
    tryGit(clone, 'commit', '-q', '-m', words);
  }

  /** One of the experiments that a clone takes on, or of all that it knows. */
  private async one(clone: string, own: boolean): Promise<{ id: string; word: string } | undefined> {
    const all = (await this.listed(clone)).flatMap(({ id, title }) => {
      const word = wordIn(title);
      const known = word && this.experiments.get(word);
      return known && (!own || (known.owner === clone && NEXT[known.state])) ? [{ id, word }] : [];
    });
    return all.length === 0 ? undefined : this.pick(all);
  }

  async step(): Promise<void> {
    const clone = this.pick(this.clones);
    const kinds = [
      'learn',
      'learn',
      'goOn',
      'goOn',
      'rule',
      'note',
      'remark',
      'candidate',
      'merge',
      'merge',
      'cross',
      'rebase',
      'squash',
      'cherryPick',
      'stash',
    ] as const;
    const kind = this.pick(kinds);
    this.said.push(`${clone === this.clones[0] ? 'x' : 'y'} ${kind}`);
    // Without the driver git puts lines of a picked commit on any entry that is alike, and leaves marks that are no merge's.
    if (this.driver || !['rebase', 'cherryPick', 'stash'].includes(kind)) await this[kind](clone);
  }

  private async learn(clone: string): Promise<void> {
    const word = this.word('Idea');
    const words = `kaizen bizos: If we ${word} the review then flags fall because owners look`;
    await this.ask(clone, 'learn', { words, layer: 'process', entity: 'solartech' });
    this.experiments.set(word, { owner: clone, state: 'proposed' });
    this.commit(clone, word);
  }

  private async goOn(clone: string): Promise<void> {
    const it = await this.one(clone, true);
    const known = it && this.experiments.get(it.word);
    if (!it || !known) return;
    const { id, word } = it;
    const step = NEXT[known.state];
    this.said.push(`  ${step} ${word}`);
    if (step === 'start') await this.ask(clone, 'kaizen start', { id });
    if (step === 'result') await this.ask(clone, 'kaizen result', { id, text: `Came of ${word}` });
    known.state = step === 'start' ? 'active' : 'completed';
    if (step === 'decide') {
      const decision = this.pick(['adopt', 'drop', 'iterate'] as const);
      const [rule, next] = [this.word('Rule'), this.word('Idea')];
      const more = {
        adopt: { rule: `${rule} holds always` },
        drop: {},
        iterate: { next: `If we ${next} the review then flags fall because owners look` },
      };
      await this.ask(clone, 'kaizen decide', { id, decision, learning: `Taught by ${word}`, ...more[decision] });
      known.state = { adopt: 'adopted', drop: 'dropped', iterate: 'iterated' }[decision];
      if (decision === 'adopt') this.rules.set(rule, word);
      if (decision === 'iterate') this.experiments.set(next, { owner: clone, state: 'proposed', follows: word });
    }
    this.commit(clone, `${step} ${word}`);
  }

  private async rule(clone: string): Promise<void> {
    const it = await this.one(clone, false);
    if (!it) return;
    const word = this.word('Rule');
    await this.ask(clone, 'learn', { words: `rule bizos: ${word} holds always`, from: it.id });
    this.rules.set(word, it.word);
    this.commit(clone, word);
  }

  private async note(clone: string): Promise<void> {
    const it = await this.one(clone, false);
    if (!it) return;
    const word = this.word('Note');
    appendFileSync(this.notesOf(clone, clone), `${word}: see ${it.id}\n\n`);
    this.notes.push({ owner: clone, word, of: it.word });
    this.commit(clone, word);
  }

  /** A person writes a line into an experiment, in an editor. */
  private async remark(clone: string): Promise<void> {
    const it = await this.one(clone, true);
    if (!it) return;
    const word = this.word('Remark');
    const log = join(clone, LOG);
    const text = readFileSync(log, 'utf8');
    const at = text.indexOf('**Hypothesis:**', text.indexOf(`### [${it.id}]`));
    writeFileSync(log, `${text.slice(0, at)}${word} of a person.\n\n${text.slice(at)}`);
    this.remarks.push({ word, of: it.word });
    this.commit(clone, word);
  }

  private async candidate(clone: string): Promise<void> {
    const word = this.word('Candidate');
    await this.ask(clone, 'kaizen candidate', { text: `Process: ${word}` });
    this.candidates.push(word);
    this.commit(clone, word);
  }

  async merge(clone: string): Promise<void> {
    this.fetch(clone);
    tryGit(clone, 'merge', '-q', '--no-edit', 'other');
    await this.settle(clone);
  }

  /** Both take the other's work in as it was before either did, and then each other's merge. */
  private async cross(): Promise<void> {
    for (const clone of this.clones) this.fetch(clone);
    for (const clone of this.clones) {
      tryGit(clone, 'merge', '-q', '--no-edit', 'other');
      await this.settle(clone);
    }
  }

  private async rebase(clone: string): Promise<void> {
    this.fetch(clone);
    const { code, said } = tryGit(clone, 'rebase', '-q', 'other');
    // A commit that was picked or squashed before stands there further on: git asks, and so do we.
    if (code !== 0) return this.giveUp(clone, 'rebase', said);
    await this.settle(clone);
  }

  private async squash(clone: string): Promise<void> {
    this.fetch(clone);
    tryGit(clone, 'merge', '-q', '--squash', 'other');
    await this.settle(clone);
  }

  private async cherryPick(clone: string): Promise<void> {
    this.fetch(clone);
    if (gitIn(clone, 'rev-list', '--parents', '-1', 'other').trim().split(' ').length !== 2) return;
    const { code, said } = tryGit(clone, 'cherry-pick', 'other');
    if (code !== 0) return this.giveUp(clone, 'cherry-pick', said);
    await this.settle(clone);
  }

  /** Something is not committed yet when the other's work comes in. */
  private async stash(clone: string): Promise<void> {
    const head = gitIn(clone, 'rev-parse', 'HEAD').trim();
    await this.learn(clone);
    gitIn(clone, 'reset', '-q', '--soft', head);
    gitIn(clone, 'stash', '-q');
    await this.merge(clone);
    const { code, said } = tryGit(clone, 'stash', 'pop', '-q');
    if (code !== 0) throw new Error(`stash pop: ${said}`);
    await this.settle(clone);
  }

  private giveUp(clone: string, what: string, said: string): void {
    this.said.push(`  given up: ${said.split('\n').find((line) => /CONFLICT|empty/.test(line)) ?? said.slice(0, 200)}`);
    gitIn(clone, what, '--abort');
  }

  private fetch(clone: string): void {
    const other = this.clones[this.clones[0] === clone ? 1 : 0];
    gitIn(clone, 'fetch', '-q', other, '+main:refs/heads/other');
  }

  /** What git could not merge of the notes is as their owner has it; then `kaizen merge`, and a commit. */
  private async settle(clone: string): Promise<void> {
    for (const path of unmerged(clone)) {
      const owner = this.clones.find((one) => join(clone, path) === this.notesOf(clone, one));
      // A log: what the driver left, since it sees one of them at a time, is for `kaizen merge`.
      if (!owner) continue;
      gitIn(clone, 'checkout', owner === clone ? '--ours' : '--theirs', '--', path);
      gitIn(clone, 'add', '--', path);
    }
    const { exit } = await ask(clone, 'kaizen merge');
    if (exit || unmerged(clone).length > 0) throw new Error(`kaizen merge: exit ${exit}; ${unmerged(clone)}`);
    this.commit(clone, 'merged');
  }

  private notesOf(clone: string, owner: string): string {
    return join(clone, 'bizos', `NOTES_${this.clones.indexOf(owner)}.md`);
  }

  /** Throws where a clone lacks something, has it twice, or names another. */
  async check(clone: string): Promise<void> {
    const listed = await this.listed(clone);
    const byWord = new Map(listed.map((one) => [wordIn(one.title) ?? one.title, one]));
    expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
    expect(listed.map(({ title }) => wordIn(title) ?? title).sort()).toEqual(['The first', ...this.experiments.keys()].sort());
    const idOf = (word: string): string => byWord.get(word)?.id ?? '';
    const text = readFileSync(join(clone, LOG), 'utf8');
    for (const [word, { state, follows }] of this.experiments) {
      expect([word, byWord.get(word)?.state]).toEqual([word, state]);
      if (follows) expect([word, byWord.get(follows)?.followedBy]).toEqual([word, idOf(word)]);
    }
    for (const { word, of } of this.remarks) expect([word, sectionsWith(text, word)]).toEqual([word, [idOf(of)]]);
    for (const word of this.candidates) expect([word, text.split(word).length - 1]).toEqual([word, 1]);
    this.checkRules(clone, byWord);
    const notes = this.clones
      .map((owner) => this.notesOf(clone, owner))
      .map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : ''));
    for (const { word, of } of this.notes)
      expect(
        notes
          .join('')
          .split('\n')
          .filter((line) => line.startsWith(`${word}:`)),
      ).toEqual([`${word}: see ${idOf(of)}`]);
    const doctor = spawnSync(process.execPath, [join(REPOSITORY, 'bin', 'bizos.js'), 'doctor'], { cwd: clone, encoding: 'utf8' });
    expect(doctor.stdout + doctor.stderr).not.toMatch(/KAIZEN_LOG|BIZOS_RULES|K-BIZ|R-BIZ/);
  }

  private checkRules(clone: string, byWord: ReadonlyMap<string, Listed>): void {
    const text = readFileSync(join(clone, 'bizos', 'BIZOS_RULES.md'), 'utf8');
    const ids = [...text.matchAll(/^### \[(R-BIZ-\S+)\]/gm)].map(([, id]) => id);
    expect(ids.length).toBe(new Set(ids).size);
    expect(ids.length).toBe(this.rules.size);
    const led = new Map<string, string[]>();
    for (const [word, of] of this.rules) {
      const found = text.split(/^(?=### )/m).filter((part) => part.includes(`${word} holds`));
      expect([word, found.length]).toEqual([word, 1]);
      const it = byWord.get(of);
      expect([word, /\*\*From:\*\* (\S+)/.exec(found[0])?.[1]]).toEqual([word, it?.id]);
      led.set(of, [...(led.get(of) ?? []), /\[(\S+?)\]/.exec(found[0])?.[1] ?? '']);
    }
    for (const [of, rules] of led) expect([of, byWord.get(of)?.ledTo?.split(/,\s*/).sort()]).toEqual([of, rules.sort()]);
  }
}

const LOG = join('bizos', 'KAIZEN_LOG.md');

function wordIn(title: string): string | undefined {
  return /Idea\d+x/.exec(title)?.[0];
}

function unmerged(clone: string): string[] {
  return gitIn(clone, 'diff', '--name-only', '-z', '--diff-filter=U').split('\0').filter(Boolean);
}

/** Ids of the entries in which a word stands. */
function sectionsWith(text: string, word: string): string[] {
  return text
    .split(/^(?=##)/m)
    .filter((part) => part.includes(`${word} `))
    .map((part) => /^### \[(\S+?)\]/.exec(part)?.[1] ?? part.slice(0, 20));
}

describe('two clones that write one log', () => {
  it.each(SEEDS)('have all of it, once, and each other’s meaning: walk %i', async (seed) => {
    const walk = new Walk(seed);
    try {
      for (let k = 0; k < STEPS; k++) await walk.step();
      walk.said.push('in the end');
      for (const clone of walk.clones) await walk.merge(clone);
      for (const clone of walk.clones) await walk.check(clone);
    } catch (error) {
      const said = `BIZOS_SEED=${seed} BIZOS_STEPS=${STEPS}, ${walk.clones.join(' ')}\n${walk.said.join('\n')}\n`;
      if (error instanceof Error) error.message = said + error.message;
      throw error;
    }
  });
});
