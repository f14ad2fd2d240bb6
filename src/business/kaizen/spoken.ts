import { BizosError } from '../../core/problem.ts';
import { LEARN_KINDS, type LearnKind, learnKind } from '../../tree/kinds/learn-routes.ts';

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
