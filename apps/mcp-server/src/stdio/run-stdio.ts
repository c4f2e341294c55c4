import { Console } from 'node:console';
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import * as z from 'zod/v4';
import { delay, systemClock, systemRandom } from '@binance-gateway/domain-types';
import {
  type Upstream,
  createLogger,
  lazyLogger,
  onCrash,
  onStopSignal,
  Scrubber,
  secretsOf,
  shutDown,
  takeEnvironment,
} from '@binance-gateway/platform';
import { ResourceUpdates } from '../resources/resource-updates.js';
import { ListenWatches } from './listen-watches.js';
import { MessageLines } from './message-lines.js';
import { readConfig } from '../server/read-config.js';
import { refusalText } from '../server/read-message.js';
import { createShells } from '../server/server-shell.js';
import { StdioEquipment, needsEquipment } from './stdio-equipment.js';

/** One client on standard input and output. stdout belongs to the protocol, everything else goes to stderr. */
export async function runStdio(): Promise<void> {
  // the SDK's schemas check a handful of messages: compiling a function for each of them costs more than it saves
  z.config({ jitless: true });
  // a stray line of any library would end the conversation
  globalThis.console = new Console(process.stderr);
  const config = readConfig(takeEnvironment(), { makesToken: false });
  const clock = systemClock;
  const { level } = config.log;
  const scrubber = new Scrubber(secretsOf(config));
  const logger = lazyLogger(level, () =>
    createLogger({ name: 'mcp-server', level, format: 'json', scrubber, fd: 2 }),
  );
  onCrash(logger);

  let started: Promise<Upstream> | undefined;
  const start = async (): Promise<Upstream> => {
    try {
      const { startUpstream } = await import('./stdio-upstream.js');
      return await startUpstream(config, { clock, random: systemRandom, logger });
    } catch (error) {
      logger.error({ error }, 'cannot start towards the exchange; the next call tries again');
      started = undefined;
      throw error;
    }
  };
  const upstream = (): Promise<Upstream> => (started ??= start());

  const core = { config, clock, logger, upstream, newId: () => randomUUID() };
  const updates = new ResourceUpdates(core);
  const equipment = new StdioEquipment(core, updates);
  const shell = createShells(config);
  const lines = new MessageLines({
    limit: config.http.bodyLimit,
    onRefusal: (refusal) => process.stdout.write(`${refusalText(refusal)}\n`),
    ready: (message) => (needsEquipment(message) ? equipment.load() : undefined),
    // whoever pipes questions in and ends wants the answers all the same
    beforeEnd: async () => {
      await setImmediate();
      await Promise.race([equipment.idle(), delay(clock, config.shutdownTimeoutMs)]);
    },
  });
  const transport = new StdioServerTransport(process.stdin.pipe(lines));
  let current: McpServer | undefined;
  const watches = new ListenWatches(updates, (uri) => void current?.server.sendResourceUpdated({ uri }));
  const connection = serveStdio(
    ({ era }) => {
      const server = shell(era);
      current = server;
      equipment.give(server, era);
      // after the handshake, not before: who starts the process waits for its first answer
      if (era === 'legacy') {
        server.server.oninitialized = () =>
          void equipment
            .load()
            .then(upstream)
            .catch(() => undefined);
      }
      return server;
    },
    { transport, onerror: (error) => logger.debug({ error }, 'protocol error') },
  );
  const { onmessage } = transport;
  transport.onmessage = (message) => {
    onmessage?.(message);
    watches.observe(message);
  };

  const stop = (reason: string): void => {
    logger.debug({ reason }, 'stopping');
    const steps = [
      { name: 'close connection', run: () => connection.close() },
      { name: 'close upstream', run: async () => (await started)?.close() },
    ];
    void shutDown(steps, { clock, logger, timeoutMs: config.shutdownTimeoutMs }).then(() => process.exit(0));
  };
  lines.once('close', () => stop('standard input ended'));
  process.stdin.once('close', () => lines.end());
  onStopSignal(stop);
  await Promise.resolve();
}
