import type { CallContext, SpotClient } from '@binance-gateway/binance-client';
import {
  type Account,
  type AccountTrade,
  type Balance,
  Decimal,
  type Millis,
  type Positions,
  type PositionsInput,
  type PriceTicker,
  type WireSymbol,
  getAccountInfo,
  getAccountTrades,
  getPrice,
  invalidInput,
} from '@binance-gateway/domain-types';
import { type CostBasis, NO_BASIS, applyFill } from './cost-basis.js';
import { type Holding, positionsReport } from './positions.js';

export interface PositionBookOptions {
  readonly spot: Pick<SpotClient, 'run' | 'symbols'>;
  /** Time of the exchange. */
  readonly exchangeTime: () => Millis;
  /** Fills a page, at most 1000. */
  readonly pageSize?: number;
}

/** How far the fills of a symbol have been read. */
interface Reading {
  basis: CostBasis;
  nextId: number;
  running: Promise<CostBasis> | undefined;
}

/**
 * Positions of the account. The first report reads every fill of what is held, weight 20 for 1000 of them; later ones
 * read on from there. When the request weight runs out on the way, what was read is kept, and the next report goes on.
 */
export class PositionBook {
  private readonly readings = new Map<string, Reading>();
  private readonly pageSize: number;

  constructor(private readonly options: PositionBookOptions) {
    this.pageSize = options.pageSize ?? 1_000;
  }

  /** @throws AppError UPSTREAM_RATE_LIMITED with retryAfterMs when there is more to read than the minute allows */
  async report({ quoteAsset = 'USDT' }: PositionsInput, context: CallContext = {}): Promise<Positions> {
    const { spot, exchangeTime } = this.options;
    const account = (await spot.run(getAccountInfo, { omitZeroBalances: true }, context)) as Account;
    const held = await this.held(quoteAsset, account.balances);
    const prices = await this.prices([...held.keys()], context);
    const holdings: Holding[] = [];
    for (const [symbol, { rules, balance }] of held) {
      const price = prices.get(symbol);
      if (price === undefined) continue;
      const basis = await this.basisOf(rules);
      const { free, locked } = balance;
      holdings.push({ asset: rules.baseAsset, symbol, free, locked, price, basis });
    }
    return positionsReport(quoteAsset, holdings, exchangeTime());
  }

  /** What the account has of assets that are quoted in `quoteAsset`. */
  private async held(
    quoteAsset: string,
    balances: readonly Balance[],
  ): Promise<Map<string, { rules: WireSymbol; balance: Balance }>> {
    const byAsset = new Map(
      balances
        .filter((b) => !Decimal.of(b.free).isZero() || !Decimal.of(b.locked).isZero())
        .map((b) => [b.asset, b]),
    );
    const held = new Map<string, { rules: WireSymbol; balance: Balance }>();
    let isQuoted = false;
    for (const rules of (await this.options.spot.symbols.all()).values()) {
      if (rules.quoteAsset !== quoteAsset) continue;
      isQuoted = true;
      const balance = byAsset.get(rules.baseAsset);
      if (balance) held.set(rules.symbol, { rules, balance });
    }
    if (!isQuoted) {
      throw invalidInput([
        { field: 'quoteAsset', message: `quoteAsset: no symbol is quoted in ${quoteAsset}` },
      ]);
    }
    return held;
  }

  private async prices(symbols: string[], context: CallContext): Promise<Map<string, string>> {
    if (symbols.length === 0) return new Map();
    const tickers = (await this.options.spot.run(getPrice, { symbols }, context)) as PriceTicker[];
    return new Map(tickers.map((t) => [t.symbol, t.price]));
  }

  /** Two reports at the same time read a symbol's fills once, or they would count them twice. */
  private basisOf(rules: WireSymbol): Promise<CostBasis> {
    const reading = this.readings.get(rules.symbol) ?? { basis: NO_BASIS, nextId: 0, running: undefined };
    this.readings.set(rules.symbol, reading);
    reading.running ??= this.readOn(rules, reading).finally(() => {
      reading.running = undefined;
    });
    return reading.running;
  }

  /** Without the caller's context: when one caller hangs up, another may be waiting for the same pages. */
  private async readOn(rules: WireSymbol, reading: Reading): Promise<CostBasis> {
    for (;;) {
      const input = { symbol: rules.symbol, fromId: reading.nextId, limit: this.pageSize };
      const page = (await this.options.spot.run(getAccountTrades, input)) as AccountTrade[];
      for (const fill of page.sort((a, b) => a.id - b.id)) {
        if (fill.id < reading.nextId) continue;
        reading.basis = applyFill(reading.basis, fill, rules);
        reading.nextId = fill.id + 1;
      }
      if (page.length < this.pageSize) return reading.basis;
    }
  }
}
