import ccxt from 'ccxt';
import { exchange, open as openRest } from './ccxt.mjs';
import { LOW } from './outcome.mjs';

const SYMBOL = 'BTC/USDT';

/** ccxt.pro: everything of ccxt, and its streams. */
export async function open(target) {
  const ex = exchange(target, ccxt.pro.binance, {
    ws: { spot: `${target.stream}/stream/ws`, 'ws-api': { spot: target.wsApi } },
  });
  // ws:// in place of wss:// needs an agent for http
  await ex.loadHttpProxyAgent();
  const rest = openRest(target);
  return {
    ...rest,
    'stream-book': async () => {
      const { symbol, bids, asks } = await ex.watchOrderBook(SYMBOL);
      return { symbol: symbol.replace('/', ''), bid: bids[0][0], ask: asks[0][0] };
    },
    'stream-trades': async () => {
      const [{ symbol, price }] = await ex.watchTrades(SYMBOL);
      return { symbol: symbol.replace('/', ''), price };
    },
    'stream-ticker': async () => {
      const { symbol, last } = await ex.watchTicker(SYMBOL);
      return { symbol: symbol.replace('/', ''), last };
    },
    'stream-candles': async () => {
      const rows = await ex.watchOHLCV(SYMBOL, '1m');
      return { symbol: 'BTCUSDT', close: rows.at(-1)[4] };
    },
    'stream-user': async () => {
      const statuses = [];
      const heard = (async () => {
        while (!statuses.includes('CANCELED')) {
          for (const { status } of await ex.watchOrders(SYMBOL)) {
            statuses.push({ open: 'NEW', canceled: 'CANCELED' }[status] ?? status);
          }
        }
      })();
      await until(
        () =>
          ex.clients[target.wsApi]?.isConnected &&
          Object.keys(ex.clients[target.wsApi].subscriptions).length > 0,
      );
      await pause(300);
      const { id } = await ex.createOrder(SYMBOL, 'limit', 'buy', 0.001, Number(LOW));
      await ex.cancelOrder(id, SYMBOL);
      await heard;
      return { statuses };
    },
    'ws-api-order': async () => {
      const { id, status } = await ex.createOrderWs(SYMBOL, 'limit', 'buy', 0.001, Number(LOW));
      const canceled = await ex.cancelOrderWs(id, SYMBOL);
      return { placed: status === 'open' ? 'NEW' : status, canceled: canceled.status.toUpperCase() };
    },
  };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(condition) {
  while (!condition()) await pause(20);
}
