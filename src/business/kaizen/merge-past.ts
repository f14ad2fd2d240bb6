import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { git } from '../../git/run.ts';
import { archivesBeside } from './ids-elsewhere.ts';
import { type LogEntry, type LogOutline, scanLog } from './log-scan.ts';
import { parentsOf, UNCOMMITTED, writersOf } from './merge-blame.ts';
import { coreOf, isAlike, noteOf } from './merge-entries.ts';
import { sameLines } from './merge-lines.ts';
import type { LogSides } from './merge-logs.ts';
import { MARKS } from './merge-marks.ts';
import { Versions } from './merge-moves.ts';
import type { OpenedTree } from './opened-tree.ts';

/** An entry as it stands now, and a number that it had before. */
export interface Noted {
  /** Its log. */
  readonly file: string;
  /** The log and its archives, so far as they have entries of its sort. */
  readonly documents: readonly string[];
  /** The one of them that it stands in. */
  readonly at: string;
  readonly was: string;
  /** All of them as one. */
  readonly outline: LogOutline;
  readonly entry: LogEntry;
  /** Line of the document that says so, and of its heading, from 0. */
  readonly line: number;
  readonly heading: number;
}

/** The merge that gave an entry its number: its own side, the other one, and which parent its own is. */
export interface Origin {
  readonly commit: string;
  readonly own: string;
  readonly other: string;
  readonly side: 'ours' | 'theirs';
}

/** Between two documents that are read as one. */
const BETWEEN = '\n\n';

/** The archives of a log, from the root. */
export function archivesOf(root: string, file: string): readonly string[] {
  return archivesBeside(join(root, file)).map((path) => relative(root, path).split(sep).join('/'));
}

/**
 * The entries of a log and its archives that say which number they had, once for each that they had; none where git's conflict marks stand in
 * it. Several logs may have one folder of archives: what an entry is called says whose it is.
 */
export function notedIn({ root, routes }: Pick<OpenedTree, 'root' | 'routes'>, file: string): readonly Noted[] {
  const text = textIn(root, file);
  if (MARKS.test(text)) return [];
  const openings = routes.flatMap((route) => (route.file === file ? [`[${route.prefix}-`] : []));
  const archives = archivesOf(root, file)
    .map((path) => ({ path, text: textIn(root, path) }))
    .filter((one) => openings.some((opening) => one.text.includes(opening)) && !MARKS.test(one.text));
  const all = [{ path: file, text }, ...archives];
  if (!all.some((one) => isNoted(one.text))) return [];
  const documents = all.map(({ path }) => path);
  const outline = scanLog(all.map((one) => one.text).join(BETWEEN));
  return notesOf(outline).flatMap(({ was, entry, start }) => {
    let begin = 0;
    const own = all.find((one) => {
      if (start < begin + one.text.length) return true;
      begin += one.text.length + BETWEEN.length;
      return false;
    });
    if (!own || (own.path !== file && !openings.some((opening) => `[${entry.id}`.startsWith(opening)))) return [];
    const lineOf = (offset: number): number => own.text.slice(0, offset - begin).split('\n').length - 1;
    return [{ file, documents, at: own.path, was, outline, entry, line: lineOf(start), heading: lineOf(entry.start) }];
  });
}

function textIn(root: string, path: string): string {
  const at = join(root, path);
  return existsSync(at) ? readFileSync(at, 'utf8') : '';
}

function isNoted(text: string): boolean {
  return text.includes('**Renumbered:**') || text.includes('**Umnummeriert:**');
}

/** A line that says which number its entry had, and where it begins. */
interface Note {
  readonly was: string;
  readonly entry: LogEntry;
  readonly start: number;
}

function notesOf(outline: LogOutline): readonly Note[] {
  const { text } = outline;
  return outline.entries.flatMap((entry) => {
    const notes: Note[] = [];
    if (!isNoted(text.slice(entry.bodyStart, entry.coreEnd))) return notes;
    // One that was renumbered twice says so twice, the last time first.
    for (let { bodyStart } = entry; ; ) {
      const was = noteOf(outline, { ...entry, bodyStart })?.was;
      if (was === undefined) return notes;
      const start = text.indexOf('**', bodyStart);
      notes.push({ was, entry, start });
      const end = text.indexOf('\n', start);
      if (end < 0) return notes;
      bodyStart = end + 1;
    }
  });
}

/** So many versions of a log are held at once. */
const AT_ONCE = 16;

