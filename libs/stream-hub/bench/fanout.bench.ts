// Fan-out over real sockets, beside (a) a plain Nest gateway that stringifies for each client, (b) a bare loop of
// ws.send with one shared Buffer, (c) the same with the socket corked: microseconds of CPU of this process (user +
// system) per delivered message, and deliveries per second of wall time, until a sink in another process has counted the
// last byte. Each way sends as many messages a round as it gets through in about ROUND_MS, so that the slow ones do not
// take minutes; what is told is per message.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import 'reflect-metadata';
import { systemClock } from '@binance-gateway/domain-types';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { WsAdapter } from '@nestjs/platform-ws';
import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import { type WebSocket, WebSocketServer } from 'ws';
import { Hub } from '../src/hub.js';
import { WsTransport } from '../src/ws-transport.js';

const FIRST_ID = 3735683259;
const MESSAGE = Buffer.from(
  JSON.stringify({
    e: 'trade',
    E: 1723161255343,
    s: 'BTCUSDT',
    t: FIRST_ID,
    p: '61837.63000000',
    q: '0.02000000',
    T: 1723161255342,
    m: true,
    M: true,
    padding: 'x'.repeat(60),
  }),
);
const PARSED = JSON.parse(MESSAGE.toString()) as object;
const FRAME_BYTES = MESSAGE.length + (MESSAGE.length < 126 ? 2 : 4);
const ROUNDS = 5;
const ROUND_MS = 300;
const MOST_DELIVERIES = 100_000;
const STREAM = 'btcusdt@trade';
/** Where neighbours differ, all of them read this one. */
const COMMON = 'btcusdt@miniTicker';
/** Beside it, each of these is read by one client in eight, so that neighbours do not write the same frames. */
const SECOND = Array.from({ length: 8 }, (_, i) => `sym${i}usdt@miniTicker`);

/** As the Nest documentation shows it. */
@WebSocketGateway({ path: '/' })
class PlainGateway implements OnGatewayConnection<WebSocket> {
  readonly clients = new Set<WebSocket>();

  handleConnection(client: WebSocket): void {
    this.clients.add(client);
  }

  broadcast(event: object): void {
    for (const client of this.clients) client.send(JSON.stringify(event));
  }
}

@Module({ providers: [PlainGateway] })
class PlainModule {}

