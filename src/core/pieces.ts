/** A piece of a long text: as it is, or as bytes (UTF-8), where those need not be made once more. Each holds whole characters. */
export type Piece = string | Buffer;

/** The text that pieces make. */
export function wholeText(pieces: Iterable<Piece>): string {
  return [...pieces].map(String).join('');
}