/** What commits say of logs and documents; each is read once. */
export class Past {
  private readonly committed: Versions;
  private readonly logs = new Map<string, LogOutline>();
  private readonly origins = new Map<Noted, Promise<Origin | undefined>>();
  private readonly parents = new Map<string, readonly string[]>();
  private readonly same = new Map<string, Promise<ReadonlySet<number>>>();
  private readonly writers = new Map<string, Promise<ReadonlyMap<number, string>>>();

  constructor(
    readonly root: string,
    readonly range: readonly string[],
    private readonly notes: readonly Noted[],
  ) {
    this.committed = new Versions(root);
  }

  /** A document in a commit; empty where it is not there. */
  async text(path: string, commit: string): Promise<string> {
    return (await this.committed.of(path, [commit])).get(commit)?.toString('utf8') ?? '';
  }

  /** What a log says of the entries of notes, in many commits; what is not committed stands in the tree. */
  async ask(file: string, commits: readonly string[]): Promise<void> {
    const lacking = [...new Set(commits)].filter((commit) => !this.logs.has(`${commit}:${file}`));
    for (let k = 0; k < lacking.length; k += AT_ONCE) {
      const some = lacking.slice(k, k + AT_ONCE);
      const committed = some.filter((commit) => commit !== UNCOMMITTED);
      const found = await this.versions(file, committed);
      for (const commit of some) {
        const text = commit === UNCOMMITTED ? this.now(file) : (found.get(commit) ?? '');
        this.logs.set(`${commit}:${file}`, scanLog(this.ofNotes(file, text)));
      }
    }
  }

  /** The log of notes and its archives; any other document alone. */
  private documents(file: string): readonly string[] {
    return this.notes.find((note) => note.file === file)?.documents ?? [file];
  }

  private async versions(file: string, commits: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = await Promise.all(this.documents(file).map((path) => this.committed.of(path, commits)));
    const textOf = (commit: string): string =>
      found.flatMap((one) => (one.has(commit) ? [one.get(commit)?.toString('utf8') ?? ''] : [])).join(BETWEEN);
    return new Map(commits.map((commit) => [commit, textOf(commit)]));
  }

  /** A log with its archives as they stand in the tree. */
  now(file: string): string {
    return this.documents(file)
      .map((path) => textIn(this.root, path))
      .join(BETWEEN);
  }

