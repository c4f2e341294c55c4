import { resolve } from 'node:path';
import { systemClock, systemRandom } from '@binance-gateway/domain-types';
import {
  ConfigError,
  Scrubber,
  createLogger,
  loadConfig,
  onStopSignal,
  recordSession,
  secretsOf,
} from '@binance-gateway/platform';
import { type RecordArguments, USAGE, parseArguments } from './arguments.js';

function readArguments(): RecordArguments {
  try {
    return parseArguments(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(1);
  }
}

const { streams, out, seconds } = readArguments();
try {
  const config = loadConfig('gateway');
  const logger = createLogger({
    name: 'record',
    level: config.log.level,
    format: 'pretty',
    scrubber: new Scrubber(secretsOf(config)),
  });
  const path = resolve(out);
  const stop = new AbortController();
  onStopSignal(() => stop.abort());
  console.log(`recording ${streams.length} streams for ${seconds} s into ${path} (Ctrl-C ends it earlier)`);
  // the clock's timers do not keep a process alive, and before the first connection there is nothing else
  const alive = setInterval(() => undefined, 60_000);
  const status = await recordSession(
    config,
    { clock: systemClock, random: systemRandom, logger },
    { streams, path, durationMs: seconds * 1_000, signal: stop.signal },
  );
  clearInterval(alive);
  console.log(
    `${status.frames} messages, ${status.bytes} bytes, ${status.snapshots} snapshots, ${status.gaps} gaps`,
  );
  console.log(`replay it: SIMULATOR_REPLAY=${path} npm start`);
  process.exit(0);
} catch (error) {
  console.error(
    error instanceof ConfigError ? error.message : `recording failed: ${(error as Error).message}`,
  );
  process.exit(1);
}
