#!/usr/bin/env node
import 'reflect-metadata';
import { systemClock, systemRandom } from '@binance-gateway/domain-types';
import {
  ConfigError,
  type Config,
  type Environment,
  Metrics,
  Reload,
  Scrubber,
  assembleUpstream,
  createLogger,
  loadConfig,
  onCrash,
  onReloadSignal,
  onStopSignal,
  openTracing,
  readsFiles,
  runDoctor,
  secretsOf,
  shutDown,
  takeEnvironment,
} from '@binance-gateway/platform';
import { readArguments } from './arguments.js';
import { AuthService } from './auth/auth.service.js';
import { printBanner } from './banner.js';
import { createApp } from './create-app.js';

function readConfig(environment: Environment): Config {
  try {
    return loadConfig('gateway', environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

const { doctor, json } = readArguments();
if (doctor) process.exit(await runDoctor('gateway', { json }));

const environment = takeEnvironment();
const config = readConfig(environment);
const { format, level } = config.log;
const isPretty = format === 'pretty' || (format === 'auto' && process.stdout.isTTY);
const scrubber = new Scrubber(secretsOf(config));
const logger = createLogger({
  name: 'gateway',
  level,
  format: isPretty ? 'pretty' : 'json',
  scrubber,
});
onCrash(logger);
const clock = systemClock;
const metrics = new Metrics(logger).withProcessMetrics();
const tracing = await openTracing(config, { clock, logger });
const traced = tracing ? { tracing } : {};
const upstream = await assembleUpstream(config, { clock, random: systemRandom, logger, metrics, ...traced });
const app = await createApp({ config, logger, metrics, upstream, clock, ...traced });

const { host, port } = config.http;
try {
  await app.listen({ host, port });
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  logger.error({ host, port, code }, `cannot listen on ${host}:${port} (${code}); HOST and PORT say where`);
  process.exit(1);
}
const url = (await app.getUrl()).replace('[::1]', 'localhost');
const { environment: exchange } = config.binance;
logger.info({ url, environment: exchange, startMs: Math.round(performance.now()) }, 'listening');
printBanner({ config, url, asJson: format === 'json', print: (text) => console.log(text) });

if (readsFiles(environment)) {
  const reload = new Reload(
    config,
    { tokens: app.get(AuthService), upstream, scrubber, logger },
    environment,
  );
  onReloadSignal(() => reload.run());
}
onStopSignal((signal) => {
  logger.info({ signal }, 'stopping');
  // half of the time is for answers that come, the rest for telling callers that theirs did not
  clock.setTimeout(() => upstream.stopWaiting(), config.shutdownTimeoutMs / 2);
  const steps = [
    // tells stream clients why, answers what is running, then stops listening
    { name: 'close server', run: () => app.close() },
    { name: 'close upstream', run: () => upstream.close() },
    ...(tracing ? [{ name: 'send traces', run: () => tracing.close() }] : []),
  ];
  void shutDown(steps, { clock, logger, timeoutMs: config.shutdownTimeoutMs }).then((unfinished) => {
    logger.info({ unfinished }, 'stopped');
    process.exit(0);
  });
});
