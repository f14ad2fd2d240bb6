import { editDistance } from '../../core/edit-distance.ts';
import { labelKey } from '../tables.ts';

/** Names longer than this are compared by their beginning. */
const LENGTH_MAX = 60;

/** The names most like the wanted one, nearest first, five at most: those that hold it, then by edits between them. */
export function nearest(wanted: string, names: readonly string[]): string[] {
  const key = labelKey(wanted).slice(0, LENGTH_MAX);
  return [...new Set(names.filter((name) => name !== ''))]
    .slice(0, 500)
    .map((name) => {
      const other = labelKey(name).slice(0, LENGTH_MAX);
      return { name, far: key !== '' && other.includes(key) ? 0 : editDistance(key, other) };
    })
    .sort((a, b) => a.far - b.far)
    .slice(0, 5)
    .map(({ name }) => name);
}
