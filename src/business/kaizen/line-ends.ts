/** Line end of the line that a place stands in; in the last line, which may have none, that of the line above. */
export function eolAt(text: string, at: number): string {
  const next = text.indexOf('\n', at);
  const end = next < 0 ? text.lastIndexOf('\n', at - 1) : next;
  return end > 0 && text[end - 1] === '\r' ? '\r\n' : '\n';
}

/** Behind the blanks that stand at a place: what comes below a line comes behind its blanks, which are the line's own. */
export function behindBlanks(text: string, at: number): number {
  let end = at;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return end;
}

/** Text with other line ends. */
export function withEol(text: string, eol: string): string {
  return text.replace(/\r\n?|\n/g, eol);
}
