import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { NewOrderInput } from '@binance-gateway/domain-types';
import { until } from '@binance-gateway/testing';
import { RECV_WINDOW_MS, acceptedOrders, openDesk, sendsOf, storeDirectory } from './journal-bed.js';
import { PLACE } from './order-way.js';
import { openSpotBed, quote } from './spot-bed.js';

const CHILD = join(import.meta.dirname, 'crash-child.mjs');
const ORDERS = 400;
/** KiB a file of the process may have: what a full disk is like, without one. */
const FILE_LIMIT = 256;

describe('a full disk', () => {
  it('refuses orders, sends none of them, and loses none that was answered', async () => {
    const bed = await openSpotBed({ limits: { ordersPer10Seconds: 10_000 } });
    const directory = storeDirectory();
    try {
      await quote(bed, 'SELL', '96000.00', '50');
      bed.exchange.control.clearRequests();
      const orders = Array.from({ length: ORDERS }, (_, i): NewOrderInput => {
        return {
          symbol: 'BTCUSDT',
          side: 'BUY',
          type: 'MARKET',
          quantity: '0.001',
          newClientOrderId: `d-${i}`,
        };
      });
      const { apiKey, apiSecret } = bed.exchange.credentials;
      const settings = { restUrl: bed.exchange.urls.rest, apiKey, apiSecret, directory: directory.path };
      const input = JSON.stringify({ ...settings, orders, recvWindowMs: RECV_WINDOW_MS, workers: 6 });
      const command = `ulimit -f ${FILE_LIMIT} && exec "$0" "$@"`;
      const child = spawn('bash', ['-c', command, process.execPath, CHILD, input], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
      const [code] = (await once(child, 'close')) as [number | null];
      expect([code, output.slice(-200)]).toEqual([0, expect.stringContaining('over')]);

      const answered = [...output.matchAll(/^accepted (\S+)$/gm)].map(([, id]) => id as string);
      const refusals = JSON.parse(/^over (.*)$/m.exec(output)?.[1] ?? '{}') as Record<string, number>;
      expect(Object.keys(refusals)).toEqual(['JOURNAL_UNAVAILABLE']);
      expect(answered.length + (refusals['JOURNAL_UNAVAILABLE'] ?? 0)).toBe(ORDERS);
      expect(answered.length).toBeGreaterThan(0);
      expect(bed.exchange.control.requests(PLACE)).toHaveLength(answered.length);

      // there is room again
      const { journal, resolver, desk, close } = await openDesk(bed, directory.path);
      try {
        resolver.start();
        await until(() => journal.unresolved === 0);
        expect(answered.filter((id) => journal.find(id)?.state !== 'ACCEPTED')).toEqual([]);
        for (const order of orders) await desk.place(order, { principal: 'bot' });
        expect([...sendsOf(bed).values()].every((sends) => sends === 1)).toBe(true);
        expect((await acceptedOrders(bed)).size).toBe(ORDERS);
      } finally {
        await close();
      }
    } finally {
      await bed.close();
      directory.remove();
    }
  });
});
