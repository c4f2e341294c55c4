import { randomUUID } from 'node:crypto';
import { silentLogger, systemClock, systemRandom } from '@binance-gateway/domain-types';
import { Metrics, assembleUpstream, loadConfig } from '@binance-gateway/platform';
import { McpHttpServer } from '../../http/http-server.js';
import { conformanceFixtures } from './fixtures.js';

// The HTTP module as it ships, with the fixtures of the conformance suite added: a process of its own for that suite.
const config = loadConfig('mcp-server');
const upstream = await assembleUpstream(config, {
  clock: systemClock,
  random: systemRandom,
  logger: silentLogger,
  metrics: new Metrics(),
});
const core = {
  config,
  clock: systemClock,
  logger: silentLogger,
  upstream: () => Promise.resolve(upstream),
  newId: randomUUID,
};
const server: McpHttpServer = new McpHttpServer(
  core,
  conformanceFixtures(() => server.streamable.notify),
);
const url = await server.listen();
process.stdout.write(`${JSON.stringify({ msg: 'listening', url })}\n`);
process.once('SIGTERM', () => {
  void Promise.all([server.close(), upstream.close()]).then(() => process.exit(0));
});
