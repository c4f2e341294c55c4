import type { MarketStreamKind } from '@binance-gateway/domain-types';

/** `repeat`: nothing in it is new. `hole`: what came between it and the last message is missing. */
export type Continuity = 'next' | 'repeat' | 'hole';

/** Fields by which messages of a kind follow each other: the ids of the first and the last thing they tell. */
const FIELDS: Partial<Record<MarketStreamKind, readonly [first: string, last: string]>> = {
  diffDepth: ['U', 'u'],
  trade: ['t', 't'],
  aggTrade: ['a', 'a'],
};
/** The ids stand in the first hundred bytes or so; what follows may hold the same letters as prices or flags. */
const SEARCHED_BYTES = 160;
/** So many repeats in a row mean that the ids started over below ours. */
const MAX_REPEATS = 200;
const QUOTE = 0x22;
const COLON = 0x3a;
const ZERO = 0x30;

/**
 * Watches over the ids of one sequenced stream, so that no hole passes unnoticed whatever caused it. The ids are read
 * from the bytes, at the place where they stood last time: 30 ns instead of a parse.
 */
export class SequenceGuard {
  /** What is wrong, after the verdict `hole`. */
  reason = '';
  private last = -1;
  private repeats = 0;
  private readonly first: IdField;
  private readonly final: IdField;

  private constructor([first, last]: readonly [string, string]) {
    this.first = new IdField(first);
    this.final = last === first ? this.first : new IdField(last);
  }

  /** Undefined for kinds whose messages do not follow each other. */
  static of(kind: MarketStreamKind | undefined): SequenceGuard | undefined {
    const fields = kind && FIELDS[kind];
    return fields && new SequenceGuard(fields);
  }

  /** Judges the next message and takes it for the last one, unless it is a repeat. */
  judge(payload: Buffer): Continuity {
    const first = this.first.read(payload);
    const last = this.final === this.first ? first : this.final.read(payload);
    const before = this.last;
    if (first < 0 || last < first) {
      this.last = -1;
      this.reason = 'sequence gap: an event without ids';
      return before < 0 ? 'next' : 'hole'; // nobody can tell what it stands for
    }
    if (before >= 0 && last <= before && ++this.repeats <= MAX_REPEATS) return 'repeat';
    const isNext = before < 0 || (first <= before + 1 && last > before);
    this.repeats = 0;
    this.last = last;
    if (isNext) return 'next';
    this.reason = `sequence gap: ${before} then ${first}`;
    return 'hole';
  }

  /** The next message begins a new run. */
  reset(): void {
    this.last = -1;
    this.repeats = 0;
  }
}

/** An integer member of a JSON object, `"U":123`, read from its bytes. */
class IdField {
  private readonly letter: number;
  /** Where its digits began last time. */
  private at = 0;

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
