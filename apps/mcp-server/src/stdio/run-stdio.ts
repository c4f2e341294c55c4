import { Console } from 'node:console';
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { delay, systemClock, systemRandom } from '@binance-gateway/domain-types';
import {
  type Upstream,
  createLogger,
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
import { createServerFactory } from '../server/create-server.js';
import { LOCAL_PRINCIPAL } from '../server/mcp-core.js';
import { readConfig } from '../server/read-config.js';
import { refusalText } from '../server/read-message.js';
import { ToolCalls } from '../tools/call-tool.js';

/** One client on standard input and output. stdout belongs to the protocol, everything else goes to stderr. */
export async function runStdio(): Promise<void> {
  // a stray line of any library would end the conversation
  globalThis.console = new Console(process.stderr);
  const config = readConfig(takeEnvironment());
  const clock = systemClock;
  const { level } = config.log;
  const logger = createLogger({
    name: 'mcp-server',
    level,
    format: 'json',
    scrubber: new Scrubber(secretsOf(config)),
    fd: 2,
  });
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

  const core = { config, clock, logger, upstream, newId: randomUUID };
  const updates = new ResourceUpdates(core);
  const calls = new ToolCalls(core);
  const factory = createServerFactory(core, { calls, updates });
  const lines = new MessageLines({
    limit: config.http.bodyLimit,
    onRefusal: (refusal) => process.stdout.write(`${refusalText(refusal)}\n`),
    // whoever pipes questions in and ends wants the answers all the same
    beforeEnd: async () => {
      await setImmediate();
      await Promise.race([calls.idle(), delay(clock, config.shutdownTimeoutMs)]);
    },
  });
  const transport = new StdioServerTransport(process.stdin.pipe(lines));
  let current: McpServer | undefined;
  const watches = new ListenWatches(updates, (uri) => void current?.server.sendResourceUpdated({ uri }));
  const connection = serveStdio(
    ({ era }) => {
      const server = factory({ principal: LOCAL_PRINCIPAL, toolsets: config.mcp.toolsets }, era);
      current = server;
      // after the handshake, not before: who starts the process waits for its first answer
      if (era === 'legacy') server.server.oninitialized = () => void upstream().catch(() => undefined);
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
