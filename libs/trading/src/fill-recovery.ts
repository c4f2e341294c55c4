import type { SpotClient } from '@binance-gateway/binance-client';
import {
  type AccountTrade,
  type Clock,
  type Logger,
  type Millis,
  type Order,
  type WireExecutionReport,
  type WireUserDataEvent,
  delay,
  getAccountTrades,
  getOrder,
  silentLogger,
} from '@binance-gateway/domain-types';

export interface FillRecoveryOptions {
  readonly spot: Pick<SpotClient, 'run'>;
  readonly clock: Clock;
  /** Time of the exchange. */
  readonly exchangeTime: () => Millis;
  /** Symbols the account may have traded, besides those its events have named. */
  readonly symbols: () => Iterable<string>;
  readonly deliver: (report: RecoveredReport) => void;
  readonly logger?: Logger;
}

/** An execution report made from REST, for a fill whose own report was never received. */
export interface RecoveredReport extends WireExecutionReport {
  recovered: true;
}

/** How long events of a new subscription are waited for, which tell of the same fills. */
const SETTLE_MS = 1_000;
/** Fills are asked for from this long before the last event. */
const OVERLAP_MS = 5_000;
const PAGE = 1_000;
const ATTEMPTS = 10;
/** Before anybody's reads when the limits are short. */
const RECOVERY = { lane: 'recovery' } as const;
const PAUSE_MS = 10_000;
/** Keys of fills that are remembered, the newest. */
const REMEMBERED = 20_000;

/** Finds the fills that were made while the stream of the account's events was cut off, and delivers each once. */
export class FillRecovery {
  private readonly delivered = new Set<string>();
  private readonly symbols = new Set<string>();
  /** Until then nothing was missed. Time of the exchange. */
  private completeUntil: Millis | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: FillRecoveryOptions) {}

  /** The first subscription is there: what was before is nobody's loss. */
  begin(): void {
    this.completeUntil ??= this.options.exchangeTime();
  }

  /** An event of the stream. */
  seen(event: WireUserDataEvent): void {
    this.completeUntil = Math.max(this.completeUntil ?? 0, event.E);
    if (event.e !== 'executionReport') return;
    const report = event as WireExecutionReport;
    this.symbols.add(report.s);
    if (report.x === 'TRADE') this.remember(`${report.s} ${report.t}`);
  }

  /** The stream was cut off and is subscribed again since just now. Resolves when what was missed has been delivered. */
  recover(): Promise<void> {
    const from = this.completeUntil;
    const until = this.options.exchangeTime();
    if (from === undefined) return Promise.resolve();
    this.running = this.running
      .then(() => this.persist(from - OVERLAP_MS, until + SETTLE_MS))
      .catch((error: unknown) => {
        const { logger = silentLogger } = this.options;
        logger.error({ error }, 'fills that were missed cannot be fetched; GET /api/v1/myTrades has them');
      });
    return this.running;
  }

  private async persist(from: Millis, until: Millis): Promise<void> {
    const { clock } = this.options;
    let pauseMs = SETTLE_MS;
    for (let attempt = 1; ; attempt++) {
      await delay(clock, pauseMs);
      try {
        await this.fetch(from, until);
        return;
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
        const { retryAfterMs = 0 } = error as { retryAfterMs?: Millis };
        pauseMs = Math.max(PAUSE_MS, retryAfterMs);
      }
    }
  }

  private async fetch(from: Millis, until: Millis): Promise<void> {
    const { spot } = this.options;
    const orders = new Map<number, Promise<Order>>();
    for (const symbol of new Set([...this.symbols, ...this.options.symbols()])) {
      for (const fill of await this.fillsOf(symbol, Math.floor(from))) {
        const key = `${symbol} ${fill.id}`;
        if (fill.time > until || this.delivered.has(key)) continue;
        const { orderId } = fill;
        const asked =
          orders.get(orderId) ?? (spot.run(getOrder, { symbol, orderId }, RECOVERY) as Promise<Order>);
        orders.set(orderId, asked);
        const order = await asked;
        // its own report may have come while the order was asked for
        if (this.delivered.has(key)) continue;
        this.remember(key);
        this.options.deliver(reportOf(fill, order));
      }
    }
  }

  private async fillsOf(symbol: string, startTime: Millis): Promise<AccountTrade[]> {
    const { spot } = this.options;
    const fills: AccountTrade[] = [];
    let page = (await spot.run(
      getAccountTrades,
      { symbol, startTime, limit: PAGE },
      RECOVERY,
    )) as AccountTrade[];
    for (;;) {
      fills.push(...page.sort((a, b) => a.id - b.id));
      const last = page.at(-1);
      if (!last || page.length < PAGE) return fills;
      const next = { symbol, fromId: last.id + 1, limit: PAGE };
      page = (await spot.run(getAccountTrades, next, RECOVERY)) as AccountTrade[];
    }
  }

  private remember(key: string): void {
    this.delivered.add(key);
    if (this.delivered.size <= REMEMBERED) return;
    const [oldest] = this.delivered;
    this.delivered.delete(oldest as string);
  }
}

/** Cumulative amounts and the status are those of the order now: REST does not tell what they were. */
function reportOf(fill: AccountTrade, order: Order): RecoveredReport {
  return {
    e: 'executionReport',
    E: fill.time,
    s: fill.symbol,
    c: order.clientOrderId,
    S: fill.isBuyer ? 'BUY' : 'SELL',
    o: order.type ?? 'LIMIT',
    f: order.timeInForce ?? 'GTC',
    q: order.origQty ?? fill.qty,
    p: order.price ?? '0.00000000',
    P: order.stopPrice ?? '0.00000000',
    F: order.icebergQty ?? '0.00000000',
    g: order.orderListId,
    C: '',
    x: 'TRADE',
    X: order.status ?? 'PARTIALLY_FILLED',
    r: 'NONE',
    i: order.orderId,
    l: fill.qty,
    z: order.executedQty ?? fill.qty,
    L: fill.price,
    n: fill.commission,
    N: fill.commissionAsset,
    T: fill.time,
    t: fill.id,
    I: -1,
    w: order.isWorking ?? false,
    m: fill.isMaker,
    M: false,
    O: order.time ?? fill.time,
    Z: order.cummulativeQuoteQty ?? fill.quoteQty,
    Y: fill.quoteQty,
    Q: order.origQuoteOrderQty ?? '0.00000000',
    recovered: true,
  };
}
