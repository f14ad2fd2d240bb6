import { chmodSync, linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Actor, ZonePolicy } from '../../../src/core/zone.ts';
import type { CheckResult } from '../../../src/guard/check/judged.ts';
import { checkStaged } from '../../../src/guard/check/staged.ts';
import { checkWorktree } from '../../../src/guard/check/worktree.ts';
import { readPolicy } from '../../../src/guard/policy/read.ts';
import { worktreeSource } from '../../../src/guard/policy/source.ts';
import { CRM, History, SOLARTECH, TREE } from './history.ts';

const TARGETS = `${SOLARTECH}/TTL_KPIS.md`;
const REPORT = `${SOLARTECH}/reports/a.md`;
const actor: Actor = { kind: 'agent', agent: 'crm-ops', session: CRM };
let h: History;
let base: string;
let policy: ZonePolicy;

beforeAll(async () => {
  h = new History();
  base = h.commit({ files: { ...TREE, '.gitignore': '_INBOX/\n' } });
  h.git('reset', '-q', '--hard', base);
  policy = (await readPolicy(worktreeSource(h.root))).value;
});

afterEach(() => {
  rmSync(join(h.root, '.git', 'MERGE_HEAD'), { force: true });
  h.git('reset', '-q', '--hard', base);
  h.git('clean', '-qffdx');
});

const said = ({ refused }: CheckResult): readonly string[] => refused.map(({ verdict }) => `${verdict.code} ${verdict.path}`).sort();
const staged = async (index?: string): Promise<readonly string[]> => said(await checkStaged({ root: h.root, policy, actor, index }));
const onDisk = async (): Promise<readonly string[]> => said(await checkWorktree({ root: h.root, policy, actor }));

describe('what is staged', () => {
  it('is judged, and nothing else', async () => {
    h.write(TARGETS, 'two\n');
    h.write(REPORT, 'two\n');
    expect(await staged()).toEqual([]);
    h.git('add', REPORT);
    expect(await staged()).toEqual([]);
    h.git('add', TARGETS);
    expect(await staged()).toEqual([`zone-none ${TARGETS}`]);
  });

  it('Z47 the blob of the index counts, not the file on the disk', async () => {
    const deal = `${SOLARTECH}/crm/deals/d1.md`;
    h.write(deal, '---\nstage: New\nicp_score: 9\n---\n\n# D1\n\ntext\n');
    h.git('add', deal);
    h.git('show', `HEAD:${deal}`);
    h.write(deal, h.run(['show', `HEAD:${deal}`]));
    expect(await staged()).toEqual([`zone-part-read ${deal}`]);
    h.git('config', 'filter.smuggle.clean', 'sed s/icp_score:.3/icp_score:\\ 9/');
    h.git('config', 'filter.smuggle.smudge', 'cat');
    writeFileSync(join(h.root, '.git', 'info', 'attributes'), '*.md filter=smuggle\n');
    h.git('reset', '-q', '--hard', base);
    h.write(deal, '---\nstage: Won\nicp_score: 3\n---\n\n# D1\n\ntext\n');
    h.git('add', deal);
    writeFileSync(join(h.root, '.git', 'info', 'attributes'), '');
    expect(await staged()).toEqual([`zone-part-read ${deal}`]);
  });

  it('Z50 the index that git gave to its hook is the one that is read', async () => {
    h.write(TARGETS, 'two\n');
    const index = join(h.root, '.git', 'next-index');
    h.run(['read-tree', 'HEAD'], '', { GIT_INDEX_FILE: index });
    h.run(['add', TARGETS], '', { GIT_INDEX_FILE: index });
    expect(await staged(index)).toEqual([`zone-none ${TARGETS}`]);
    expect(await staged()).toEqual([]);
  });

  it('Z21 a rename is a deletion there and a new file here', async () => {
    h.git('config', 'diff.renames', 'copies');
    h.git('mv', TARGETS, `${SOLARTECH}/reports/t.md`);
    expect(await staged()).toEqual([`zone-none ${TARGETS}`]);
    h.git('config', '--unset', 'diff.renames');
  });

  it('Z15, Z18, Z19 links, submodules and modes as the index has them', async () => {
    const at = `${SOLARTECH}/reports`;
    symlinkSync('../TTL_KPIS.md', join(h.root, at, 'link'));
    h.git('add', `${at}/link`);
    h.git('update-index', '--add', '--cacheinfo', `160000,${base},${at}/sub`);
    h.git('update-index', '--chmod=+x', TARGETS);
    h.git('config', 'diff.ignoreSubmodules', 'all');
    expect(await staged()).toEqual([`path-submodule ${at}/sub`, `path-symlink ${at}/link`, `zone-none ${TARGETS}`]);
    h.git('config', '--unset', 'diff.ignoreSubmodules');
  });

  it('Z36 in a merge, what git joins by itself is nobody’s doing here', async () => {
    const theirs = h.commit({ parents: [base], files: { [TARGETS]: 'theirs\n' } });
    const ours = h.commit({ parents: [base], files: { [REPORT]: 'ours\n' }, session: CRM });
    h.git('reset', '-q', '--hard', ours);
    h.git('merge', '-q', '--no-commit', '--no-ff', theirs);
    expect(await staged()).toEqual([]);
    h.write(TARGETS, 'evil\n');
    h.git('add', TARGETS);
    expect(await staged()).toEqual([`zone-none ${TARGETS}`]);
    h.git('checkout', '-q', ours, '--', TARGETS);
    expect(await staged()).toEqual([`zone-none ${TARGETS}`]);
  });

  it('a repository without a commit yet', async () => {
    const fresh = new History();
    mkdirSync(join(fresh.root, SOLARTECH, 'reports'), { recursive: true });
    fresh.write(REPORT, 'x');
    fresh.write('README.md', 'x');
    fresh.git('add', '.');
    expect(said(await checkStaged({ root: fresh.root, policy, actor }))).toEqual(['zone-none README.md']);
  });
});

