/** The languages that every sentence for a person exists in. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** One sentence in every language; the type keeps a translation from being forgotten. */
export type Text = Readonly<Record<Language, string>>;

/** A word that reads the same in every language (a name, a path, an id). */
export function same(word: string): Text {
  return { en: word, de: word };
}

/** `counted(3, 'deal', 'deals', 'Deal', 'Deals')` → "3 deals" / "3 Deals". English and German both say "one" for exactly 1. */
export function counted(n: number, enOne: string, enMany: string, deOne: string, deMany: string): Text {
  return {
    en: `${wholeNumber(n, 'en')} ${n === 1 ? enOne : enMany}`,
    de: `${wholeNumber(n, 'de')} ${n === 1 ? deOne : deMany}`,
  };
}

/** A whole number with the language's thousands separator. Not by Intl: its first use costs 15 ms of start-up. */
export function wholeNumber(n: number, language: Language): string {
  const digits = String(Math.abs(Math.round(n)));
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, language === 'de' ? '.' : ',');
  return n < 0 && digits !== '0' ? `-${grouped}` : grouped;
}

/** A number with a fixed count of decimals, in the language's form: 1,234.5 / 1.234,5. */
export function decimalNumber(n: number, decimals: number, language: Language): string {
  const [whole, rest] = Math.abs(n).toFixed(decimals).split('.');
  const sign = n < 0 && Number(n.toFixed(decimals)) !== 0 ? '-' : '';
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, language === 'de' ? '.' : ',');
  return sign + grouped + (rest ? (language === 'de' ? ',' : '.') + rest : '');
}
