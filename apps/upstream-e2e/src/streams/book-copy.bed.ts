export type Level = readonly [price: string, quantity: string];
export type SideName = 'bids' | 'asks';

interface Side {
  /** Sorted, best price last. */
  readonly prices: bigint[];
  readonly texts: Map<bigint, Level>;
}

const SCALE = 12;

/** Exact, for prices with up to twelve decimals. */
function keyOf(price: string): bigint {
  const [whole = '', decimals = ''] = price.split('.');
  return BigInt(whole + decimals.padEnd(SCALE, '0'));
}

/** An order book kept as the documentation tells clients to; written apart from the gateway's. */
export class BookCopy {
  private readonly sides: Record<SideName, Side> = {
    bids: { prices: [], texts: new Map() },
    asks: { prices: [], texts: new Map() },
  };

  replace(bids: readonly Level[], asks: readonly Level[]): void {
    for (const name of ['bids', 'asks'] as const) {
      this.sides[name].prices.length = 0;
      this.sides[name].texts.clear();
    }
    for (const level of bids) this.set('bids', level);
    for (const level of asks) this.set('asks', level);
  }

  set(name: SideName, [price, quantity]: Level): void {
    const side = this.sides[name];
    const key = name === 'bids' ? keyOf(price) : -keyOf(price);
    const at = lowerBound(side.prices, key);
    const isThere = side.prices[at] === key;
    if (/^0*(\.0*)?$/.test(quantity)) {
      if (isThere) side.prices.splice(at, 1);
      side.texts.delete(key);
    } else {
      if (!isThere) side.prices.splice(at, 0, key);
      side.texts.set(key, [price, quantity]);
    }
  }

  /** Best first. */
  top(name: SideName, n = Infinity): Level[] {
    const { prices, texts } = this.sides[name];
    const levels: Level[] = [];
    for (let i = prices.length - 1; i >= 0 && levels.length < n; i--) {
      levels.push(texts.get(prices[i] as bigint) as Level);
    }
    return levels;
  }

  size(name: SideName): number {
    return this.sides[name].prices.length;
  }
}

function lowerBound(sorted: readonly bigint[], key: bigint): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as bigint) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
