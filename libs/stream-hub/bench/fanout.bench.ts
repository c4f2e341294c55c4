// Fan-out over real sockets: microseconds of CPU of this process (user + system) per delivered message, and
// deliveries per second of wall time, until a sink in another process has counted the last byte.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { systemClock } from '@binance-gateway/domain-types';
import { type WebSocket, WebSocketServer } from 'ws';
import { Hub } from '../src/hub.js';
import { WsTransport } from '../src/ws-transport.js';

const MESSAGE = Buffer.from(
  JSON.stringify({
    e: 'trade',
    E: 1723161255343,
    s: 'BTCUSDT',
    t: 3735683259,
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
const DELIVERIES = 60_000;
const STREAM = 'btcusdt@trade';
/** Beside it, each of these is read by one client in eight, so that neighbours do not write the same frames. */
const SECOND = Array.from({ length: 8 }, (_, i) => `sym${i}usdt@trade`);

interface Peer {
  readonly webSocket: WebSocket;
  readonly socket: Duplex;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A fresh buffer a message, as it would come from upstream. */
const copies = (n: number): Buffer[] => Array.from({ length: n }, () => Buffer.from(MESSAGE));

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
  const { port } = server.address() as AddressInfo;
  const sink = fork(join(process.cwd(), 'bench', 'sink.mjs'), [String(port), String(count)]);
  await once(sink, 'message');
  return {
    peers,
    received: async () => {
      sink.send('count');
      const [{ bytes }] = (await once(sink, 'message')) as [{ bytes: number }];
      return bytes;
    },
    close: async () => {
      sink.send('exit');
      await once(sink, 'exit');
      server.close();
    },
  };
}

type Way = (messages: readonly Buffer[]) => Promise<void> | void;

async function measure(count: number, batch: number, results: Map<string, number[][]>): Promise<void> {
  const { peers, received, close } = await openPeers(count);
  const hub = new Hub({
    broker: { subscribe: () => undefined, unsubscribe: () => undefined },
    clock: systemClock,
    ids: () => 'epoch',
    limits: { highWaterBytes: 64 * 1024 * 1024, queueBytes: 64 * 1024 * 1024 },
  });
  for (const [i, { webSocket, socket }] of peers.entries()) {
    const client = hub.attach(new WsTransport(webSocket, socket), { format: 'raw' });
    client.subscribe(STREAM);
    client.subscribe(SECOND[i % SECOND.length] as string);
  }
  const ways: Record<string, Way> = {
    'ws.send(JSON.stringify)': (messages) => {
      for (const _ of messages) for (const { webSocket } of peers) webSocket.send(JSON.stringify(PARSED));
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
          hub.publish(STREAM, message);
          continue;
        }
        for (const name of SECOND) hub.publish(name, Buffer.from(message));
      }
    },
  };
  const turns = Math.max(2, Math.round(DELIVERIES / (count * batch)));
  let expected = await received();
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, way] of Object.entries(ways)) {
      const messages = Array.from({ length: turns }, () => copies(batch));
      globalThis.gc?.();
      const startCpu = process.cpuUsage();
      const start = performance.now();
      for (const set of messages) {
        await way(set);
        await turn();
        await turn();
      }
      while (peers.some(({ webSocket }) => webSocket.bufferedAmount > 0)) await turn();
      const cpu = process.cpuUsage(startCpu);
      const delivered = turns * batch * count;
      expected += delivered * FRAME_BYTES;
      while ((await received()) < expected) await turn();
      const wall = performance.now() - start;
      if (round === 0) continue; // warm-up
      const rows = results.get(name) ?? [];
      rows.push([(cpu.user + cpu.system) / delivered, delivered / (wall / 1000)]);
      results.set(name, rows);
    }
  }
  hub.close();
  await close();
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
