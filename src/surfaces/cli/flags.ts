import { type Command, Option } from 'commander';
import type * as z from 'zod/mini';
import { BizosError } from '../../core/problem.ts';
import { type Language, same, type Text } from '../../core/text.ts';
import type { Operation } from '../../workspace/operation.ts';
import { germanValue } from './german.ts';

/** The bare type of an input field, without its optional and default wrappings. */
interface Bare {
  readonly type: string;
  readonly element?: string;
  readonly choices?: readonly string[];
  readonly preset?: unknown;
}

/** `asOf` → `as-of`, the spelling of a flag. */
function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A flag with its dashes: one letter has one. */
function dashed(key: string): string {
  return key.length === 1 ? `-${key}` : `--${flagName(key)}`;
}

/** Adds an operation's fields to a command: positions as arguments, the rest as flags, with help in the reader's language. */
export function declareFlags(command: Command, operation: Operation, language: Language): void {
  for (const [key, help] of Object.entries(operation.fields)) {
    const bare = bareType(operation.input.shape[key] as z.ZodMiniType);
    const text = help.help[language];
    const named = (value: string): string => (language === 'de' ? germanValue(value) : value);
    if (help.position !== undefined) {
      const many = help.position === 'rest' || bare.type === 'array';
      command.argument(`[${named(help.value ?? key)}${many ? '...' : ''}]`, text);
      continue;
    }
    // A switch that is on by itself is turned off by its `--no-` form.
    const flag = bare.type === 'boolean' && bare.preset === true ? `--no-${flagName(key)}` : dashed(key);
    // A boolean that may also carry a word (`--md`, `--md FILE`) is a union; its value stands in square brackets.
    const value =
      bare.type === 'boolean' ? '' : bare.type === 'union' ? ` [${named(help.value ?? 'VALUE')}]` : ` <${named(help.value ?? 'VALUE')}>`;
    const option = new Option(flag + value, text);
    if (bare.choices) option.choices([...bare.choices]);
    if (bare.type === 'array') option.argParser((word: string, before: string[] | undefined) => [...(before ?? []), word]);
    if (bare.preset !== undefined && typeof bare.preset !== 'boolean') option.default(undefined, String(bare.preset));
    command.addOption(option);
  }
}

/**
 * The operation's input from what commander parsed. Throws BizosError (exit 2) that names every flag which is wrong.
 */
export async function readInput(
  operation: Operation,
  words: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const raw: Record<string, unknown> = {};
  let position = 0;
  for (const [key, help] of Object.entries(operation.fields)) {
    const bare = bareType(operation.input.shape[key] as z.ZodMiniType);
    let given: unknown = flags[key];
    if (help.position === 'rest') {
      given = words.length > position ? words.slice(position) : undefined;
      if (bare.type === 'string' && given !== undefined) given = (given as string[]).join(' ');
    } else if (help.position !== undefined) {
      given = words[position++];
    }
    if (given === undefined) continue;
    raw[key] =
      bare.type === 'number' && typeof given === 'string' && given.trim() !== '' && !Number.isNaN(Number(given)) ? Number(given) : given;
  }
  const parsed = operation.input.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw await misunderstood(operation, raw);
}

/** Names every flag that is wrong. What zod says of them is loaded only now. */
async function misunderstood(operation: Operation, raw: Readonly<Record<string, unknown>>): Promise<BizosError> {
  const { IN_WORDS } = await import('../../workspace/zod-words.ts');
  const issues = operation.input.safeParse(raw, IN_WORDS).error?.issues ?? [];
  const wrong = issues.map((issue) => {
    const key = String(issue.path[0] ?? '');
    const name = operation.fields[key]?.position === undefined ? dashed(key) : (operation.fields[key]?.value ?? key);
    const said = whatIsWrong(issue, raw[key]);
    return { en: `${name}: ${said.en}`, de: `${germanValue(name)}: ${said.de}` };
  });
  const inOne = (language: Language): string => wrong.map((one) => one[language]).join('; ');
  return new BizosError(
    2,
    { en: `This call can't be understood: ${inOne('en')}`, de: `Dieser Aufruf ist nicht verständlich: ${inOne('de')}` },
    { en: `bizos ${operation.name} --help shows what it takes.`, de: `bizos ${operation.name} --help zeigt, was möglich ist.` },
  );
}

function whatIsWrong(issue: z.core.$ZodIssue, given: unknown): Text {
  if (given === undefined) return { en: 'it is missing', de: 'fehlt' };
  if (issue.code === 'invalid_type' && issue.expected === 'int')
    return { en: `"${given}" is no whole number`, de: `„${given}“ ist keine ganze Zahl` };
  if (issue.code === 'invalid_type' && issue.expected === 'number')
    return { en: `"${given}" is no number`, de: `„${given}“ ist keine Zahl` };
  if (issue.code === 'invalid_value')
    return { en: `it is one of ${issue.values.join(', ')}`, de: `möglich sind ${issue.values.join(', ')}` };
  if (issue.code === 'too_small' || issue.code === 'too_big') return outOfBounds(issue);
  return same(issue.message);
}

/** A text by its letters, a number by its value; anything else by how many there are. */
function outOfBounds(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): Text {
  const isSmall = issue.code === 'too_small';
  const bound = isSmall ? issue.minimum : issue.maximum;
  if (issue.origin === 'string' && isSmall && Number(bound) === 1) return { en: 'it is empty', de: 'ist leer' };
  const unit = issue.origin === 'string' ? { en: ' letters', de: ' Zeichen' } : { en: '', de: '' };
  return isSmall
    ? { en: `at least ${bound}${unit.en}`, de: `mindestens ${bound}${unit.de}` }
    : { en: `at most ${bound}${unit.en}`, de: `höchstens ${bound}${unit.de}` };
}

function bareType(type: z.ZodMiniType): Bare {
  const def = type.def as unknown as {
    type: string;
    innerType?: z.ZodMiniType;
    element?: z.ZodMiniType;
    defaultValue?: unknown;
    entries?: Record<string, string>;
    in?: z.ZodMiniType;
  };
  if (def.type === 'optional' || def.type === 'nullable') return bareType(def.innerType as z.ZodMiniType);
  if (def.type === 'default' || def.type === 'prefault') return { ...bareType(def.innerType as z.ZodMiniType), preset: def.defaultValue };
  if (def.type === 'pipe') return bareType(def.in as z.ZodMiniType);
  if (def.type === 'array') return { type: 'array', element: bareType(def.element as z.ZodMiniType).type };
  if (def.type === 'enum') return { type: 'enum', choices: Object.values(def.entries ?? {}) };
  return { type: def.type };
}
