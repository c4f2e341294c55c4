import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Order,
  type WireExecutionReport,
  placeOrder,
  seededRandom,
  silentLogger,
  systemClock,
} from '@binance-gateway/domain-types';
import { until } from '@binance-gateway/testing';
import { loadConfig } from '../config/load-config.js';
import { Metrics } from '../metrics/registry.js';
import { assembleUpstream } from './assemble.js';
import { USER_CHANNEL } from './user-channel.js';

type Report = WireExecutionReport & { recovered?: true };

describe('O8: the stream of the account is cut off', () => {
  it('fills that were made meanwhile are delivered once, marked, after the gap was told', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'user-feed-spec-'));
    const config = loadConfig('gateway', { DATA_DIR: dataDir });
    const deps = {
      clock: systemClock,
      random: seededRandom(1),
      logger: silentLogger,
      metrics: new Metrics(),
    };
    const upstream = await assembleUpstream(config, deps);
    try {
      const events: (Report | 'gap')[] = [];
      upstream.hub.tap(USER_CHANNEL, {
        onMessage: (payload) => void events.push(JSON.parse(payload.toString()) as Report),
        onGap: () => void events.push('gap'),
      });
      const fills = (): Report[] =>
        events.filter((e): e is Report => e !== 'gap' && e.e === 'executionReport' && e.x === 'TRADE');
      const buy = async (symbol: string): Promise<number[]> => {
        const input = { symbol, side: 'BUY', type: 'MARKET', quoteOrderQty: '50' } as const;
        const context = { requestId: 'r', principal: 'spec' };
        const order = (await upstream.operations.run(placeOrder, input, context)) as Order;
        return (order.fills ?? []).map((fill) => fill.tradeId);
      };
      const { control } = upstream.simulator!;
      await until(() => control.wsApiConnections === 1 && events.includes('gap'));
      const before = await buy('BTCUSDT');
      await until(() => fills().length === before.length);

      events.length = 0;
      control.killWsApi();
      await until(() => control.wsApiConnections === 0);
      const missed = [...(await buy('BTCUSDT')), ...(await buy('ETHUSDT')), ...(await buy('BTCUSDT'))];
      await until(() => fills().length === missed.length);
      expect(events[0]).toBe('gap');
      expect(
        fills()
          .map((fill) => fill.t)
          .sort(),
      ).toEqual([...missed].sort());
      expect(
        fills().every((fill) => fill.recovered === true && fill.S === 'BUY' && fill.X === 'FILLED'),
      ).toBe(true);

      const after = await buy('ETHUSDT');
      await until(() => fills().length === missed.length + after.length);
      expect(
        fills()
          .slice(missed.length)
          .map((fill) => [fill.t, fill.recovered]),
      ).toEqual(after.map((id) => [id, undefined]));
    } finally {
      await upstream.close();
      rmSync(dataDir, { recursive: true });
    }
  });
});
