import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CRM, type Files, History, PERF, SOLARTECH, TREE } from './history.ts';

const TARGETS = `${SOLARTECH}/TTL_KPIS.md`;
const REPORT = `${SOLARTECH}/reports/a.md`;

let h: History;
let base: string;
/** The session of crm-ops, one commit ahead. */
let ours: string;
/** Somebody else's work on other files. */
let theirs: string;

beforeAll(() => {
  h = new History();
  base = h.commit({ files: TREE });
  ours = h.commit({ parents: [base], files: { [REPORT]: 'ours\n' }, session: CRM });
  theirs = h.commit({ parents: [base], files: { [TARGETS]: 'theirs\n', [`${SOLARTECH}/roles/NEW.md`]: 'theirs\n' }, session: PERF });
});

/** A merge of these two by crm-ops, with changes on top of what git makes of it. */
const merged = (files: Files = {}, parents: readonly string[] = [ours, theirs], tree = h.mergedTree(ours, theirs)): string =>
  h.commit({ parents, tree, files, session: CRM });

describe('merges', () => {
  it('Z29 one that only joins is in order: each commit is judged as its own session’s', async () => {
    expect(await h.codes(base, merged())).toEqual([]);
    const foreign = h.commit({ parents: [base], files: { [REPORT]: 'x\n' }, session: PERF });
    expect(await h.codes(base, h.commit({ parents: [ours, foreign], tree: `${ours}^{tree}`, session: CRM }))).toContain('zone-none');
  });

  it('Z30 a change that neither side has', async () => {
    expect(await h.refusedPaths(base, merged({ [`${SOLARTECH}/roles/SALES.md`]: 'evil\n' }))).toEqual([`${SOLARTECH}/roles/SALES.md`]);
  });

  it('Z30 one in the own zone is the merging session’s to make', async () => {
    expect(await h.codes(base, merged({ [`${SOLARTECH}/reports/b.md`]: 'mine\n' }))).toEqual([]);
  });

  it('Z31 -s ours, which drops the others’ work', async () => {
    expect(await h.refusedPaths(base, merged({}, [ours, theirs], `${ours}^{tree}`))).toEqual([TARGETS, `${SOLARTECH}/roles/NEW.md`]);
  });

  it('Z32 one file set back in silence', async () => {
    expect(await h.refusedPaths(base, merged({ [TARGETS]: '# Targets\n\none\n' }))).toEqual([TARGETS]);
  });

  it('Z33 more than two parents', async () => {
    const third = h.commit({ parents: [base], files: { [`${SOLARTECH}/reports/c.md`]: 'x\n' }, session: CRM });
    expect(await h.codes(base, merged({}, [ours, theirs, third]))).toContain('merge-octopus');
  });

  it('Z34 histories that have nothing in common', async () => {
    const root = h.commit({ files: { [REPORT]: 'x\n' }, session: CRM });
    expect(await h.codes(base, merged({}, [ours, root], `${ours}^{tree}`))).toEqual(
      expect.arrayContaining(['merge-unrelated', 'second-root']),
    );
  });

  it('Z35 with its parents the other way round', async () => {
    expect(await h.codes(base, merged({}, [theirs, ours]))).toEqual([]);
    expect(await h.refusedPaths(base, merged({ [TARGETS]: 'evil\n' }, [theirs, ours]))).toEqual([TARGETS]);
  });

  describe('Z36 in conflict', () => {
    const both = (path: string, one: string, other: string): readonly [string, string] => [
      h.commit({ parents: [base], files: { [path]: one } }),
      h.commit({ parents: [base], files: { [path]: other } }),
    ];
    const resolved = (sides: readonly [string, string], files: Files): string =>
      h.commit({ parents: sides, tree: h.mergedTree(...sides), files, session: CRM });

    it('a file of the own zone may be resolved', async () => {
      expect(await h.codes(base, resolved(both(REPORT, 'one\n', 'other\n'), { [REPORT]: 'both\n' }))).toEqual([]);
    });

    it.each([
      ['anew', 'both\n'],
      ['to the first side', 'one\n'],
      ['to the second side', 'other\n'],
    ])('another’s file may not, %s', async (_name, text) => {
      expect(await h.refusedPaths(base, resolved(both(TARGETS, 'one\n', 'other\n'), { [TARGETS]: text }))).toEqual([TARGETS]);
    });

    it('nor may it be left with its marks', async () => {
      expect(await h.refusedPaths(base, resolved(both(TARGETS, 'one\n', 'other\n'), {}))).toEqual([TARGETS]);
    });

    it('nor kept where the other side deleted it', async () => {
      const changed = h.commit({ parents: [base], files: { [TARGETS]: 'one\n' } });
      const deleted = h.commit({ parents: [base], files: { [TARGETS]: null } });
      expect(await h.refusedPaths(base, resolved([changed, deleted], {}))).toEqual([TARGETS]);
      expect(await h.refusedPaths(base, resolved([changed, deleted], { [TARGETS]: null }))).toEqual([TARGETS]);
    });
  });

  it('a person merges as they like', async () => {
    expect(await h.codes(base, h.commit({ parents: [ours, theirs], tree: `${ours}^{tree}` }))).toEqual([]);
  });

  it('settings of the clone don’t change the merge that is compared with', async () => {
    const moved = h.commit({
      parents: [base],
      files: { [`${SOLARTECH}/reports/a.md`]: null, [`${SOLARTECH}/reports/moved.md`]: '# A\n\none\n' },
      session: CRM,
    });
    const edited = h.commit({ parents: [base], files: { [`${SOLARTECH}/reports/a.md`]: '# A\n\none\ntwo\n' }, session: CRM });
    const both = h.commit({ parents: [moved, edited], tree: h.mergedTree(moved, edited), session: CRM });
    h.git('config', 'merge.renames', 'false');
    expect(await h.codes(base, both)).toEqual([]);
    h.git('config', '--unset', 'merge.renames');
  });

  it('nor do its merge drivers: none is run, and none of their words are read', async () => {
    const one = h.commit({ parents: [base], files: { [REPORT]: '# A\n\none\ntwo\n' }, session: CRM });
    const two = h.commit({ parents: [base], files: { [REPORT]: '# Changed\n\none\n' }, session: CRM });
    const joined = h.commit({ parents: [one, two], tree: h.mergedTree(one, two), session: CRM });
    const ran = join(h.root, 'ran');
    h.git('config', 'merge.loud.driver', `touch '${ran}'; echo said; exit 0`);
    writeFileSync(join(h.root, '.git', 'info', 'attributes'), '*.md merge=loud\n');
    try {
      expect(await h.codes(base, joined)).toEqual([]);
      expect(existsSync(ran)).toBe(false);
    } finally {
      h.git('config', '--remove-section', 'merge.loud');
      rmSync(join(h.root, '.git', 'info', 'attributes'));
    }
  });
});
