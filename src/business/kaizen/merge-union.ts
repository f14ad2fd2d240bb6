import { languageOfEntry, withFields } from './log-edit.ts';
import { scanLog } from './log-scan.ts';
import { has, itemsIn, ONWARD } from './merge-links.ts';
import type { LogSides } from './merge-logs.ts';

/** The three states of an entry, all with the links of both sides where either has added some: other lines beside them are merged then. */
export function withLinksOfBoth(sides: LogSides): LogSides {
  const texts = [sides.base, sides.ours, sides.theirs];
  const outlines = texts.map((text) => scanLog(text));
  const all: Partial<Record<(typeof ONWARD)[number], string>> = {};
  for (const name of ONWARD) {
    const [was, mine, other] = outlines.map((outline) => itemsIn(outline, outline.entries.at(0), name));
    const added = [mine, other].map((side) => side.filter((item) => !has(was, item)));
    if (added.every((items) => items.length === 0)) continue;
    const kept = mine.filter((item) => !has(was, item) || has(other, item));
    all[name] = [...kept, ...added[1].filter((item) => !has(kept, item))].join(', ');
  }
  if (Object.keys(all).length === 0) return sides;
  const [base, ours, theirs] = texts.map((text, k) => {
    const [entry] = outlines[k].entries;
    if (!entry) return text;
    return text.slice(0, entry.start) + withFields(text, entry, all, languageOfEntry(text, entry) ?? 'en') + text.slice(entry.coreEnd);
  });
  return { base, ours, theirs };
}
