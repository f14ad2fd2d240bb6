import de from '../../../../templates/reports/de/pipeline.json' with { type: 'json' };
import en from '../../../../templates/reports/en/pipeline.json' with { type: 'json' };
import type { Language } from '../../../core/text.ts';

export type Word = keyof typeof en;

const WORDS: Readonly<Record<Language, Readonly<Record<Word, string>>>> = { en, de };

/** A sentence of the report with its places filled: `{n}`. */
export function say(language: Language, word: Word, places: Readonly<Record<string, string | number>> = {}): string {
  return WORDS[language][word].replace(/\{(\w+)\}/g, (all, name: string) => (name in places ? String(places[name]) : all));
}
