import { join } from 'node:path';
import type { Problem } from '../../../core/problem.ts';
import type { Mend, TreeLook } from '../../../workspace/check.ts';
import { checkCurrency } from '../scaffold/names.ts';

/**
 * What `--fix` may do about problems that the readers of documents report; undefined: a person must. Only a currency in small
 * letters is sure to mean one thing.
 */
export function mendsOfReading(look: TreeLook, problem: Problem): Mend | undefined {
  const file = problem.place?.file;
  if (problem.code !== 'entity-key' || file === undefined) return undefined;
  const written = look.documents.find(({ document }) => document.path === file)?.document.frontMatter.currency;
  if (typeof written !== 'string' || written === written.toUpperCase() || checkCurrency(written.toUpperCase()) !== true) return undefined;
  if (!problem.message.en.includes('currency')) return undefined;
  const currency = written.toUpperCase();
  return {
    says: { en: `wrote currency: ${currency} in ${file}`, de: `currency: ${currency} in ${file} geschrieben` },
    run: async () => {
      const [{ applyEdit }, { readBytes }, { writeWhole }] = await Promise.all([
        import('../../../tree/edit/index.ts'),
        import('../../../tree/read-bytes.ts'),
        import('../../../tree/write.ts'),
      ]);
      const path = join(look.root, file);
      const expected = readBytes(path);
      writeWhole(path, applyEdit(expected, { kind: 'front-matter', key: 'currency', value: currency }).bytes, {
        expected,
        root: look.root,
      });
    },
  };
}