describe('what lies on the disk', () => {
  it('tracked, untracked and staged files are judged; ignored ones are not', async () => {
    h.write(TARGETS, 'two\n');
    h.write(REPORT, 'two\n');
    h.write('new.md', 'x\n');
    mkdirSync(join(h.root, '_INBOX'));
    h.write('_INBOX/x.csv', 'x\n');
    expect(await onDisk()).toEqual([`zone-none ${TARGETS}`, 'zone-none new.md']);
    h.git('add', 'new.md');
    expect(await onDisk()).toEqual([`zone-none ${TARGETS}`, 'zone-none new.md']);
    rmSync(join(h.root, TARGETS));
    expect(await onDisk()).toEqual([`zone-none ${TARGETS}`, 'zone-none new.md']);
  });

  it('parts of a file are told apart as they lie there', async () => {
    const deal = `${SOLARTECH}/crm/deals/d1.md`;
    h.write(deal, '---\nstage: Won\nicp_score: 3\n---\n\n# D1\n\ntext\n');
    expect(await onDisk()).toEqual([]);
    h.write(deal, '---\nstage: Won\nicp_score: 4\n---\n\n# D1\n\ntext\n');
    expect(await onDisk()).toEqual([`zone-part-read ${deal}`]);
    h.write(`${SOLARTECH}/crm/deals/d2.md`, '---\nstage: New\n---\n');
    expect(await onDisk()).toEqual([`zone-part-read ${deal}`]);
  });

  it('Z49 flags of the index, exclude files and a monitor hide nothing', async () => {
    h.git('update-index', '--assume-unchanged', TARGETS);
    h.git('update-index', '--skip-worktree', `${SOLARTECH}/roles/SALES.md`);
    h.git('config', 'core.fsmonitor', '/bin/true');
    h.git('config', 'status.showUntrackedFiles', 'no');
    writeFileSync(join(h.root, '.git', 'info', 'exclude'), 'hidden.md\n');
    h.write(TARGETS, 'two\n');
    h.write(`${SOLARTECH}/roles/SALES.md`, 'two\n');
    h.write('hidden.md', 'x\n');
    try {
      expect(h.git('status', '--porcelain')).toBe('');
      expect(await onDisk()).toEqual([`zone-none ${SOLARTECH}/roles/SALES.md`, `zone-none ${TARGETS}`, 'zone-none hidden.md'].sort());
    } finally {
      h.git('config', '--unset', 'core.fsmonitor');
      h.git('config', '--unset', 'status.showUntrackedFiles');
      h.git('update-index', '--no-assume-unchanged', TARGETS);
      h.git('update-index', '--no-skip-worktree', `${SOLARTECH}/roles/SALES.md`);
      writeFileSync(join(h.root, '.git', 'info', 'exclude'), '');
    }
  });

  it('Z49 what a sparse checkout leaves out is not deleted', async () => {
    h.git('sparse-checkout', 'set', '--no-cone', `${SOLARTECH}/reports/`, 'bizos/*.md');
    try {
      expect(await onDisk()).toEqual([]);
    } finally {
      h.git('sparse-checkout', 'disable');
    }
  });

  it('Z15 a link, Z17 a second name, Z18 a repository of its own, Z19 a mode', async () => {
    const at = `${SOLARTECH}/reports`;
    symlinkSync('../TTL_KPIS.md', join(h.root, at, 'link'));
    linkSync(join(h.root, TARGETS), join(h.root, at, 'same.md'));
    mkdirSync(join(h.root, at, 'sub'));
    h.git('-C', join(h.root, at, 'sub'), 'init', '-q');
    h.write(`${at}/sub/x.md`, 'x');
    chmodSync(join(h.root, TARGETS), 0o755);
    expect(await onDisk()).toEqual(
      [`path-hard-link ${TARGETS}`, `path-hard-link ${at}/same.md`, `path-submodule ${at}/sub`, `path-symlink ${at}/link`].sort(),
    );
  });
});
