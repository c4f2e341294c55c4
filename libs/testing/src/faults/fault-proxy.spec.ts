import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { WebSocketServer } from 'ws';
import { LeapClock } from '../leap-clock.js';
import { until } from '../until.js';
import { WsProbe } from '../ws-probe.js';
import { FaultProxy, type MessageFate } from './fault-proxy.js';

describe('the fault proxy', () => {
  const clock = new LeapClock();
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function webSockets(fate?: (payload: Buffer) => MessageFate): Promise<{
    proxy: FaultProxy;
    probe: WsProbe;
    server: WebSocketServer;
  }> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const target = { host: '127.0.0.1', port };
    const proxy = await FaultProxy.start(fate ? { target, clock, fate } : { target, clock });
    const probe = await WsProbe.open(`ws://${proxy.authority}/`);
    cleanups.push(
      () => server.close(),
      () => proxy.close(),
      () => probe.close(),
    );
    return { proxy, probe, server };
  }

  const sendAll = (server: WebSocketServer, ...messages: string[]): void => {
    for (const socket of server.clients) for (const message of messages) socket.send(message);
  };

  it('passes WebSockets on, messages of any size included', async () => {
    const { probe, server, proxy } = await webSockets(() => 'pass');
    const sizes = [0, 1, 125, 126, 65_535, 65_536, 300_000];
    sendAll(server, ...sizes.map((size) => 'x'.repeat(size)));
    await until(() => probe.messages.length === sizes.length);
    expect(probe.messages.map((text) => text.length)).toEqual(sizes);
    probe.send('back');
    const [socket] = server.clients;
    const [text] = (await once(socket!, 'message')) as [Buffer];
    expect(text.toString()).toBe('back');
    expect(proxy.bytes).toBeGreaterThan(430_000);
  });

  it('loses, repeats and swaps whole messages', async () => {
    const fates: Record<string, MessageFate> = { b: 'drop', d: 'twice', e: 'swap' };
    const { probe, server } = await webSockets((payload) => fates[payload.toString()] ?? 'pass');
    sendAll(server, 'a', 'b', 'c', 'd', 'e', 'f', 'g');
    await until(() => probe.messages.at(-1) === 'g');
    expect(probe.messages.join('')).toBe('acddfeg');
  });

  it('resets connections', async () => {
    const { proxy, probe, server } = await webSockets();
    expect(proxy.open).toBe(1);
    expect(proxy.reset()).toBe(1);
    await until(() => probe.closed && server.clients.size === 0);
    expect(probe.closed?.code).toBe(1006);
  });

  it('leaves connections half open: no bytes, no end', async () => {
    const { proxy, probe, server } = await webSockets();
    proxy.halfOpen();
    sendAll(server, 'lost');
    let pongs = 0;
    probe.socket.on('pong', () => pongs++);
    probe.socket.ping();
    const second = await WsProbe.open(`ws://${proxy.authority}/`);
    cleanups.push(() => second.close());
    sendAll(server, 'heard');
    await until(() => second.messages.length === 1);
    expect([probe.messages, pongs, probe.closed]).toEqual([[], 0, undefined]);
    proxy.resume();
    await until(() => probe.messages.length === 2 && pongs === 1);
  });

  it('lets bytes trickle', async () => {
    const { proxy, probe, server } = await webSockets();
    proxy.slow(1_000);
    sendAll(server, 'y'.repeat(5_000));
    await clock.advance(4_000);
    expect(probe.messages).toEqual([]);
    await clock.until(() => probe.messages.length === 1, 3_000);
    proxy.slow(undefined);
    sendAll(server, 'z'.repeat(5_000));
    await until(() => probe.messages.length === 2);
  });

  it('refuses connections, and lets them in again', async () => {
    const { proxy } = await webSockets();
    proxy.refuse();
    await expect(WsProbe.open(`ws://${proxy.authority}/`)).rejects.toThrow();
    proxy.refuse(false);
    const probe = await WsProbe.open(`ws://${proxy.authority}/`);
    await probe.close();
  });

  it('knows of requests that have no answer yet', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) =>
      sockets.push(socket.on('error', () => undefined).resume()),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = await FaultProxy.start({
      target: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
      clock,
    });
    const [host, port] = proxy.authority.split(':');
    const client = connect({ host, port: Number(port) }).resume();
    client.on('error', () => undefined);
    cleanups.push(
      () => server.close(),
      () => proxy.close(),
    );
    client.write('ask');
    await until(() => proxy.unanswered === 1 && sockets.length === 1);
    sockets[0]!.write('answer');
    await until(() => proxy.unanswered === 0);
  });
});
