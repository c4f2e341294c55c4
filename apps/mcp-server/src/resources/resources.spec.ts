import type { Client } from '@modelcontextprotocol/client';
import { placeOrder } from '@binance-gateway/domain-types';
import { FakeClock, until } from '@binance-gateway/testing';
import { McpUnderTest, TRANSPORTS } from '../testing/mcp-under-test.js';
import { ResourceUpdates } from './resource-updates.js';

const MARKET = 'binance://market/BTCUSDT';
const ACCOUNT = ['binance://account/balances', 'binance://account/positions', 'binance://orders/open'];

async function textOf(client: Client, uri: string): Promise<string> {
  const { contents } = await client.readResource({ uri });
  expect(contents).toEqual([{ uri, mimeType: 'text/markdown', text: expect.any(String) }]);
  return (contents[0] as { text: string }).text;
}

describe('resources', () => {
  let mcp: McpUnderTest;
  beforeAll(async () => {
    mcp = await McpUnderTest.start();
  });
  afterAll(() => mcp.close());

  const order = (newClientOrderId: string): Promise<unknown> =>
    mcp.upstream.operations.run(
      placeOrder,
      { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01', newClientOrderId },
      { requestId: 'spec', principal: 'spec' },
    );

  describe.each(TRANSPORTS)('over %s', (transport) => {
    let client: Client;
    beforeAll(async () => {
      client = await mcp.connect(transport);
    });

    it('are listed, the markets as a template', async () => {
      const { resources } = await client.listResources();
      expect(resources.map(({ uri }) => uri).sort()).toEqual([...ACCOUNT].sort());
      const { resourceTemplates } = await client.listResourceTemplates();
      expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['binance://market/{symbol}']);
    });

    it('complete symbols', async () => {
      const ref = { type: 'ref/resource', uri: 'binance://market/{symbol}' } as const;
      const { completion } = await client.complete({ ref, argument: { name: 'symbol', value: 'btc' } });
      expect(completion.values).toContain('BTCUSDT');
      expect(completion.values.every((value) => value.startsWith('BTC'))).toBe(true);
    });

    it('are pages that say as of when they hold', async () => {
      const market = await textOf(client, MARKET);
      expect(market).toMatch(/^# BTCUSDT\n\nAs of 20\d\d-\d\d-\d\dT[\d:.]+Z \(/);
      expect(market).toMatch(/\| Last price \| \d+\.\d+ \|/);
      expect(await textOf(client, 'binance://account/balances')).toMatch(/\| USDT \| \d/);
      expect(await textOf(client, 'binance://account/positions')).toContain('Total in USDT: value');
      expect(await textOf(client, 'binance://orders/open')).toContain('# Open orders');
    });

    it('say what does not exist', async () => {
      const code = transport === 'modern' ? -32602 : expect.any(Number);
      await expect(client.readResource({ uri: 'binance://market/NOSUCHUSDT' })).rejects.toMatchObject({
        code,
      });
      await expect(client.readResource({ uri: 'binance://market/no' })).rejects.toMatchObject({ code });
      await expect(client.readResource({ uri: 'binance://nothing' })).rejects.toMatchObject({ code });
    });

    it('tell a client that watches that they have changed, and stop when it has left', async () => {
      const watcher = await mcp.connect(transport);
      const updated: string[] = [];
      watcher.setNotificationHandler(
        'notifications/resources/updated',
        ({ params }) => void updated.push(params.uri),
      );
      const uris = [MARKET, 'binance://account/balances'];
      let stop = async (): Promise<unknown> =>
        Promise.all(uris.map((uri) => watcher.unsubscribeResource({ uri })));
      if (transport === 'modern') {
        const subscription = await watcher.listen({ resourceSubscriptions: uris });
        stop = () => subscription.close();
      } else for (const uri of uris) await watcher.subscribeResource({ uri });
      await until(() => mcp.server.updates.size === 2);
      let [orders, orderedAt] = [0, 0];
      await until(
        async () => {
          // the first events of the account may come before its feed is up; orders are limited, so not one each look
          if (performance.now() - orderedAt > 250) {
            orderedAt = performance.now();
            await order(`watch-${transport}-${orders++}`);
          }
          return uris.every((uri) => updated.includes(uri));
        },
        { timeoutMs: 15_000 },
      );
      await stop();
      await until(() => mcp.server.updates.size === 0);
      await watcher.close();
    }, 20_000);

    it('are not watched for a client that is gone', async () => {
      if (transport === 'modern') return;
      const watcher = await mcp.connect(transport);
      await watcher.subscribeResource({ uri: MARKET });
      expect(mcp.server.updates.size).toBe(1);
      if (transport === 'streamable') {
        await (watcher.transport as unknown as { terminateSession(): Promise<void> }).terminateSession();
      }
      await watcher.close();
      await until(() => mcp.server.updates.size === 0);
    });

    it('are watched in vain where there is nothing, and only so many', async () => {
      if (transport === 'modern') return;
      const watcher = await mcp.connect(transport);
      for (let i = 0; i < 50; i++) await watcher.subscribeResource({ uri: `test://watched/${i}` });
      await expect(watcher.subscribeResource({ uri: 'test://watched/50' })).rejects.toThrow('may watch 50');
      for (let i = 0; i < 50; i++) await watcher.unsubscribeResource({ uri: `test://watched/${i}` });
      expect(mcp.server.updates.size).toBe(0);
    });
  });

  it('tell of a change at once, and of many once a second', async () => {
    const clock = new FakeClock();
    let change: () => void = () => undefined;
    const hub = {
      tap: (_name: string, { onMessage }: { onMessage: () => void }) => {
        change = onMessage;
        return () => undefined;
      },
    };
    const upstream = (() => Promise.resolve({ hub })) as unknown as McpUnderTest['upstream'];
    const updates = new ResourceUpdates({ clock, logger: undefined, upstream } as never);
    let told = 0;
    const stop = updates.watch('binance://orders/open', () => told++);
    await until(() => {
      change();
      return told === 1;
    });
    for (let i = 0; i < 100; i++) change();
    expect(told).toBe(1);
    await clock.advance(1_000);
    expect(told).toBe(2);
    stop();
    change();
    await clock.advance(5_000);
    expect(told).toBe(2);
  });
});
