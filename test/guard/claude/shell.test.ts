import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readShell } from '../../../src/guard/claude/shell-targets.ts';

const said = (line: string): string[] => readShell(line).targets.map(({ path, what }) => (what === 'delete' ? `-${path}` : path));

describe('Z53 files that a shell line writes', () => {
  it.each([
    ['ls -la && cat x.md', []],
    ['echo x > a.md', ['a.md']],
    ['echo x >a.md 2>&1', ['a.md']],
    ['echo x >> "a b.md"', ['a b.md']],
    ['echo x >| a.md', ['a.md']],
    ['cmd &> log.txt', ['log.txt']],
    ['cmd 2> err.txt', ['err.txt']],
    ['echo x > $FILE', []],
    ['echo x > "$HOME/a"', []],
    ['cat < in.md', []],
    ["cat <<'EOF' > a.md\nrm -rf /\n> b.md\nEOF\necho > c.md", ['a.md', 'c.md']],
    ['cat <<-EOF >a.md\n\tx\n\tEOF\nrm b.md', ['a.md', '-b.md']],
    ['tee a.md b.md', ['a.md', 'b.md']],
    ['echo x | tee -a a.md >/dev/null', ['/dev/null', 'a.md']],
    ['rm -rf bizos/x', ['-bizos/x']],
    ['rm -- -x', ['--x']],
    ['mv a.md b.md', ['-a.md', 'b.md']],
    ['mv a.md b.md dir/', ['-a.md', '-b.md', 'dir/a.md', 'dir/b.md']],
    ['cp a.md b.md', ['b.md']],
    ['cp -t dir a.md', ['dir/a.md']],
    ['ln -s a b', ['b']],
    ['touch a b', ['a', 'b']],
    ['touch -d yesterday a', ['a']],
    ['truncate -s 0 a', ['a']],
    ['chmod +x a.sh', ['a.sh']],
    ["sed -i 's/a/b/' x.md", ['x.md']],
    ["sed -i.bak -e 's/a/b/' x.md", ['x.md']],
    ["sed 's/a/b/' x.md", []],
    ["perl -pi -e 's/a/b/' x.md", ['x.md']],
    ['dd if=a of=b bs=1', ['b']],
    ['git checkout main -- bizos/x.md', ['bizos/x.md']],
    ['git checkout -b new', []],
    ['git restore bizos/x.md', ['bizos/x.md']],
    ['git restore --staged bizos/x.md', []],
    ['git rm bizos/x.md', ['-bizos/x.md']],
    ['git mv a.md b.md', ['-a.md', 'b.md']],
    ['cd bizos && echo x > a.md', ['bizos/a.md']],
    ['cd $DIR && echo x > a.md', []],
    ['cd /abs && rm a.md', ['-/abs/a.md']],
    ['(cd bizos; rm a.md)', ['-bizos/a.md']],
    ['bash -c "echo x > a.md"', ['a.md']],
    ["sudo sh -c 'rm a.md'", ['-a.md']],
    ['env X=1 rm a.md', ['-a.md']],
    ['X=1 rm a.md', ['-a.md']],
    ['echo "$(rm a.md)"', ['-a.md']],
    ['echo `rm a.md`', ['-a.md']],
    ['rm *.md', []],
    ["rm 'a*.md'", ['-a*.md']],
    ['if true; then rm a.md; fi', ['-a.md']],
    ['for f in a b; do touch c; done', ['c']],
    ['# rm a.md', []],
    ['echo \\> a.md', []],
    ["echo '> a.md'", []],
    ['{ rm a.md; }', ['-a.md']],
    ['rm a.md & rm b.md', ['-a.md', '-b.md']],
    ['/bin/rm a.md', ['-a.md']],
  ])('%j', (line, targets) => expect(said(line)).toEqual(targets));

  it.each([
    ['git commit --no-verify -m x', 'git commit --no-verify'],
    ['git commit -nm x', 'git commit -nm'],
    ['git push --no-verify', 'git push --no-verify'],
    ['git -c core.hooksPath=/dev/null commit -m x', 'core.hooksPath=/dev/null'],
    ['git config core.hooksPath /dev/null', 'git config core.hooksPath'],
    ['git config --global core.hooksPath x', 'git config core.hooksPath'],
    ['git update-ref refs/heads/main abc', 'git update-ref'],
    ['git replace a b', 'git replace'],
    ['GIT_CONFIG_COUNT=1 git commit -m x', 'GIT_CONFIG_COUNT'],
    ['GIT_INDEX_FILE=/tmp/i git commit -m x', 'GIT_INDEX_FILE'],
    ["bash -c 'git commit --no-verify -m x'", 'git commit --no-verify'],
  ])('Z25 goes round the guard: %j', (line, bypass) => expect(readShell(line).bypasses).toEqual([bypass]));

  it.each(['git commit -m "no --no-verify here"', 'git config --get core.hooksPath', 'git push -n', 'git log -n 5'])(
    'goes on: %j',
    (line) => expect(readShell(line).bypasses).toEqual([]),
  );

  it('reads any line to its end', () => {
    const piece = fc.constantFrom(
      '"',
      "'",
      '`',
      '$(',
      ')',
      '<<',
      '<<-E',
      '\n',
      '\\',
      '>',
      '|',
      '{',
      '}',
      ' a',
      ' rm',
      ';',
      '${',
      '&',
      '#',
      'é',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(Array.isArray(readShell(pieces.join('')).targets)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
