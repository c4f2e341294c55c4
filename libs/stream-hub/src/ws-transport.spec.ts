import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@binance-gateway/domain-types';
import { WsProbe, until } from '@binance-gateway/testing';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Client, ClientOptions } from './client.js';
import { DISCONNECT } from './disconnect.js';
import { Hub } from './hub.js';
import type { HubLimits } from './limits.js';
import { WsTransport } from './ws-transport.js';

const TRADE = 'btcusdt@trade';
const TICKER = 'btcusdt@ticker';

class Gateway {
  readonly hub: Hub;
  readonly clients: Client[] = [];
  readonly sockets: WebSocket[] = [];
  private constructor(
    private readonly server: Server,
    limits: Partial<HubLimits>,
    perMessageDeflate: boolean,
    options: ClientOptions,
    streams: readonly string[],
  ) {
    this.hub = new Hub({
      broker: { subscribe: () => undefined, unsubscribe: () => undefined },
      clock: systemClock,
      ids: () => 'e1',
      limits,
    });
    const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate });
    server.on('upgrade', (request, socket, head) => {
      webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        const client = this.hub.attach(new WsTransport(webSocket, socket), options);
        webSocket.on('close', () => client.detach());
        webSocket.on('error', () => undefined); // the close event follows
        for (const name of streams) client.subscribe(name);
        this.clients.push(client);
        this.sockets.push(webSocket);
      });
    });
  }

  static async start(
    streams: readonly string[],
    { limits = {}, perMessageDeflate = false, options = { format: 'raw' } as ClientOptions } = {},
  ): Promise<Gateway> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Gateway(server, limits, perMessageDeflate, options, streams);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  publish(name: string, ...messages: string[]): void {
    for (const message of messages) this.hub.publish(name, Buffer.from(message));
  }

  async close(): Promise<void> {
    this.hub.close();
    for (const socket of this.sockets) socket.terminate();
    this.server.close();
    await once(this.server, 'close');
  }
}

let gateway: Gateway;
afterEach(() => gateway.close());

describe('over real sockets', () => {
  it('every client gets every message in order, whatever the sizes and batches', async () => {
    gateway = await Gateway.start([TRADE]);
    const probes = await Promise.all(Array.from({ length: 5 }, () => WsProbe.open(gateway.url)));
    const sizes = [0, 1, 125, 126, 127, 65_535, 65_536, 100_000, 3];
    const sent: string[] = [];
    for (let batch = 1; batch <= sizes.length; batch++) {
      const messages = sizes.slice(0, batch).map((size, i) => `${batch}.${i}${'€'.repeat(size / 3)}`);
      sent.push(...messages);
      gateway.publish(TRADE, ...messages);
      if (batch % 2 === 0) gateway.sockets[1]?.ping('between'); // the control frames of ws share the socket
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const probe of probes) {
      await until(() => probe.messages.length === sent.length);
      expect(probe.messages).toEqual(sent);
      await probe.close();
    }
  });

  it('a reply to one client in the middle of a shared batch stays in its place', async () => {
    gateway = await Gateway.start([TRADE]);
    const probes = await Promise.all(Array.from({ length: 3 }, () => WsProbe.open(gateway.url)));
    gateway.publish(TRADE, 'a');
    gateway.clients[1]?.reply(Buffer.from('answer'));
    gateway.publish(TRADE, 'b');
    await until(() => probes.every(({ messages }) => messages.includes('b')));
    expect(probes.map(({ messages }) => messages)).toEqual([
      ['a', 'b'],
      ['a', 'answer', 'b'],
      ['a', 'b'],
    ]);
    await Promise.all(probes.map((probe) => probe.close()));
  });

  it('leaves compressed connections to ws', async () => {
    gateway = await Gateway.start([TRADE], { perMessageDeflate: true });
    const client = { perMessageDeflate: true };
    const probes = await Promise.all(
      Array.from({ length: 3 }, () => WsProbe.open(gateway.url, { client: { ...client } })),
    );
    expect(gateway.sockets[0]?.extensions).toContain('permessage-deflate');
    gateway.publish(TRADE, 'a', 'b');
    for (const probe of probes) {
      await until(() => probe.messages.length === 2);
      expect(probe.messages).toEqual(['a', 'b']);
      await probe.close();
    }
  });

  it('a drain reaches clients after their last message', async () => {
    gateway = await Gateway.start([TRADE]);
    const probe = await WsProbe.open(gateway.url);
    gateway.publish(TRADE, 'last');
    gateway.hub.drain();
    await until(() => probe.closed);
    expect(probe.messages).toEqual(['last']);
    expect(probe.closed).toEqual({ code: DISCONNECT.SHUTDOWN.code, reason: 'shutdown' });
    gateway.publish(TRADE, 'nobody is there');
  });

  it('a client that stops reading delays nobody, holds a bounded queue, and is closed with its last offset', async () => {
    gateway = await Gateway.start([TRADE], {
      limits: { highWaterBytes: 64 * 1024, queueBytes: 256 * 1024 },
      options: { format: 'envelope' },
    });
    const slow = await WsProbe.open(gateway.url);
    const fast = await WsProbe.open(gateway.url);
    const [slowClient] = gateway.clients as [Client];
    slow.socket.pause();
    const payload = JSON.stringify('x'.repeat(10_000));
    let published = 0;
    while (!slowClient.isClosed) {
      gateway.publish(TRADE, payload);
      published++;
      expect(slowClient.queuedBytes).toBeLessThanOrEqual(256 * 1024 + 10_200);
      await until(() => fast.messages.length === published); // the fast one has each before the next is sent
    }
    expect(gateway.hub.stats().clients).toBe(1);
    slow.socket.resume();
    await until(() => slow.closed);
    const last = slow.json<{ offset: number }>().at(-1);
    expect(slow.json<{ offset: number }>().map(({ offset }) => offset)).toEqual(
      slow.messages.map((_, i) => i + 1),
    );
    expect(slow.closed).toEqual({
      code: DISCONNECT.SLOW.code,
      reason: `slow: ${TRADE} e1 ${last?.offset}`,
    });
    await fast.close();
  });

  it('a client that pauses on a latest-wins stream continues with the latest value', async () => {
    gateway = await Gateway.start([TICKER], { limits: { highWaterBytes: 64 * 1024, stallCheckMs: 5 } });
    const probe = await WsProbe.open(gateway.url);
    const [client] = gateway.clients as [Client];
    probe.socket.pause();
    let published = 0;
    const publish = async (): Promise<void> => {
      gateway.publish(TICKER, JSON.stringify({ n: ++published, padding: 'x'.repeat(20_000) }));
      await new Promise((resolve) => setImmediate(resolve));
    };
    while (!client.isStalled) await publish();
    for (let i = 0; i < 1000; i++) await publish();
    expect(client.queuedFrames).toBe(1);
    probe.socket.resume();
    const seen = await until(() => {
      const numbers = probe.json<{ n: number }>().map(({ n }) => n);
      return numbers.at(-1) === published ? numbers : undefined;
    });
    expect(seen.length).toBeLessThan(published - 900);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(client.isClosed).toBe(false);
    await probe.close();
    await until(() => gateway.hub.stats().clients === 0);
  });
});
