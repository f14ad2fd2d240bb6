/** What stands between two people; what stands in parentheses is met as a whole, and parts nobody. */
const BETWEEN = /\([^()]*\)|[,;&/]|\s(?:und|and|\+)(?=\s)/gi;

/** The people that a field names (`Ana, Ben und Cem`), as it writes them; none where nothing but signs stands there. */
export function peopleNamed(by: string): string[] {
  const names: string[] = [];
  let from = 0;
  for (const { 0: sign, index } of by.matchAll(BETWEEN)) {
    if (sign.startsWith('(')) continue;
    names.push(by.slice(from, index));
    from = index + sign.length;
  }
  names.push(by.slice(from));
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

/** A name without remarks in parentheses (`Ben (with Cem)`); one that is nothing else stays. */
export function withoutRemark(name: string): string {
  const plain = name
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return plain === '' ? name : plain;
}

/** What two spellings of one person have in common. */
export function personKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
