/** RFC 5321 lengths; letters of ASCII only, so that no address looks like another one. */
const ADDRESS = /^(?=.{6,254}$)[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}$/;

/** The cell as one plain mail address; undefined where it is anything else (several, with a name, with a comment, with line ends). */
export function contactAddress(cell: string): string | undefined {
  const text = cell.trim();
  return ADDRESS.test(text) && !text.includes('..') && !/[.]@/.test(text) ? text : undefined;
}
