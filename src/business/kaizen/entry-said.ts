import { experimentOf, layerNamed } from './experiment.ts';
import { type Draft, entryText, type Filed } from './filing.ts';
import { readLog } from './log-file.ts';
import { scanLog } from './log-scan.ts';
import type { OpenedTree } from './opened-tree.ts';

/** What the text of an entry says, whose number is yet to come (`id`: `K-BIZ-XXX`): for the answer. */
export function saidInEntry(entry: string, id: string): Partial<Draft> {
  const outline = scanLog(entry.replace(`[${id}]`, `[${id.replace('XXX', '000')}]`), 0);
  if (outline.entries.length === 0) return {};
  const { title, entity, layer, expected, duration, metric, by } = experimentOf(outline, outline.entries[0]);
  return { title, entity: entity ?? '–', layer: layerNamed(layer ?? ''), expected, duration, metric, by };
}

/** The duration that stands in the log where nobody said one: of an entry that stood there already its own, of a new one the template's. */
export function writtenDuration(tree: OpenedTree, draft: Draft, { already, file, line, language }: Filed): string | undefined {
  if (already) {
    const { outline } = readLog(tree.root, file);
    const entry = outline.entries.find((one) => one.line === line);
    return entry && experimentOf(outline, entry).duration;
  }
  const place = `${draft.route.prefix}-XXX`;
  return saidInEntry(draft.entry ?? entryText(draft, place, tree, language), place).duration;
}
