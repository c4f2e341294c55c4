import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { connectSpot } from '@binance-gateway/binance-client';
import { type Millis, type WireDepth, getOrderBook } from '@binance-gateway/domain-types';
import type { Config } from '../config/load-config.js';
import { startEmbeddedExchange } from '../upstream/embedded-exchange.js';
import { endpointsOf, needsEmbeddedExchange } from '../upstream/endpoints.js';
import type { UpstreamDeps } from '../upstream/upstream.js';
import { Recorder, type RecorderStatus } from './recorder.js';

export interface SessionOptions {
  readonly streams: readonly string[];
  /** `.gz` is packed. */
  readonly path: string;
  /** How long; it ends earlier with `signal`. */
  readonly durationMs: Millis;
  readonly signal?: AbortSignal;
}

/** A disk that is too slow for the market ends the recording rather than the memory. */
const MAX_UNWRITTEN_BYTES = 256 * 1024 * 1024;
const NEWLINE = Buffer.from('\n');

/** Records streams of the configured exchange into a file. @throws Error when the file cannot be written */
export async function recordSession(
  config: Config,
  { clock, random, logger }: Omit<UpstreamDeps, 'metrics'>,
  { streams, path, durationMs, signal }: SessionOptions,
): Promise<RecorderStatus> {
  const embedded = needsEmbeddedExchange(config) ? await startEmbeddedExchange(config) : undefined;
  const urls = endpointsOf(config, embedded?.urls);
  const connection = connectSpot({
    restUrl: urls.rest,
    clock,
    random,
    logger,
    newClientOrderId: () => 'never-used',
    readTimeoutMs: config.binance.timeoutMs,
  });
  const file = createWriteStream(path);
  const target = path.endsWith('.gz') ? createGzip() : file;
  if (target !== file) target.pipe(file);
  const ended = finished(file);
  const failed = new AbortController();
  ended.catch((error: unknown) => failed.abort(error));
  const recorder = new Recorder({
    url: urls.stream,
    streams,
    clock,
    random,
    logger,
    fetchSnapshot: async (symbol, limit) =>
      (await connection.rest.call(getOrderBook, { symbol, limit }, {})) as WireDepth,
    write: (line) => {
      target.write(line);
      target.write(NEWLINE);
      if (target.writableLength > MAX_UNWRITTEN_BYTES)
        failed.abort(new Error(`${path} is written too slowly`));
    },
  });
  await new Promise<void>((resolve) => {
    const timer = clock.setTimeout(resolve, durationMs);
    for (const each of [signal, failed.signal]) {
      each?.addEventListener('abort', () => {
        clock.clearTimeout(timer);
        resolve();
      });
    }
  });
  const status = recorder.status();
  await recorder.close();
  await connection.close();
  await embedded?.simulator.close();
  if (failed.signal.aborted) throw failed.signal.reason as Error;
  target.end();
  await ended;
  return status;
}