  /** The part of a log that is about the entries of notes: to take all of a large one apart, for each commit, would take minutes. */
  private ofNotes(file: string, text: string): string {
    const notes = this.notes.filter((note) => note.file === file);
    const words = notes.flatMap(({ was, entry }) => [`[${was}]`, `[${entry.id}]`, entry.name]);
    const isAbout = (part: string): boolean => {
      const heading = part.slice(0, part.indexOf('\n') + 1 || part.length);
      // Where a fence begins and ends stays told.
      return words.some((word) => heading.includes(word)) || isNoted(part) || part.includes('```') || part.includes('~~~');
    };
    return text
      .split(/^(?=#)/m)
      .filter(isAbout)
      .join('');
  }

  /** A log in a commit, so far as it is about the entries of notes. */
  async log(file: string, commit: string): Promise<LogOutline> {
    await this.ask(file, [commit]);
    return this.logs.get(`${commit}:${file}`) ?? scanLog('');
  }

  /** Who wrote the line of a note; `moved`: who moved it did not, also out of the log into its archive. `heading`: that of its entry. */
  async writerOf({ file, at, line, heading: head }: Noted, moved: boolean, heading = false): Promise<string | undefined> {
    const key = `${moved}:${heading}:${at}`;
    const lines = this.notes.filter((note) => note.at === at).map((note) => (heading ? note.heading : note.line));
    const how = at === file ? 'within' : 'between';
    const known = this.writers.get(key) ?? writersOf(this.root, at, lines, this.range, moved ? how : undefined);
    this.writers.set(key, known);
    return (await known).get(heading ? head : line);
  }

  /** The parents of a commit; of what is not committed, HEAD. */
  async parentsOf(commit: string): Promise<readonly string[]> {
    if (commit === UNCOMMITTED) return ['HEAD'];
    const parents = this.parents.get(commit) ?? (await parentsOf(this.root, commit));
    this.parents.set(commit, parents);
    return parents;
  }

  /** The entry of a log that says it had the number of a note, if it is that of the note. */
  noted({ was, outline, entry }: Noted, log: LogOutline): LogEntry | undefined {
    if (!isNoted(log.text)) return undefined;
    const notes = notesOf(log).filter((one) => one.was === was);
    return (notes.find((one) => isAlike(log, one.entry, outline, entry)) ?? notes.find((one) => one.entry.id === entry.id))?.entry;
  }

  /** The merge that gave the entry of a note its number; undefined where it was none, or too long ago. */
  origin(note: Noted): Promise<Origin | undefined> {
    const known = this.origins.get(note) ?? this.findOrigin(note);
    this.origins.set(note, known);
    return known;
  }

  private async findOrigin(note: Noted): Promise<Origin | undefined> {
    const { file, was } = note;
    // Where an entry was moved, the line was written before; but two notes of one day are alike, too.
    const ways = [[false], [true], ...(note.at === file ? [] : [[true, true]])];
    for (const [moved, heading] of ways) {
      const commit = await this.writerOf(note, moved, heading);
      if (commit === undefined || commit === UNCOMMITTED) continue;
      const log = await this.log(file, commit);
      const entry = this.noted(note, log);
      const parents = await this.parentsOf(commit);
      if (!entry || parents.length !== 2) continue;
      const [ours, theirs] = [await this.log(file, parents[0]), await this.log(file, parents[1])];
      if ([ours, theirs].some((side) => this.noted(note, side))) continue;
      const isIts = (side: LogOutline): boolean => side.withId(was).some((one) => isAlike(side, one, log, entry));
      if (isIts(ours) === isIts(theirs)) continue;
      const [own, other] = isIts(ours) ? parents : [...parents].reverse();
      return { commit, own, other, side: isIts(ours) ? 'ours' : 'theirs' };
    }
    return undefined;
  }

  /** Whether a line of a document also stands there in a commit; of an entry of a log, in that entry. */
  async standsIn(
    commit: string,
    { path, lines, log }: { path: string; lines: readonly string[]; log?: LogOutline },
    k: number,
  ): Promise<boolean> {
    const around = log && entryAt(log, lines, k);
    const [from, part] = around ? [log.text.slice(0, around.start).split('\n').length - 1, coreOf(log, around).split('\n')] : [0, lines];
    const key = `${commit}:${path}:${around?.id ?? ''}`;
    const find = async (): Promise<ReadonlySet<number>> => {
      const text = await this.text(path, commit);
      const there = around ? coreThere(scanLog(text), log, around) : text;
      const same = await sameLines(
        there.split(/\r?\n/),
        part.map((line) => line.replace(/\r$/, '')),
      );
      return new Set([...same.values()].map((line) => from + line));
    };
    const known = this.same.get(key) ?? find();
    this.same.set(key, known);
    return (await known).has(k);
  }

  /** Whether a commit is another or below it. */
  async isBelow(commit: string, tip: string): Promise<boolean> {
    return (await git(['merge-base', '--is-ancestor', commit, tip], { cwd: this.root })).code === 0;
  }

  /** A log as the two sides of a merge and their beginning have it; `alone`: without its archives. */
  async sidesOf(file: string, { own, other, side }: Origin, alone: boolean): Promise<LogSides> {
    const [ours, theirs] = side === 'ours' ? [own, other] : [other, own];
    const base = await this.baseOf(ours, theirs);
    const text = async (commit: string): Promise<string> =>
      alone ? this.text(file, commit) : ((await this.versions(file, [commit])).get(commit) ?? '');
    return { base: base && (await text(base)), ours: await text(ours), theirs: await text(theirs) };
  }

  /** Where two commits began; empty where they have nothing in common. */
  async baseOf(one: string, other: string): Promise<string> {
    return (await git(['merge-base', one, other], { cwd: this.root })).stdout.toString('utf8').trim();
  }
}

/** The entry of a log that a line of it belongs to, by the line's index. */
export function entryAt(log: LogOutline, lines: readonly string[], k: number): LogEntry | undefined {
  const at = lines.slice(0, k).join('\n').length;
  return log.entries.find((one) => one.start <= at + 1 && at < one.coreEnd);
}

/** An entry as another state of the log has it; empty where it has none. */
function coreThere(there: LogOutline, log: LogOutline, entry: LogEntry): string {
  const it = there.entries.find((one) => isAlike(there, one, log, entry)) ?? there.withId(entry.id).at(0);
  return it ? coreOf(there, it) : '';
}
