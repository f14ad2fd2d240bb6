import { BizosError } from '../../core/problem.ts';
import type { Language } from '../../core/text.ts';
import { chooseRoot } from '../../tree/root.ts';
import { treeLanguage } from '../../tree/tongue.ts';
import type { Context } from '../../workspace/operation.ts';

/** A tree as far as a check needs it: its index is not opened, since a hook has no time for it. */
export interface OpenTree {
  readonly root: string;
  readonly language: Language;
}

/** Finds the tree around a call, and the language that it speaks. Throws BizosError (exit 2) where there is none. */
export function openTree(context: Pick<Context, 'cwd' | 'root' | 'language' | 'localeLanguage'>): OpenTree {
  const root = chooseRoot(context.cwd, context.root);
  if (root === undefined)
    throw new BizosError(
      2,
      { en: 'There is no BizOS tree here or in any folder above.', de: 'Hier und in den Ordnern darüber gibt es keinen BizOS-Baum.' },
      { en: 'Make one with: bizos init', de: 'Lege einen an mit: bizos init' },
    );
  return { root, language: context.language ?? treeLanguage(root) ?? context.localeLanguage };
}
