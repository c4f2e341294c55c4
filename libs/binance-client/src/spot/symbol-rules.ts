import {
  AppError,
  type Clock,
  type Logger,
  type Millis,
  type WireExchangeInfo,
  type WireSymbol,
  silentLogger,
} from '@binance-gateway/domain-types';

export interface SymbolRulesOptions {
  /** Asks the exchange; weight 20. */
  readonly load: () => Promise<WireExchangeInfo>;
  readonly clock: Clock;
  readonly logger?: Logger;
  /** Called with every body that says something new, e.g. to take over its rate limits. */
  readonly onLoad?: (info: WireExchangeInfo) => void;
  readonly refreshMs?: Millis;
  /** Between two questions on behalf of symbols that are not listed. */
  readonly missMs?: Millis;
}

/** The symbols of the exchange and their trading rules, kept for an hour. */
export class SymbolRules {
  private symbols: ReadonlyMap<string, WireSymbol> | undefined;
  /** What `symbols` was made of. */
  private list: readonly WireSymbol[] | undefined;
  private askedAt = -Infinity;
  private loading: Promise<void> | undefined;
  private readonly delistings = new Set<(symbols: readonly string[]) => void>();

  constructor(private readonly options: SymbolRulesOptions) {}

  /** What is known now, without asking. */
  get(symbol: string): WireSymbol | undefined {
    return this.symbols?.get(symbol);
  }

  /** Calls with symbols that were listed and are no more. @returns how to stop */
  onDelisted(listener: (symbols: readonly string[]) => void): () => void {
    this.delistings.add(listener);
    return () => this.delistings.delete(listener);
  }

  /** Every symbol, loaded when need be. */
  async all(): Promise<ReadonlyMap<string, WireSymbol>> {
    if (!this.symbols) await this.refresh();
    else if (this.age() > (this.options.refreshMs ?? 3_600_000)) this.refreshBehind();
    return this.symbols as ReadonlyMap<string, WireSymbol>;
  }

  /**
   * Rules of a symbol. An unlisted one costs the exchange at most one question a minute, however often it is asked for.
   * @throws AppError UNKNOWN_SYMBOL that names the input field; or why the list could not be loaded at all
   */
  async require(symbol: string, field = 'symbol'): Promise<WireSymbol> {
    const known = (await this.all()).get(symbol);
    if (known) return known;
    if (this.age() > (this.options.missMs ?? 60_000)) {
      await this.refresh().catch((error: unknown) => this.warn(error));
      const listed = this.symbols?.get(symbol);
      if (listed) return listed;
    }
    const message = `${symbol} is not a symbol of the exchange`;
    throw new AppError('UNKNOWN_SYMBOL', message, { fields: [{ field, message }] });
  }

  /** Loads the list; callers at the same time share one question. */
  refresh(): Promise<void> {
    this.loading ??= this.load().finally(() => {
      this.loading = undefined;
    });
    return this.loading;
  }

  private async load(): Promise<void> {
    this.askedAt = this.options.clock.monotonic();
    const info = await this.options.load();
    // the very list of before: the exchange has said the same again
    if (info.symbols === this.list) return;
    this.list = info.symbols;
    const before = this.symbols;
    const symbols = new Map(info.symbols.map((s) => [s.symbol, s]));
    this.symbols = symbols;
    this.options.onLoad?.(info);
    const gone = before ? [...before.keys()].filter((symbol) => !symbols.has(symbol)) : [];
    if (gone.length > 0) for (const listener of this.delistings) listener(gone);
  }

  private refreshBehind(): void {
    this.refresh().catch((error: unknown) => this.warn(error));
  }

  private age(): Millis {
    return this.options.clock.monotonic() - this.askedAt;
  }

  private warn(error: unknown): void {
    (this.options.logger ?? silentLogger).warn(
      { err: error },
      'symbols could not be refreshed; the known ones stay',
    );
  }
}
