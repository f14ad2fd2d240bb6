import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { treeLanguage } from '../../../src/tree/tongue.ts';
import { bizos, emptyFolder, treeRepository } from '../../guard/tree-fixture.ts';

const HOLDING = 'bizos/00_Holding/_ENTITY.md';

function germanTree(): string {
  const root = treeRepository();
  const text = readFileSync(join(root, HOLDING), 'utf8');
  writeFileSync(
    join(root, HOLDING),
    text.includes('\nlanguage:') ? text.replace(/\nlanguage:.*/, '\nlanguage: de') : text.replace('---\n', '---\nlanguage: de\n'),
  );
  return root;
}

describe('a refusal is said in the language that results have', () => {
  it.each([
    [['query', 'DELETE FROM deals'], {}, /erlaubt sind nur SELECT/],
    [['show', 'nobody-here'], {}, /Nichts hier heißt/],
    [['scan', 'pipeline', '--entity', 'wci'], {}, /Es gibt keinen Export/],
    [['--lang', 'en', 'scan', 'pipeline', '--entity', 'wci'], {}, /There is no export/],
    [['scan', 'pipeline', '--entity', 'wci'], { BIZOS_LANG: 'en' }, /There is no export/],
  ] as const)('%j with %j', (words, environment, said) => {
    const { code, out, err } = bizos(germanTree(), words, environment);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(said);
  });

  it('by --root too; without a tree it is that of the locale', () => {
    const away = emptyFolder();
    expect(bizos(away, ['--root', germanTree(), 'scan', 'pipeline', '--entity', 'wci']).err).toContain('Es gibt keinen Export');
    expect(bizos(away, ['status']).err).toContain('There is no BizOS tree');
    expect(bizos(away, ['status'], { LANG: 'de_DE.UTF-8' }).err).toContain('keinen BizOS-Baum');
  });

  it('so is what a code means', () => {
    expect(bizos(germanTree(), ['explain', 'stalled']).out).toContain('Abhilfe');
    expect(bizos(emptyFolder(), ['explain', 'stalled']).out).toContain('Remedy');
  });

  it('is undefined where the tree says none, or can not be read', () => {
    expect(treeLanguage(emptyFolder())).toBeUndefined();
    expect(treeLanguage(germanTree())).toBe('de');
  });
});
