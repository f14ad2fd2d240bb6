/** Letters and signs that have a plain spelling of their own; the rest loses its accents or becomes a question mark. */
const PLAIN: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  Ä: 'Ae',
  Ö: 'Oe',
  Ü: 'Ue',
  ß: 'ss',
  æ: 'ae',
  Æ: 'Ae',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  '…': '...',
  '–': '-',
  '—': '-',
  '−': '-',
  '‑': '-',
  '·': '-',
  '•': '*',
  '×': 'x',
  '≥': '>=',
  '≤': '<=',
  '≠': '!=',
  '±': '+-',
  '→': '->',
  '←': '<-',
  '✓': '+',
  '✗': 'x',
  '„': '"',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '₹': 'INR',
};

/** The text for a terminal that shows no more than ASCII. */
export function toAscii(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  let plain = '';
  for (const character of text) {
    if (character <= '~') plain += character;
    else plain += PLAIN[character] ?? (character.normalize('NFKD').replace(/[^\x20-\x7e]/g, '') || '?');
  }
  return plain;
}