interface Peer {
  readonly webSocket: WebSocket;
  readonly socket: Duplex;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const ids = new Map<string, number>();

/** Fresh buffers, as they would come from upstream; the hub looks at their ids, which go up by one. */
const copies = (n: number, way: string): Buffer[] =>
  Array.from({ length: n }, () => {
    const id = ids.get(way) ?? FIRST_ID;
    ids.set(way, id + 1);
    return Buffer.from(MESSAGE.toString().replace(String(FIRST_ID), String(id)));
  });

async function openPeers(count: number): Promise<{
  peers: Peer[];
  received: () => Promise<number>;
  close: () => Promise<void>;
}> {
  const server: Server = createServer();
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const peers: Peer[] = [];
  server.on('upgrade', (request, socket, head) => {
    webSockets.handleUpgrade(request, socket, head, (webSocket) => peers.push({ webSocket, socket }));
  });
  server.listen(0, '127.0.0.1', 4096);
  await once(server, 'listening');
  const { received, close } = await openSink((server.address() as AddressInfo).port, count);
  return {
    peers,
    received,
    close: async () => {
      await close();
      server.close();
    },
  };
}

async function openNest(count: number): Promise<{
  gateway: PlainGateway;
  received: () => Promise<number>;
  close: () => Promise<void>;
}> {
  const app = await NestFactory.create<NestFastifyApplication>(PlainModule, new FastifyAdapter(), {
    logger: false,
  });
  app.useWebSocketAdapter(new WsAdapter(app));
  await app.listen(0, '127.0.0.1');
  const { received, close } = await openSink((app.getHttpServer().address() as AddressInfo).port, count);
  return {
    gateway: app.get(PlainGateway),
    received,
    close: async () => {
      await close();
      await app.close();
    },
  };
}

async function openSink(
  port: number,
  count: number,
): Promise<{ received: () => Promise<number>; close: () => Promise<void> }> {
  const sink = fork(join(process.cwd(), 'bench', 'sink.mjs'), [String(port), String(count)]);
  await once(sink, 'message');
  return {
    received: async () => {
      sink.send('count');
      const [{ bytes }] = (await once(sink, 'message')) as [{ bytes: number }];
      return bytes;
    },
    close: async () => {
      sink.send('exit');
      await once(sink, 'exit');
    },
  };
}

const NEST = 'Nest gateway, ws.send(JSON.stringify)';

type Way = (messages: readonly Buffer[]) => Promise<void> | void;

async function measure(count: number, batch: number, results: Map<string, number[][]>): Promise<void> {
  const { peers, received, close } = await openPeers(count);
  const nest = await openNest(count);
  const hub = new Hub({
    broker: { subscribe: () => undefined, unsubscribe: () => undefined },
    clock: systemClock,
    ids: () => 'epoch',
    limits: { highWaterBytes: 64 * 1024 * 1024, queueBytes: 64 * 1024 * 1024 },
  });
  for (const [i, { webSocket, socket }] of peers.entries()) {
    const client = hub.attach(new WsTransport(webSocket, socket), { format: 'raw' });
    client.subscribe(STREAM);
    client.subscribe(COMMON);
    client.subscribe(SECOND[i % SECOND.length] as string);
  }
  const ways: Record<string, Way> = {
    [NEST]: (messages) => {
      for (const _ of messages) nest.gateway.broadcast(PARSED);
    },
    'ws.send(sharedBuffer)': (messages) => {
      for (const message of messages)
        for (const { webSocket } of peers) webSocket.send(message, { binary: false });
    },
    'ws.send(sharedBuffer), corked': (messages) => {
      for (const { webSocket, socket } of peers) {
        socket.cork();
        for (const message of messages) webSocket.send(message, { binary: false });
        socket.uncork();
      }
    },
    hub: (messages) => {
      for (const message of messages) hub.publish(STREAM, message);
    },
    'hub, neighbours differ': (messages) => {
      // The first one makes everybody dirty, in order of arrival
      for (const [i, message] of messages.entries()) {
        if (i === 0) {
          hub.publish(COMMON, message);
          continue;
        }
        for (const name of SECOND) hub.publish(name, Buffer.from(message));
      }
    },
  };
  const sinks = {
    ours: { received, expected: await received() },
    nest: { received: nest.received, expected: await nest.received() },
  };
  /** @returns CPU µs and wall ms of so many turns */
  const run = async (name: string, turns: number): Promise<{ cpu: number; wall: number }> => {
    const way = ways[name] as Way;
    const messages = Array.from({ length: turns }, () => copies(batch, `${name} ${count} ${batch}`));
    globalThis.gc?.();
    const startCpu = process.cpuUsage();
    const start = performance.now();
    for (const set of messages) {
      await way(set);
      await turn();
      await turn();
    }
    const sockets = name === NEST ? [...nest.gateway.clients] : peers.map(({ webSocket }) => webSocket);
    while (sockets.some(({ bufferedAmount }) => bufferedAmount > 0)) await turn();
    const { user, system } = process.cpuUsage(startCpu);
    const sink = name === NEST ? sinks.nest : sinks.ours;
    sink.expected += turns * batch * count * FRAME_BYTES;
    while ((await sink.received()) < sink.expected) await turn();
    return { cpu: user + system, wall: performance.now() - start };
  };
  const turnsOf = new Map<string, number>();
  for (const name of Object.keys(ways)) {
    // warm-up, which also tells how much fits into a round
    let turns = 2;
    while ((await run(name, turns)).wall < ROUND_MS / 2 && turns * batch * count < MOST_DELIVERIES / 2)
      turns *= 2;
    turnsOf.set(name, turns);
    results.set(name, []);
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, turns] of turnsOf) {
      const { cpu, wall } = await run(name, turns);
      const delivered = turns * batch * count;
      results.get(name)?.push([cpu / delivered, delivered / (wall / 1000)]);
    }
  }
  hub.close();
  await close();
  await nest.close();
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number;

console.log(
  `${MESSAGE.length}-byte messages, median of ${ROUNDS} rounds, the ways taking turns within a round`,
);
console.log('| clients | messages a flush | way | CPU µs/delivery | deliveries/s | × shared buffer |');
console.log('|---|---|---|---|---|---|');
for (const count of [100, 1000]) {
  for (const batch of [1, 4, 16]) {
    const results = new Map<string, number[][]>();
    await measure(count, batch, results);
    const cpuOf = (name: string): number =>
      median((results.get(name) as number[][]).map(([cpu]) => cpu as number));
    const bare = cpuOf('ws.send(sharedBuffer)');
    for (const [name, rows] of results) {
      const cpu = cpuOf(name);
      const rate = median(rows.map(([, perSecond]) => perSecond as number));
      console.log(
        `| ${count} | ${batch} | ${name} | ${cpu.toFixed(2)} | ${Math.round(rate).toLocaleString('en')} | ${(bare / cpu).toFixed(1)} |`,
      );
    }
  }
}
