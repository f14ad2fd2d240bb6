import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Message, MessageBlock } from '../../../core/action.ts';
import { HIDDEN } from '../../../core/hidden.ts';
import type { Problem } from '../../../core/problem.ts';
import type { Language } from '../../../core/text.ts';

/** A template of `templates/drafts/`: its name, where it stands, and its text. */
export interface DraftTemplate {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

/** What a template may name. `quoted` ones come from outside: they may stand in lines that begin with `>` only. */
export interface DraftValues {
  readonly own: Readonly<Record<string, string>>;
  readonly quoted: Readonly<Record<string, string>>;
}

/** The usual template, where a stage has none of its own. */
const USUAL = 'follow-up';

/** `Offer Sent` → `offer-sent`: the name of a stage's template. Only letters, digits and dashes, so it can be no path. */
export function templateName(stage: string): string {
  return stage
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
}

/**
 * The template of a stage by its names, best first: the tree's own `templates/drafts/LANG/STAGE.md`, else the package's, for each; then the
 * same of the usual one.
 */
export function readDraftTemplate(root: string, stages: readonly string[], language: Language): DraftTemplate {
  for (const name of [...stages.map(templateName), USUAL]) {
    if (name === '') continue;
    for (const folder of [join(root, 'templates', 'drafts'), packaged()]) {
      const path = join(folder, language, `${name}.md`);
      if (existsSync(path)) return { name, file: `templates/drafts/${language}/${name}.md`, text: readFileSync(path, 'utf8') };
    }
  }
  throw new Error('the package has lost its templates');
}

/**
 * A template as a message without recipients: `Subject:` in the first line, paragraphs, `- ` lists, and `> ` lines for text from outside. A
 * value from outside anywhere else, or a name that there is no value for, is a problem, and no message is made. A quoted line whose values
 * are all empty goes away.
 */
export function fillTemplate({ file, text }: DraftTemplate, values: DraftValues): { message?: Omit<Message, 'to'>; problem?: Problem } {
  const lines = text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .trim()
    .split('\n');
  const subject = /^(?:subject|betreff):\s*(\S.*)$/i.exec(lines[0])?.[1];
  if (subject === undefined)
    return { problem: wrongTemplate(file, 1, 'its first line is no "Subject:"', 'ihre erste Zeile ist kein „Betreff:“') };
  for (const [k, line] of lines.entries()) {
    const wrong = wrongName(line, values);
    if (wrong !== undefined)
      return { problem: wrongTemplate(file, k + 1, `{${wrong}} can not stand there`, `{${wrong}} darf dort nicht stehen`) };
  }
  const blocks: MessageBlock[] = [];
  for (const part of lines
    .slice(1)
    .join('\n')
    .split(/\n[ \t]*\n/)) {
    const block = blockOf(part.trim(), values);
    if (block) blocks.push(block);
  }
  return { message: { subject: filled(subject, values.own), blocks } };
}

/** The first line of a template that, filled in, is as asked; 1 is the first. */
export function lineThat({ text }: DraftTemplate, values: DraftValues, isSo: (words: string) => boolean): number | undefined {
  const lines = text.split(/\r\n?|\n/);
  const at = lines.findIndex((line) => isSo(filled(line, line.startsWith('>') ? { ...values.own, ...values.quoted } : values.own)));
  return at < 0 ? undefined : at + 1;
}

/** Text from outside on one line, without characters that nobody sees, at most so long. */
export function outsideText(text: string, max: number): string {
  const line = text
    .replace(HIDDEN, '')
    .replace(/\p{Surrogate}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > max ? `${Array.from(line.slice(0, max - 1)).join('')}…`.replace(/\p{Surrogate}/gu, '') : line;
}

function blockOf(part: string, values: DraftValues): MessageBlock | undefined {
  if (part === '') return undefined;
  const lines = part.split('\n');
  if (lines.every((line) => line.startsWith('>'))) {
    const said = lines.flatMap((line) => {
      const words = filled(line.replace(/^>\s?/, ''), { ...values.own, ...values.quoted });
      return words.trim() === '' ? [] : [words];
    });
    return said.length === 0 ? undefined : { kind: 'quoted', text: said.join('\n') };
  }
  if (lines.every((line) => line.startsWith('- '))) return { kind: 'list', items: lines.map((line) => filled(line.slice(2), values.own)) };
  const words = lines.map((line) => filled(line, values.own)).filter((line) => line.trim() !== '');
  return words.length === 0 ? undefined : { kind: 'text', text: words.join('\n') };
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

/** The first name in a line that has no business there. */
function wrongName(line: string, { own, quoted }: DraftValues): string | undefined {
  const allowed = line.startsWith('>') ? { ...own, ...quoted } : own;
  return [...line.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).find((name) => !Object.hasOwn(allowed, name));
}

function wrongTemplate(file: string, line: number, en: string, de: string): Problem {
  return {
    code: 'draft-template',
    level: 'error',
    place: { file, line },
    message: { en: `The template can not be used: ${en}.`, de: `Die Vorlage ist nicht brauchbar: ${de}.` },
    remedy: {
      en: 'Put {deal} and {account} into lines that begin with ">"; docs/drafts.md names what there is.',
      de: 'Setze {deal} und {account} in Zeilen, die mit „>“ beginnen; docs/drafts.md nennt, was es gibt.',
    },
  };
}

/** The folder in the package: found upwards from this file, which lies in `src/` or, bundled, in `dist/`. */
function packaged(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    const folder = join(at, 'templates', 'drafts');
    if (existsSync(join(folder, 'en', `${USUAL}.md`))) return folder;
    if (dirname(at) === at) throw new Error('the package has lost its templates');
  }
}
