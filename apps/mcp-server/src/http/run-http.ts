import { randomUUID } from 'node:crypto';
import { systemClock, systemRandom } from '@binance-gateway/domain-types';
import {
  Metrics,
  Reload,
  Scrubber,
  assembleUpstream,
  createLogger,
  onCrash,
  onReloadSignal,
  onStopSignal,
  openTracing,
  readsFiles,
  secretsOf,
  shutDown,
  takeEnvironment,
} from '@binance-gateway/platform';
import { readConfig } from '../server/read-config.js';
import { printBanner } from './banner.js';
import { McpHttpServer } from './http-server.js';

/** Every HTTP transport on HOST:PORT, until a signal ends it. */
export async function runHttp(): Promise<void> {
  const environment = takeEnvironment();
  const config = readConfig(environment);
  const { format, level } = config.log;
  const isPretty = format === 'pretty' || (format === 'auto' && process.stdout.isTTY);
  const scrubber = new Scrubber(secretsOf(config));
  const logger = createLogger({
    name: 'mcp-server',
    level,
    format: isPretty ? 'pretty' : 'json',
    scrubber,
  });
  onCrash(logger);
  const clock = systemClock;
  const metrics = new Metrics(logger).withProcessMetrics();
  const tracing = await openTracing(config, { clock, logger });
  const traced = tracing ? { tracing } : {};
  const upstream = await assembleUpstream(config, {
    clock,
    random: systemRandom,
    logger,
    metrics,
    ...traced,
  });
  const core = {
    config,
    clock,
    logger,
    metrics,
    ...traced,
    upstream: () => Promise.resolve(upstream),
    newId: randomUUID,
  };
  const server = new McpHttpServer(core);

  const { host, port } = config.http;
  let url: string;
  try {
    url = await server.listen();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    logger.error({ host, port, code }, `cannot listen on ${host}:${port} (${code}); HOST and PORT say where`);
    process.exit(1);
  }
  const { environment: exchange } = config.binance;
  logger.info({ url, environment: exchange, startMs: Math.round(performance.now()) }, 'listening');
  printBanner({ config, url, asJson: format === 'json', print: (text) => process.stdout.write(`${text}\n`) });

  if (readsFiles(environment)) {
    const reload = new Reload(
      config,
      { tokens: server.access.tokens, upstream, scrubber, logger },
      environment,
    );
    onReloadSignal(() => reload.run());
  }
  onStopSignal((signal) => {
    logger.info({ signal }, 'stopping');
    const steps = [
      { name: 'stop listening', run: () => server.stopListening() },
      { name: 'finish calls', run: () => server.calls.idle() },
      { name: 'close sessions', run: () => server.close() },
      { name: 'close upstream', run: () => upstream.close() },
      ...(tracing ? [{ name: 'send traces', run: () => tracing.close() }] : []),
    ];
    void shutDown(steps, { clock, logger, timeoutMs: config.shutdownTimeoutMs }).then((unfinished) => {
      logger.info({ unfinished }, 'stopped');
      process.exit(0);
    });
  });
}
