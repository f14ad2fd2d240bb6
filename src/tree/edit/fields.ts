import type { Paragraph } from 'mdast';
import type { Field } from '../document.ts';
import { plainText } from '../markdown.ts';
import { labelKey } from '../tables.ts';
import { ambiguous, type EditOf, NOTHING, notFound, type Plan, refuse } from './edit.ts';
import { eolNear, type FoundSection, fieldsIn, type Reading, rangeOf, sectionsFor } from './reading.ts';
import { lines, tidied } from './spellings.ts';

const MARK = /^[ \t]*(?:\*\*[^*\n]+?:\*\*|\*\*[^*\n]+?\*\*:|\*\*[^*\n]+?\*\*)/;

interface FoundField {
  readonly section: FoundSection;
  readonly field: Field;
  /** Which of the section's fields it is. */
  readonly at: number;
}

/** Replaces the value of a label: what stands beside it, or the paragraphs below it. */
export function planField(edit: EditOf<'field'>, now: Reading): Plan {
  const found = findField(edit, now);
  const { text } = now;
  const { field } = found;
  const asIs = edit.as === 'markdown';
  const value = asIs ? edit.value.replace(/\r\n?/g, '\n').trim() : tidied(edit.value);
  const read = (document: Reading, section: FoundSection, one: Field): string =>
    asIs ? one.value.replace(/\r\n?/g, '\n') : plainValue(document, section, one);
  if (read(now, found.section, field) === value) return NOTHING;
  if (!asIs) mustBePlain(found, edit.label);

  const from = field.start + MARK.exec(text.slice(field.start))![0].length;
  const old = text.slice(from, field.end);
  const eol = eolNear(text, from);
  const gap = /^\s*/.exec(old)![0];
  const below = value.includes('\n\n') || (asIs && /^(?:[-*+|>#`~]|\d+[.)])/.test(value));
  const lead = value === '' ? '' : below && !gap.includes('\n') ? eol + eol : gap === '' ? ' ' : gap;
  // A label that follows in the same paragraph needs an empty line above it once there are several paragraphs.
  const tail = below && /^\r?\n(?!\r?\n|$)/.test(text.slice(field.end)) ? eol : '';
  const forms = asIs ? [value.replaceAll('\n', eol)] : lines(value, eol);
  const count = fieldsIn(found.section, text).length;
  return {
    ways: forms.map((words) => [{ start: from, end: field.end, text: lead + words + tail }]),
    holds: (document) => {
      const section = document.sections[now.sections.indexOf(found.section)];
      const fields = section ? fieldsIn(section, document.text) : [];
      const one = fields[found.at];
      return fields.length === count && one?.label === field.label && read(document, section, one) === value;
    },
  };
}

function findField(edit: EditOf<'field'>, now: Reading): FoundField {
  const all = sectionsFor(now, edit.section).flatMap((section) =>
    fieldsIn(section, now.text).map((field, at): FoundField => ({ section, field, at })),
  );
  const found = all.filter(({ field }) => labelKey(field.label) === labelKey(edit.label));
  const what = { en: 'label', de: 'die Angabe' };
  if (found.length > 1)
    throw ambiguous(
      what,
      edit.label,
      found.map(({ section, field }) => `${section.title === '' ? '' : `${section.title}, `}line ${field.line}`),
    );
  if (found.length === 0)
    throw notFound(
      what,
      edit.label,
      all.map(({ field }) => field.label),
    );
  return found[0];
}

/** Text must not wipe out a list, a table or code that stands below the label. */
function mustBePlain({ section, field }: FoundField, label: string): void {
  const other = section.nodes.find((node) => {
    const [start, end] = rangeOf(node);
    return node.type !== 'paragraph' && start >= field.start && end <= field.end;
  });
  if (other)
    throw refuse(
      `below "${label}" stands more than text (${other.type}); give the value as Markdown to replace it`,
      `unter „${label}“ steht mehr als Text (${other.type}); gib den Wert als Markdown an, um es zu ersetzen`,
    );
}

/** A field's value as a reader of the rendered page sees it. */
function plainValue(now: Reading, section: FoundSection, field: Field): string {
  const parts: string[] = [];
  for (const node of section.nodes) {
    const [start, end] = rangeOf(node);
    if (end <= field.start || start >= field.end) continue;
    if (start > field.start) parts.push(node.type === 'paragraph' ? plainText(node) : now.text.slice(start, end));
    else if (node.type === 'paragraph') parts.push(besideLabel(now.text, node, field));
  }
  return tidied(parts.filter((part) => part.trim() !== '').join('\n\n'));
}

/** The part of a paragraph that lies between a label and the next. */
function besideLabel(text: string, paragraph: Paragraph, field: Field): string {
  const mark = field.start + /^[ \t]*/.exec(text.slice(field.start))![0].length;
  const from = paragraph.children.findIndex((child) => child.type === 'strong' && child.position?.start.offset === mark);
  if (from < 0) return '\u0000';
  const rest = paragraph.children.slice(from + 1);
  const to = rest.findIndex((child) => (child.position?.start.offset ?? 0) >= field.end && child.type === 'strong');
  const words = (to < 0 ? rest : rest.slice(0, to)).map((child) => (child.type === 'break' ? '\n' : plainText(child))).join('');
  return /^[ \t]*\*\*[^*\n]+?:\*\*/.test(text.slice(field.start)) ? words : words.replace(/^:/, '');
}
