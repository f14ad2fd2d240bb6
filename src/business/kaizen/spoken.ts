import { readFileSync } from 'node:fs';
import { BizosError } from '../../core/problem.ts';
import { LEARN_KINDS, type LearnKind, learnKind } from '../../tree/kinds/learn-routes.ts';
import type { Context } from '../../workspace/operation.ts';
import { plainLine } from './safe-words.ts';

/** What was said after `learn`. */
export interface Spoken {
  /** Undefined: a lesson whose sort is to be recognised. */
  readonly kind?: LearnKind;
  readonly scope: string;
  readonly words: string;
}

/**
 * Takes `kaizen bizos: If we …` apart. A word that looks like a flag and is none is refused unless `--` stands before the words: a
 * slip (`--layr`) must not become a part of the log.
 */
export function spokenWords(said: string): Spoken {
  const m =
    /^\s*(?:([\p{L}-]+)\s+)?([\p{L}\p{N}_-]+)\s*:(?:\s+|$)([\s\S]*)$/u.exec(said) ??
    /^\s*(?:([\p{L}-]+)\s+)?([\p{L}\p{N}_-]+):(?=\S)([\s\S]*)$/u.exec(said);
  const kind = m?.[1] === undefined ? undefined : learnKind(m[1]);
  if (!m || (m[1] !== undefined && kind === undefined)) throw notUnderstood();
  const slip = /(?:^|\s)(--[a-z][a-z-]*)(?=[\s=]|$)/.exec(m[3]);
  if (slip)
    throw new BizosError(
      2,
      { en: `There is no flag ${slip[1]}.`, de: `Einen Schalter ${slip[1]} gibt es nicht.` },
      {
        en: 'bizos learn --help names the flags. To say it as text, give the words on standard input: learn kaizen bizos: -',
        de: 'bizos learn --help nennt die Schalter. Als Text: die Worte über die Standardeingabe geben: learn kaizen bizos: -',
      },
    );
  return { kind, scope: m[2].toLowerCase(), words: m[3].trim() };
}

function notUnderstood(): BizosError {
  return new BizosError(
    2,
    { en: 'Say what is learned, where, a colon, and the words.', de: 'Sage, was gelernt wird, wo, einen Doppelpunkt und die Worte.' },
    {
      en: `learn kaizen bizos: If we … then … because …   learn bizos: …   learn ${LEARN_KINDS.slice(1).join('|')} bizos: …`,
      de: `learn kaizen bizos: Wenn wir … dann … weil …   learn bizos: …   learn ${LEARN_KINDS.slice(1).join('|')} bizos: …`,
    },
  );
}

/**
 * Words of a flag or an argument, from standard input where they are `-`; undefined where none were given. Throws BizosError (exit 2) where
 * standard input has no words.
 */
export function givenOrInput(context: Pick<Context, 'stdin'>, given: string | undefined): string | undefined {
  if (given?.trim() !== '-') return given;
  const words = spokenInput(context).trim();
  if (plainLine(words) !== '') return words;
  throw new BizosError(
    2,
    { en: 'There are no words on standard input.', de: 'Auf der Standardeingabe stehen keine Worte.' },
    { en: 'Give a file behind it: - < words.txt', de: 'Gib eine Datei dahinter: - < worte.txt' },
  );
}

/** More than anybody says: a file that was taken for words. Bytes. */
const SAID_MAX = 256 * 1024;

/** All of standard input as text. Throws BizosError: (exit 2) where it is no UTF-8 text or too much, (exit 4) where it can't be read. */
export function spokenInput(context: Pick<Context, 'stdin'>): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(context.stdin);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new BizosError(
      4,
      { en: `Standard input can't be read (${code}).`, de: `Die Standardeingabe ist nicht lesbar (${code}).` },
      { en: 'Give the words: learn kaizen bizos: - < idea.txt', de: 'Gib die Worte: learn kaizen bizos: - < idee.txt' },
      [],
      { cause: error },
    );
  }
  if (bytes.length > SAID_MAX)
    throw new BizosError(
      2,
      {
        en: `Standard input is too long for one entry: ${Math.ceil(bytes.length / 1024)} KiB.`,
        de: `Die Standardeingabe ist zu lang für einen Eintrag: ${Math.ceil(bytes.length / 1024)} KiB.`,
      },
      {
        en: `Up to ${SAID_MAX / 1024} KiB go in. Name a longer document in the words instead.`,
        de: `Bis ${SAID_MAX / 1024} KiB passen hinein. Nenne ein längeres Dokument stattdessen in den Worten.`,
      },
    );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new BizosError(
      2,
      { en: 'Standard input is no UTF-8 text.', de: 'Die Standardeingabe ist kein UTF-8-Text.' },
      { en: 'Convert it: iconv -f CP1252 -t UTF-8 idea.txt', de: 'Wandle sie um: iconv -f CP1252 -t UTF-8 idee.txt' },
    );
  }
}
