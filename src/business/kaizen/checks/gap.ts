import type { Text } from '../../../core/text.ts';
import type { Fault, TreeCheck, TreeLook } from '../../../workspace/check.ts';
import { type LogEntry, type LogOutline, scanLog } from '../log-scan.ts';
import { dateOf, hasItsWords, hypothesisOf, noteOf } from '../merge-entries.ts';
import { DEFAULT_ROUTES } from '../routes.ts';
import { entriesOf } from './logs.ts';

/** A state that the tree is compared with. */
interface Past {
  readonly commit: string;
  /** What the tree came from, all in all. */
  readonly tips: readonly string[];
  /** When that was. */
  readonly en: string;
  readonly de: string;
  /** Of a branch that was merged: where it parted from ours. What it has from there ours took out before, if it lacks it. */
  readonly bases?: readonly string[];
}

/** An entry as one state has it. */
interface Stood {
  readonly outline: LogOutline;
  readonly entry: LogEntry;
}

/**
 * Numbers that are missing and were once there: a commit that this one came from has the entry, and no document has it now. A number that
 * was reserved and never written leaves a gap that matters to nobody.
 */
export const entryGone: TreeCheck = {
  explanation: {
    code: 'experiment-gone',
    title: { en: 'An experiment is gone', de: 'Ein Versuch ist weg' },
    explain: {
      en: 'A commit before, or a branch that was merged, has an entry that no document has any more. What was tried and taught is lost to those who come later, and may be tried again.',
      de: 'Ein früherer Commit oder ein Branch, der zusammengeführt wurde, hat einen Eintrag, den kein Dokument mehr hat. Was probiert und gelernt wurde, fehlt denen, die später kommen, und wird vielleicht noch einmal probiert.',
    },
    example: { en: 'K-BIZ-004 was in the log at HEAD and is not now.', de: 'K-BIZ-004 stand bei HEAD im Log und steht nicht mehr darin.' },
    remedy: {
      en: 'Take it back (git checkout -p FILE), or move it to bizos/_archive. What is not wanted is dropped, not deleted. In a merge: git checkout --merge -- FILE; bizos kaizen merge',
      de: 'Hole ihn zurück (git checkout -p DATEI), oder lege ihn nach bizos/_archive. Was nicht gewollt ist, wird verworfen, nicht gelöscht. In einem Merge: git checkout --merge -- DATEI; bizos kaizen merge',
    },
  },
  async run(look) {
    const entries = entriesOf(look);
    const known = new Set(entries.map(wordsFor));
    const logs = look.documents.filter(({ kind }) => kind === 'kaizen-log').map(({ document }) => document.path);
    const files = [...new Set([...entries.map(({ file }) => file), ...logs, ...DEFAULT_ROUTES.map(({ file }) => file)])];
    let here: Entries | undefined;
    const told = new Set<string>();
    const faults: Fault[] = [];
    for (const past of await pasts(look)) {
      const changed = (await look.git('diff', '-z', '--name-only', '--relative', '--no-renames', past.commit, '--', ...files)) ?? '';
      for (const file of changed.split('\0').filter(Boolean)) {
        for (const stood of await newIn(look, past, file, known)) {
          here ??= new Entries(look.documents.flatMap(({ document: { path, text } }) => (files.includes(path) ? [scanLog(text)] : [])));
          // One that has got another number since is told once, too.
          if (told.has(onItsDay(stood, stood.entry.name)) || here.have(stood)) continue;
          const isTaken = here.haveNumber(stood.entry.id);
          if (isTaken && !(await isGivenTwice(look, past, file, stood))) continue;
          told.add(onItsDay(stood, stood.entry.name));
          faults.push(await faultOf(look, past, file, stood.entry, isTaken));
        }
      }
    }
    return faults;
  },
};

const wordsFor = ({ id, name }: { readonly id: string; readonly name: string }): string => `${id} ${name}`;

/** Entries of a log as it was then that are not known by number and title; of a branch that was merged, those that came with it. */
async function newIn(look: TreeLook, { commit, bases = [] }: Past, file: string, known: ReadonlySet<string>): Promise<readonly Stood[]> {
  const outline = await logIn(look, commit, file);
  const missing = outline.entries.filter((entry) => !known.has(wordsFor(entry))).map((entry) => ({ outline, entry }));
  if (missing.length === 0 || bases.length === 0) return missing;
  const before = new Entries(await Promise.all(bases.map((base) => logIn(look, base, file))));
  return missing.filter((stood) => !before.haveNumber(stood.entry.id) && !before.have(stood));
}

async function logIn({ git }: TreeLook, commit: string, file: string): Promise<LogOutline> {
  return scanLog((await git('show', `${commit}:./${file}`)) ?? '');
}

/** Entries of logs, to look up one that is not there under its number and title. */
class Entries {
  private readonly all: readonly Stood[];
  private readonly titles: ReadonlySet<string>;
  private hypotheses: ReadonlySet<string> | undefined;
  /** By the numbers that they have and had. */
  private readonly numbered = new Map<string, Stood[]>();

  constructor(outlines: readonly LogOutline[]) {
    this.all = outlines.flatMap((outline) => outline.entries.map((entry) => ({ outline, entry })));
    this.titles = new Set(this.all.map((stood) => onItsDay(stood, stood.entry.name)));
    for (const stood of this.all)
      for (const id of new Set([stood.entry.id, noteOf(stood.outline, stood.entry)?.was]))
        if (id !== undefined) this.numbered.set(id, [...(this.numbered.get(id) ?? []), stood]);
  }

