import type { Language } from '../../core/text.ts';
import type { Context } from '../../workspace/operation.ts';

/** The language of an answer: the one that was asked for, the tree's, the locale's. */
export function speaks(context: Pick<Context, 'language' | 'localeLanguage'>, tree?: Language): Language {
  return context.language ?? tree ?? context.localeLanguage;
}
