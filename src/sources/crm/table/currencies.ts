/** Currencies told apart in one export; whatever comes after them shares one number and is in no sum. */
const CURRENCIES_MAX = 250;

const REST = '???';

/** The currencies that one export names, as small numbers; 0 is "not named". */
export class Currencies {
  readonly codes: string[] = [''];

  /** Number of a currency; a new one gets the next. */
  numberOf(code: string): number {
    const at = this.codes.indexOf(code);
    if (at >= 0) return at;
    if (this.codes.length < CURRENCIES_MAX) return this.codes.push(code) - 1;
    const rest = this.codes.indexOf(REST);
    return rest >= 0 ? rest : this.codes.push(REST) - 1;
  }
}
