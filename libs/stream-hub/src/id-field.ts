/** What stands behind the first hundred bytes or so may hold the same letters as prices or flags. */
const SEARCHED_BYTES = 160;
const QUOTE = 0x22;
const COLON = 0x3a;
const ZERO = 0x30;

/** An integer member of a JSON object, `"U":123`, read from its bytes where it stood last time: 30 ns instead of a parse. */
export class IdField {
  private readonly letter: number;
  /** Where its digits began last time. */
  private at = 0;

  /** @param name one letter */
  constructor(name: string) {
    this.letter = name.charCodeAt(0);
  }

  /** @returns -1 when there is none */
  read(payload: Buffer): number {
    if (!this.isHere(payload, this.at)) this.at = this.find(payload);
    if (this.at === 0) return -1;
    let value = 0;
    let i = this.at;
    for (; i < payload.length; i++) {
      const digit = (payload[i] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    return i > this.at && value <= Number.MAX_SAFE_INTEGER ? value : -1;
  }

  private find(payload: Buffer): number {
    const end = Math.min(payload.length, SEARCHED_BYTES);
    for (let at = 5; at < end; at++) if (this.isHere(payload, at)) return at;
    return 0;
  }

  private isHere(payload: Buffer, at: number): boolean {
    return (
      at > 4 &&
      payload[at - 1] === COLON &&
      payload[at - 2] === QUOTE &&
      payload[at - 3] === this.letter &&
      payload[at - 4] === QUOTE
    );
  }
}
