import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Language } from '../../core/text.ts';

/** What the templates of `templates/kaizen/` are of. */
export type TemplateName = 'experiment' | 'failure' | 'rule' | 'pattern' | 'log';

/**
 * A template in a language: the tree's own `templates/kaizen/LANG/NAME.md` where there is one, else the package's.
 */
export function readTemplate(root: string, name: TemplateName, language: Language): string {
  const own = join(root, 'templates', 'kaizen', language, `${name}.md`);
  return readFileSync(existsSync(own) ? own : join(packaged(), language, `${name}.md`), 'utf8');
}

/**
 * A template with its `{names}` filled in; the values are Markdown that can't break out (`safe-words.ts`). `{name|words}` has its words
 * where no value is given; a line of which the only value is missing goes.
 */
export function filledTemplate(template: string, values: Readonly<Record<string, string | undefined>>): string {
  return template
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .flatMap((line) => {
      let missing = false;
      const filled = line.replace(/\{(\w+)(?:\|([^}]*))?\}/g, (_, name: string, preset: string | undefined) => {
        const value = values[name] || preset;
        missing ||= value === undefined;
        return value ?? '';
      });
      return missing ? [] : [filled];
    })
    .join('\n')
    .trim();
}

/** The folder in the package: found upwards from this file, which lies in `src/` or, bundled, in `dist/`. */
function packaged(): string {
  for (let at = import.meta.dirname; ; at = dirname(at)) {
    const folder = join(at, 'templates', 'kaizen');
    if (existsSync(join(folder, 'en', 'experiment.md'))) return folder;
    if (dirname(at) === at) throw new Error('the package has lost its templates');
  }
}
