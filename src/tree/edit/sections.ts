import { plainText } from '../markdown.ts';
import { type EditOf, NOTHING, type Plan, refuse, type Splice } from './edit.ts';
import { eolNear, type FoundSection, findSection, lineEnd, type Reading, reading } from './reading.ts';

/** Puts a whole section behind another one, before it, or to the end. */
export function planSectionAdd(edit: EditOf<'section-add'>, now: Reading): Plan {
  oneSide(edit);
  const { text } = now;
  const at =
    edit.after !== undefined
      ? findSection(now, edit.after).deepEnd
      : edit.before !== undefined
        ? findSection(now, edit.before).start
        : text.length;
  const eol = eolNear(text, at);
  const body = edit.text.replace(/\r\n?/g, '\n').replace(/^\n+|\s+$/g, '');
  const titles = titlesOf(body);
  const above = text.slice(0, at);
  const last = at === text.length;
  const gap = above.trim() === '' || /\r?\n[ \t]*\r?\n$/.test(above) ? '' : above.endsWith('\n') ? eol : eol + eol;
  // A text without a line end at its end gets none.
  const tail = !last ? eol + eol : above === '' || above.endsWith('\n') ? eol : '';
  return {
    ways: [[{ start: at, end: at, text: gap + body.replaceAll('\n', eol) + tail }]],
    holds: (document) => {
      const before = now.sections.filter(({ depth, start }) => depth > 0 && start < at).length;
      const heads = document.sections.filter(({ depth }) => depth > 0);
      return (
        heads.length === now.sections.length - 1 + titles.length &&
        titles.every((title, k) => `${heads[before + k].depth} ${heads[before + k].title}` === title)
      );
    },
  };
}

/** Depths and titles of a section's text; refuses what is none, and what would swallow the text behind it. */
function titlesOf(body: string): string[] {
  const { sections, root, front } = reading(`${body}\n\n# end\n`);
  const last = sections[sections.length - 1];
  if (front.end > 0 || front.problems.length > 0 || root.children[0]?.type !== 'heading' || plainText(root.children[0]).trim() === '')
    throw refuse('a section begins with its heading', 'ein Abschnitt beginnt mit seiner Überschrift');
  if (last.title !== 'end' || last.depth !== 1)
    throw refuse(
      'the new section has a fence or comment that is not closed',
      'der neue Abschnitt hat einen Zaun oder Kommentar, der nicht schließt',
    );
  return sections.slice(1, -1).map(({ depth, title }) => `${depth} ${title}`);
}

/** Takes a section out with all below it; the last one with the empty lines above it. */
export function planSectionRemove(edit: EditOf<'section-remove'>, now: Reading): Plan {
  const { text } = now;
  const section = findSection(now, edit.section);
  const gone = now.sections.filter(({ start, depth }) => depth > 0 && start >= section.start && start < section.deepEnd).length;
  const holds = (document: Reading): boolean => document.sections.length === now.sections.length - gone;
  const plain: Splice = { start: section.start, end: section.deepEnd, text: '' };
  if (section.deepEnd < text.length) {
    // A heading made by an underline would take the text above it in, were there no empty line between.
    return { ways: [[plain], [{ ...plain, text: eolNear(text, plain.start) }]], holds };
  }
  const above = now.front.end + text.slice(now.front.end, section.start).trimEnd().length;
  const end = lineEnd(text, above);
  const keep = text.endsWith('\n') && end < section.start ? text.indexOf('\n', end) + 1 : end;
  const first = above === now.front.end ? section.start : keep;
  return { ways: [[{ start: Math.min(first, section.start), end: section.deepEnd, text: '' }]], holds };
}

/** Moves a section with all below it: its bytes and those that part it from the next change places with what lies between. */
export function planSectionMove(edit: EditOf<'section-move'>, now: Reading): Plan {
  oneSide(edit);
  const section = findSection(now, edit.section);
  const name = edit.after ?? edit.before;
  if (name === undefined) throw refuse('a section moves behind one or before one', 'ein Abschnitt kommt hinter einen oder vor einen');
  const target = findSection(now, name);
  if (target.start >= section.start && target.start < section.deepEnd)
    throw refuse(
      'a section can not be moved behind itself or a part of itself',
      'ein Abschnitt lässt sich nicht hinter sich selbst oder einen Teil von sich verschieben',
    );
  const to = edit.after === undefined ? target.start : target.deepEnd;
  const heads = (document: Reading): string =>
    document.sections
      .map(({ depth, title }) => `${depth} ${title}`)
      .sort()
      .join('\n');
  if (to === section.start || to === section.deepEnd) return NOTHING;
  return { ways: [cutAndPut(section, to, now)], holds: (document) => heads(document) === heads(now) };
}

function cutAndPut({ start, deepEnd }: FoundSection, to: number, { text, front }: Reading): Splice[] {
  const coreEnd = start + text.slice(start, deepEnd).trimEnd().length;
  if (to === text.length) {
    // To the end: what parted it from the next goes in front of it, the end of the text stays the end.
    const goal = text.trimEnd().length;
    const gap = text.slice(coreEnd, deepEnd);
    return [
      { start, end: deepEnd, text: '' },
      { start: goal, end: goal, text: gap + text.slice(start, coreEnd), moved: { from: start, to: coreEnd, at: gap.length } },
    ];
  }
  if (deepEnd === text.length) {
    const above = front.end + text.slice(front.end, start).trimEnd().length;
    const words = text.slice(start, coreEnd) + text.slice(above, start);
    return [
      { start: to, end: to, text: words, moved: { from: start, to: coreEnd, at: 0 } },
      { start: above, end: coreEnd, text: '' },
    ];
  }
  const put: Splice = { start: to, end: to, text: text.slice(start, deepEnd), moved: { from: start, to: deepEnd, at: 0 } };
  const cut: Splice = { start, end: deepEnd, text: '' };
  return to < start ? [put, cut] : [cut, put];
}

function oneSide(edit: { readonly after?: unknown; readonly before?: unknown }): void {
  if (edit.after !== undefined && edit.before !== undefined)
    throw refuse('a section goes behind one or before one, not both', 'ein Abschnitt kommt hinter einen oder vor einen, nicht beides');
}
