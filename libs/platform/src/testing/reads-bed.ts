import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Clock,
  type Operation,
  seededRandom,
  silentLogger,
  systemClock,
} from '@binance-gateway/domain-types';
import type { Simulator } from '@binance-gateway/exchange-simulator';
import { until } from '@binance-gateway/testing';
import { loadConfig } from '../config/load-config.js';
import { Metrics } from '../metrics/registry.js';
import { assembleUpstream } from '../upstream/assemble.js';
import type { Provenance, Upstream } from '../upstream/upstream.js';

const HURRY = 10;
const began = { at: systemClock.now(), monotonic: systemClock.monotonic() };
/** Time passes ten times as fast, here and at the exchange: what takes seconds by design is over in a moment. */
const hurried: Clock = {
  now: () => Math.floor(began.at + (systemClock.monotonic() - began.monotonic) * HURRY),
  monotonic: () => systemClock.monotonic() * HURRY,
  setTimeout: (callback, delayMs) => systemClock.setTimeout(callback, delayMs / HURRY),
  clearTimeout: (timer) => systemClock.clearTimeout(timer),
};

const MAKER = 'spec-maker';
export const SYMBOL = 'BTCUSDT';
export const TICKER_PRICE = '/api/v3/ticker/price';
const UNIT = 100_000_000n;

export type Answer = Record<string, unknown>;
interface Asked extends Provenance {
  readonly answer: Answer;
}

/** Reads over an exchange in which nothing happens but what the spec does. */
export class ReadsBed {
  private constructor(
    readonly exchange: Simulator,
    readonly upstream: Upstream,
    readonly metrics: Metrics,
    private readonly dataDir: string,
  ) {
    exchange.engine.addAccount(MAKER, [], { unlimited: true });
  }

  static async open(environment: Readonly<Record<string, string>>, clock = hurried): Promise<ReadsBed> {
    const { startSimulator } = await import('@binance-gateway/exchange-simulator');
    const exchange = await startSimulator({
      clock,
      eventsPerSecond: 0,
      seed: 1,
    });
    const metrics = new Metrics();
    // a spec is told of a ban, which is written down
    const dataDir = mkdtempSync(join(tmpdir(), 'reads-'));
    const config = loadConfig('gateway', {
      DATA_DIR: dataDir,
      BINANCE_REST_URL: exchange.urls.rest,
      BINANCE_STREAM_URL: exchange.urls.stream,
      BINANCE_WS_API_URL: exchange.urls.wsApi,
      ...environment,
    });
    const deps = { clock, random: seededRandom(1), logger: silentLogger, metrics };
    const upstream = await assembleUpstream(config, deps);
    await until(() => upstream.readiness().ready);
    exchange.control.clearRequests();
    return new ReadsBed(exchange, upstream, metrics, dataDir);
  }

  async close(): Promise<void> {
    await this.upstream.close();
    await this.exchange.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  async ask<I extends object>(operation: Operation<I>, input: I): Promise<Asked> {
    let from: Provenance | undefined;
    const onSource = (told: Provenance): void => void (from = told);
    const context = { requestId: 'request-1', principal: 'spec', onSource };
    const answer = (await this.upstream.operations.run(operation, input, context)) as Answer;
    return { answer, ...(from as unknown as Provenance) };
  }

  /** The first answer that comes from live state; the market moves until then. */
  streamed<I extends object>(operation: Operation<I>, input: I): Promise<Asked> {
    return until(async () => {
      const asked = await this.ask(operation, input);
      if (asked.source === 'stream') return asked;
      this.trade();
      return undefined;
    });
  }

  /** The live answer that says what REST has told, but for its times. */
  streamedAs<I extends object>(
    told: Answer,
    operation: Operation<I>,
    input: I,
    times: readonly string[],
  ): Promise<Asked> {
    const fields = Object.keys(told).filter((field) => !times.includes(field));
    return until(
      async () => {
        const asked = await this.ask(operation, input);
        const isSame = fields.every(
          (field) => JSON.stringify(asked.answer[field]) === JSON.stringify(told[field]),
        );
        return asked.source === 'stream' && isSame ? asked : undefined;
      },
      { timeoutMs: 3_000 },
    );
  }

  /** The price moves: somebody buys into the book, or sells. */
  trade(symbol = SYMBOL): void {
    const { engine } = this.exchange;
    const { bid, ask } = engine.bestBidAsk(symbol);
    const before = this.exchange.market.data.of(symbol).lastPrice;
    const side = before === ask?.[0] ? 'SELL' : 'BUY';
    const price = (side === 'BUY' ? ask : bid)?.[0] as bigint;
    const order = { account: MAKER, symbol, side, price, quantity: UNIT / 100n, clientOrderId: '' } as const;
    engine.place({ ...order, type: 'LIMIT', timeInForce: 'IOC' });
    expect(this.exchange.market.data.of(symbol).lastPrice).not.toBe(before);
  }

  get price(): string {
    return this.exchange.market.data.price(SYMBOL).price;
  }

  calls(path: string): number {
    return this.exchange.control.requests({ path }).length;
  }

  get weight(): number {
    return this.exchange.control.requests().reduce((sum, { weight }) => sum + weight, 0);
  }
}
