import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, type Random, seededRandom, silentLogger } from '@binance-gateway/domain-types';
import {
  DEFAULT_SYMBOLS,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '@binance-gateway/exchange-simulator';
import { Metrics, type Upstream, assembleUpstream, loadConfig } from '@binance-gateway/platform';
import { FaultProxy, LeapClock, type MessageFate } from '@binance-gateway/testing';
import { ExchangeRecord } from './exchange-record.bed.js';
import type { Envelope } from './history-checker.bed.js';
import { portOf, serve } from './serve-streams.bed.js';
import { WorldReader } from './world-reader.bed.js';

export interface WorldOptions {
  readonly seed: number;
  readonly simulator?: SimulatorOptions;
  readonly environment?: Readonly<Record<string, string>>;
  /** Symbols whose truth is recorded. */
  readonly symbols?: readonly string[];
}

export interface Warning {
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

const authority = (url: string): { host: string; port: number } => {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
};

/**
 * An exchange, the gateway's whole upstream half as it is assembled in production, and readers on real sockets,
 * with fault proxies between them; all of it on one virtual clock.
 */
export class StreamWorld {
  readonly readers: WorldReader[] = [];
  readonly warnings: Warning[] = [];
  /** Why connections were replaced before they ended. */
  readonly replaced: string[] = [];
  /** Of the next text messages from the exchange; by default all pass. */
  fate: (payload: Buffer) => MessageFate = () => 'pass';
  readonly random: Random;
  private readers_ = 0;

  private constructor(
    readonly seed: number,
    readonly clock: LeapClock,
    readonly exchange: Simulator,
    readonly record: ExchangeRecord,
    readonly streamProxy: FaultProxy,
    readonly restProxy: FaultProxy,
    /** Between the gateway and its readers. */
    readonly clientProxy: FaultProxy,
    /** The way of readers who are to be slow. */
    readonly slowProxy: FaultProxy,
    readonly upstream: Upstream,
    readonly metrics: Metrics,
    private readonly dispose: () => Promise<void>,
  ) {
    this.random = seededRandom(seed * 7919 + 1);
  }

  static async open(options: WorldOptions): Promise<StreamWorld> {
    const { seed, symbols = ['BTCUSDT', 'ETHUSDT'] } = options;
    const proxies: FaultProxy[] = [];
    const made: { world?: StreamWorld } = {};
    const clock = new LeapClock({
      activity: () => proxies.reduce((sum, { bytes }) => sum + bytes, 0),
      isBusy: () => (proxies[1]?.unanswered ?? 0) > 0,
    });
    const exchange = await startSimulator({
      seed,
      clock,
      symbols: DEFAULT_SYMBOLS.filter(({ symbol }) => symbols.includes(symbol)),
      eventsPerSecond: 20,
      ...options.simulator,
    });
    const record = new ExchangeRecord(exchange.engine, symbols);
    const server = createServer();
    server.listen(0, '127.0.0.1', 4096);
    await once(server, 'listening');
    const fate = (payload: Buffer): MessageFate => made.world?.fate(payload) ?? 'pass';
    proxies.push(
      await FaultProxy.start({ target: authority(exchange.urls.stream), clock, fate }),
      await FaultProxy.start({ target: authority(exchange.urls.rest), clock }),
      await FaultProxy.start({ target: { host: '127.0.0.1', port: portOf(server) }, clock }),
      await FaultProxy.start({ target: { host: '127.0.0.1', port: portOf(server) }, clock }),
    );
    const [streamProxy, restProxy, clientProxy, slowProxy] = proxies as [
      FaultProxy,
      FaultProxy,
      FaultProxy,
      FaultProxy,
    ];
    const directory = mkdtempSync(join(tmpdir(), 'stream-world-'));
    const config = loadConfig('gateway', {
      DATA_DIR: directory,
      BINANCE_REST_URL: `http://${restProxy.authority}`,
      BINANCE_STREAM_URL: `ws://${streamProxy.authority}`,
      BINANCE_WS_API_URL: exchange.urls.wsApi,
      ...options.environment,
    });
    const metrics = new Metrics();
    const warnings: Warning[] = [];
    const warn: Logger['warn'] = (fields, message) =>
      void warnings.push({ fields: fields as Warning['fields'], message });
    const info: Logger['info'] = (fields, message) => {
      if (message === 'market stream connection replaced')
        made.world?.replaced.push(String((fields as Warning['fields'])['reason']));
    };
    const logger: Logger = { ...silentLogger, info, warn, error: warn };
    const upstream = await assembleUpstream(config, { clock, random: seededRandom(seed), logger, metrics });
    const sockets = serve(server, upstream.hub, (symbol) => upstream.books.acquire(symbol).release());
    const world = new StreamWorld(
      seed,
      clock,
      exchange,
      record,
      streamProxy,
      restProxy,
      clientProxy,
      slowProxy,
      upstream,
      metrics,
      async () => {
        for (const client of sockets.clients) client.terminate();
        record.close();
        await clock.during(upstream.close());
        for (const proxy of proxies) await proxy.close();
        await exchange.close();
        server.close();
        rmSync(directory, { recursive: true, force: true });
      },
    );
    made.world = world;
    world.warnings.push(...warnings.splice(0));
    warnings.push = world.warnings.push.bind(world.warnings);
    await clock.until(() => upstream.readiness().ready, 120_000, 'a ready gateway');
    return world;
  }

  reader(
    streams: readonly string[],
    onMessage?: (message: Envelope) => void,
    via: FaultProxy = this.clientProxy,
  ): WorldReader {
    const reader = new WorldReader({
      url: `ws://${via.authority}/ws`,
      streams,
      clock: this.clock,
      record: this.record,
      label: `reader ${++this.readers_}`,
      ...(onMessage ? { onMessage } : {}),
    });
    this.readers.push(reader);
    return reader;
  }

  /** Every reader has something of every stream. */
  async flowing(withinMs = 120_000): Promise<void> {
    await this.clock.until(
      () => this.readers.every((reader) => reader.isFlowing),
      withinMs,
      'every stream flows',
    );
  }

  /** Snapshots that were asked for. */
  get snapshots(): number {
    return this.exchange.control.requests({ path: '/api/v3/depth' }).length;
  }

  losses(code?: number): Warning[] {
    return this.warnings.filter(
      ({ message, fields }) =>
        message === 'market stream connection lost' && (code === undefined || fields['code'] === code),
    );
  }

  /** I1, I2, I7, and that no limit of the exchange was broken; with the seed in the message. */
  check(): void {
    const violations = this.readers.flatMap(({ checker }) => checker.violations);
    const policy = this.losses(1008).length;
    if (policy > 0) violations.push(`${policy} connections were closed for breaking the message limit`);
    const { queuedBytes, clients } = this.upstream.hub.stats();
    if (queuedBytes > clients * 1024 * 1024)
      violations.push(`${queuedBytes} bytes are queued for ${clients} clients`);
    if (violations.length > 0) throw new Error(`seed ${this.seed}:\n${violations.join('\n')}`);
  }

  async close(): Promise<void> {
    for (const reader of this.readers) reader.close();
    await this.dispose();
  }
}

/** Runs a scenario in a world of its own for each seed; `SEEDS` says how many, `SEED` which one alone. */
export function forSeeds(
  count: number,
  options: Omit<WorldOptions, 'seed'>,
  scenario: (world: StreamWorld) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const only = process.env['SEED'];
    const seeds = only
      ? [Number(only)]
      : Array.from({ length: Number(process.env['SEEDS'] ?? count) }, (_, i) => i + 1);
    for (const seed of seeds) {
      const world = await StreamWorld.open({ ...options, seed });
      try {
        await scenario(world);
        world.check();
      } catch (error) {
        throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
      } finally {
        await world.close();
      }
    }
  };
}
