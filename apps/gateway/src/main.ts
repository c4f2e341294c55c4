import 'reflect-metadata';
import { systemClock, systemRandom } from '@binance-gateway/domain-types';
import {
  ConfigError,
  type Config,
  Metrics,
  assembleUpstream,
  createLogger,
  loadConfig,
  onStopSignal,
  secretsOf,
  shutDown,
} from '@binance-gateway/platform';
import { printBanner } from './banner.js';
import { createApp } from './create-app.js';

function readConfig(): Config {
  try {
    return loadConfig('gateway');
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

const config = readConfig();
const { format, level } = config.log;
const isPretty = format === 'pretty' || (format === 'auto' && process.stdout.isTTY);
const logger = createLogger({
  name: 'gateway',
  level,
  format: isPretty ? 'pretty' : 'json',
  secrets: secretsOf(config),
});
const clock = systemClock;
const metrics = new Metrics().withProcessMetrics();
const upstream = await assembleUpstream(config, { clock, random: systemRandom, logger, metrics });
const app = await createApp({ config, logger, metrics, upstream, clock });
await app.listen({ host: config.http.host, port: config.http.port });
const url = (await app.getUrl()).replace('[::1]', 'localhost');
logger.info(
  { url, environment: config.binance.environment, startMs: Math.round(performance.now()) },
  'listening',
);
printBanner({ config, url, isPretty, print: (text) => console.log(text) });

onStopSignal((signal) => {
  logger.info({ signal }, 'stopping');
  const steps = [
    // new connections are refused while running requests finish
    { name: 'stop listening', run: () => void app.getHttpServer().close() },
    { name: 'drain stream clients', run: () => upstream.drain() },
    { name: 'close server', run: () => app.close() },
    { name: 'close upstream', run: () => upstream.close() },
  ];
  void shutDown(steps, { clock, logger, timeoutMs: config.shutdownTimeoutMs }).then((unfinished) => {
    logger.info({ unfinished }, 'stopped');
    process.exit(0);
  });
});
