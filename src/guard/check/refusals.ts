import { BizosError } from '../../core/problem.ts';

/** A range without a beginning: `git push` of a new branch says so by zeros. */
export function noBase(): BizosError {
  return new BizosError(
    2,
    {
      en: 'The range has no beginning: a new branch has no old commit.',
      de: 'Der Bereich hat keinen Anfang: Ein neuer Branch hat keinen alten Commit.',
    },
    {
      en: 'Name the branch that it goes into: --range origin/main..HEAD',
      de: 'Nenne den Branch, in den er soll: --range origin/main..HEAD',
    },
  );
}

/** Commits whose parents were not fetched. */
export function shallow(): BizosError {
  return new BizosError(
    4,
    {
      en: 'This is a shallow clone: commits can’t be compared with parents that are not there.',
      de: 'Das ist ein flacher Klon: Commits lassen sich nicht mit fehlenden Vorgängern vergleichen.',
    },
    {
      en: 'Fetch the whole history: git fetch --unshallow, or fetch-depth: 0 in CI.',
      de: 'Hole die ganze Geschichte: git fetch --unshallow, oder fetch-depth: 0 in CI.',
    },
  );
}

/** Nothing to check where there is no git. */
export function noRepository(): BizosError {
  return new BizosError(
    4,
    { en: 'This is no git repository.', de: 'Das ist kein git-Repository.' },
    { en: 'Make one with: git init', de: 'Lege eines an mit: git init' },
  );
}

/** A clone made with a filter: what is missing would be fetched in passing, or not. */
export function partial(): BizosError {
  return new BizosError(
    4,
    {
      en: 'This is a partial clone: objects that are not here can’t be looked at.',
      de: 'Das ist ein Teilklon: Fehlende Objekte lassen sich nicht ansehen.',
    },
    {
      en: 'Check in a clone that was made without --filter.',
      de: 'Prüfe in einem Klon, der ohne --filter gemacht ist.',
    },
  );
}

/** An end of a range that is not there. */
export function noCommit(name: string): BizosError {
  return new BizosError(
    4,
    { en: `There is no commit "${name}" here.`, de: `Es gibt hier keinen Commit „${name}“.` },
    {
      en: 'Fetch it with its whole history: git fetch --unshallow, or fetch-depth: 0 in CI.',
      de: 'Hole ihn mit ganzer Geschichte: git fetch --unshallow, oder fetch-depth: 0 in CI.',
    },
  );
}
