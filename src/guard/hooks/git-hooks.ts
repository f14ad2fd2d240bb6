/** Hooks of git that the guard puts in place. */
export const GIT_HOOKS = ['pre-commit', 'prepare-commit-msg', 'pre-merge-commit', 'pre-push', 'reference-transaction'] as const;
export type GitHook = (typeof GIT_HOOKS)[number];

/** A line by which a hook of the guard is known. */
export const HOOK_MARK = '# Written by `bizos hooks install`; taken out by `bizos hooks uninstall`.';

/** Ending of the name under which a hook that was there before goes on. */
export const BEFORE = '.before-bizos';

/** What a hook is started with: absolute places, so that no folder of the tree and no PATH decides what runs. */
export interface HookProgram {
  readonly node: string;
  readonly program: string;
  /** `bizos/lock.db` of the clone: where it is missing no session ever was, and nothing needs to be asked. */
  readonly lock: string;
}

/** A rebase moves HEAD at every step: only branches and replacements are asked about, so that git stays quick. */
const BRANCHES = 'case "$input" in *" refs/heads/"*|*" refs/replace/"*) ;; *) exit 0 ;; esac';

/**
 * The text of a hook: first the one that was there before, with the same arguments and input, then the guard. Where the guard is gone it
 * refuses in words, since a check that is skipped in silence is none.
 */
export function hookScript(name: GitHook, { node, program, lock }: HookProgram): string {
  const fed = name === 'pre-push' || name === 'reference-transaction';
  const run = (command: string): string => (fed ? `printf '%s' "$input" | ${command}` : command);
  return [
    '#!/bin/sh',
    `# BizOS guard: ${name}`,
    HOOK_MARK,
    // Anything but the moment before the refs move is none of the guard's business; most calls end here.
    ...(name === 'reference-transaction' ? ['state=$1'] : []),
    ...(fed ? ['input=$(cat; printf x)', `input=\${input%x}`] : []),
    `before=$(dirname "$0")/${name}${BEFORE}`,
    'if [ -x "$before" ]; then',
    `  ${run('"$before" "$@"')} || exit $?`,
    'fi',
    ...(name === 'reference-transaction' ? ['[ "$state" = prepared ] || exit 0', `[ -f ${quoted(lock)} ] || exit 0`, BRANCHES] : []),
    `node=${quoted(node)}`,
    `program=${quoted(program)}`,
    'if [ ! -x "$node" ] || [ ! -f "$program" ]; then',
    "  echo 'BizOS: the program of this hook is gone, so it refuses. Install BizOS and run: bizos hooks install. To take the hooks out: delete those that say BizOS in .git/hooks.' >&2",
    '  exit 1',
    'fi',
    `${run(`"$node" "$program" guard git-hook ${name} -- "$@"`)}`,
    '',
  ].join('\n');
}

/** A word for a POSIX shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