  haveNumber(id: string): boolean {
    return this.numbered.has(id);
  }

  /**
   * Whether one of them is this one: title and day are the same, or hypothesis and day, whatever number it has (two merges, each in its own
   * clone, may have given one entry two numbers, of which one stays); or its number, and title or hypothesis. What was provisional may have
   * got any number.
   */
  have(stood: Stood): boolean {
    const { outline, entry } = stood;
    if (this.titles.has(onItsDay(stood, entry.name))) return true;
    const others = entry.id.includes('~') ? this.all : (this.numbered.get(entry.id) ?? []);
    if (others.some((other) => hasItsWords(outline, entry, other.outline, other.entry))) return true;
    const hypothesis = hypothesisOf(outline, entry);
    this.hypotheses ??= new Set(this.all.map((one) => onItsDay(one, hypothesisOf(one.outline, one.entry) ?? '')));
    return hypothesis !== undefined && this.hypotheses.has(onItsDay(stood, hypothesis));
  }
}

function onItsDay({ outline, entry }: Stood, words: string): string {
  return `${dateOf(outline, entry)} ${words}`;
}

/**
 * Whether the number of an entry was also given where that entry was not known, on another branch: then the one that has it now is not this
 * one. Else a person has mended its title and its hypothesis.
 */
async function isGivenTwice(look: TreeLook, { commit, tips }: Past, file: string, stood: Stood): Promise<boolean> {
  const { id } = stood.entry;
  const commits = (await look.git('log', '--format=%H', `-S[${id}]`, ...tips, '--not', commit, '--', file)) ?? '';
  for (const at of commits.split('\n').filter(Boolean)) {
    const outline = await logIn(look, at, file);
    const [entry] = outline.withId(id);
    if (!entry || hasItsWords(stood.outline, stood.entry, outline, entry)) continue;
    if ((await logIn(look, `${at}^`, file)).withId(id).length === 0) return true;
  }
  return false;
}

async function faultOf(look: TreeLook, past: Past, file: string, { id, name }: LogEntry, isTaken: boolean): Promise<Fault> {
  const { en, de } = past;
  return {
    problem: {
      code: 'experiment-gone',
      level: 'warning',
      message: { en: `${id} "${name}" was here ${en} and is gone.`, de: `${id} „${name}“ stand ${de} hier und ist weg.` },
      place: { file },
      remedy: await wayBack(look, past, file, isTaken),
    },
  };
}

/** `isTaken`: another entry has its number now. */
async function wayBack({ git }: TreeLook, { commit, tips }: Past, file: string, isTaken: boolean): Promise<Text> {
  // A merge is going on, and git has made a conflict of it.
  if (tips.length > 1 && (await git('ls-files', '--unmerged', '--resolve-undo', '--', file)))
    return {
      en: `Bring the conflict back, and keep both sides: git checkout --merge -- ${file}; bizos kaizen merge`,
      de: `Hole den Konflikt zurück, und behalte beide Seiten: git checkout --merge -- ${file}; bizos kaizen merge`,
    };
  const shown = `git show ${commit.slice(0, 10)}:./${file}`;
  if (isTaken)
    return {
      en: `Its number is another entry's now. Take it back under the next free one, or move it to bizos/_archive: ${shown}`,
      de: `Seine Nummer hat jetzt ein anderer Eintrag. Hole ihn unter der nächsten freien zurück, oder lege ihn nach bizos/_archive: ${shown}`,
    };
  return {
    en: `Take it back, or move it to bizos/_archive: ${shown}`,
    de: `Hole ihn zurück, oder lege ihn nach bizos/_archive: ${shown}`,
  };
}

/**
 * States that the tree is compared with: the last commit; before it, which is the base where CI looks at a merge; the branches that it merged,
 * or that are being merged; and where the branch left.
 */
async function pasts({ git }: TreeLook): Promise<readonly Past[]> {
  const words = async (...asked: string[]): Promise<string[]> => ((await git(...asked)) ?? '').split(/\s+/).filter(Boolean);
  const [head, parent, ...merged] = await words('rev-list', '--parents', '--max-count=1', 'HEAD');
  if (head === undefined) return [];
  const merging = await words('rev-parse', '--verify', '--quiet', 'MERGE_HEAD^{commit}');
  const [fork] = await words('merge-base', 'HEAD', 'origin/HEAD');
  const tips = [head, ...merging];
  const plain = (commit: string | undefined, en: string, de: string): Past[] => (commit === undefined ? [] : [{ commit, tips, en, de }]);
  const beside = async (ours: string, commits: readonly string[], en: string, de: string): Promise<Past[]> =>
    Promise.all(commits.map(async (commit) => ({ commit, tips, en, de, bases: await words('merge-base', '--all', ours, commit) })));
  return [
    ...plain(head, 'at the last commit', 'beim letzten Commit'),
    ...plain(parent, 'before the last commit', 'vor dem letzten Commit'),
    ...(await beside(head, merging, 'on the branch that is being merged', 'auf dem Branch, der gerade zusammengeführt wird,')),
    ...(await beside(parent ?? head, merged, 'on the branch that was merged', 'auf dem Branch, der zusammengeführt wurde,')),
    ...plain(fork, 'where the branch began', 'wo der Branch begann'),
  ];
}
