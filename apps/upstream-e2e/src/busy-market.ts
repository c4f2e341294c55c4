import { type Random, type Side, seededRandom } from '@binance-gateway/domain-types';
import { type Engine, parseAmount } from '@binance-gateway/exchange-simulator';

const ACCOUNT = 'house';
const EVERY_MS = 5;
const MAX_OPEN = 40;

/** Quotes and trades on an exchange that would otherwise stand still; the same seed trades the same way. */
export class BusyMarket {
  private readonly random: Random;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly engine: Engine,
    private readonly symbols: readonly string[],
    seed: number,
  ) {
    this.random = seededRandom(seed);
    engine.addAccount(ACCOUNT, [], { unlimited: true });
    for (let i = 0; i < 20; i++) this.step();
    this.timer = setInterval(() => this.step(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private step(): void {
    for (const symbol of this.symbols) {
      const open = this.engine.openOrders(ACCOUNT, symbol);
      const oldest = open[0];
      if (oldest && open.length > MAX_OPEN) {
        this.engine.cancel(ACCOUNT, symbol, { orderId: oldest.orderId }, '');
      }
      const side: Side = this.random() < 0.5 ? 'BUY' : 'SELL';
      const isTaker = this.random() < 0.2;
      const away = (isTaker ? -5 : 1) + Math.floor(this.random() * 10);
      this.quote(symbol, side, away, isTaker);
    }
  }

  /** `away` in steps of a thousandth of the price, away from the other side. */
  private quote(symbol: string, side: Side, away: number, isTaker: boolean): void {
    const spec = this.engine.symbols.get(symbol);
    if (!spec) throw new Error(`no symbol ${symbol}`);
    const shift = (spec.initialPrice * BigInt(away)) / 1_000n;
    const price = spec.initialPrice + (side === 'BUY' ? -shift : shift);
    this.engine.place({
      account: ACCOUNT,
      symbol,
      side,
      type: 'LIMIT',
      timeInForce: isTaker ? 'IOC' : 'GTC',
      price: price - (price % spec.tickSize),
      quantity: parseAmount('quantity', isTaker ? '0.02' : '0.5'),
      clientOrderId: '',
    });
  }
}
