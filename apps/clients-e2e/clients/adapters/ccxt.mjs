import ccxt from 'ccxt';
import { LOW, LOWER, HIGH, codeOf } from './outcome.mjs';

/** Default options, all markets, keys set: only the addresses differ. */
export function exchange({ rest, apiKey, apiSecret }, Class = ccxt.binance, more = {}) {
  return new Class({
    apiKey,
    secret: apiSecret,
    urls: {
      api: {
        public: `${rest}/api/v3`,
        private: `${rest}/api/v3`,
        sapi: `${rest}/sapi/v1`,
        fapiPublic: `${rest}/fapi/v1`,
        dapiPublic: `${rest}/dapi/v1`,
        ...more,
      },
    },
  });
}

const SYMBOL = 'BTC/USDT';

export function open(target) {
  const ex = exchange(target);
  let order;
  const limit = (price = LOW) => ex.createOrder(SYMBOL, 'limit', 'buy', 0.001, Number(price));
  return {
    'load-markets': async () => {
      const markets = await ex.loadMarkets();
      return { symbols: Object.values(markets).map(({ id }) => id), tick: markets[SYMBOL].precision.price };
    },
    'server-time': () => ex.fetchTime(),
    ticker: async () => ({ last: (await ex.fetchTicker(SYMBOL)).last }),
    tickers: async () => ({ count: Object.keys(await ex.fetchTickers()).length }),
    'order-book': async () => {
      const { bids, asks } = await ex.fetchOrderBook(SYMBOL, 5);
      return { bid: bids[0][0], ask: asks[0][0], levels: bids.length };
    },
    trades: async () => {
      const trades = await ex.fetchTrades(SYMBOL, undefined, 5);
      return { count: trades.length, price: trades[0].price };
    },
    candles: async () => {
      const rows = await ex.fetchOHLCV(SYMBOL, '1m', undefined, 5);
      return { count: rows.length, close: rows[0][4] };
    },
    balance: async () => {
      const { free } = await ex.fetchBalance();
      return { BTC: free.BTC, USDT: free.USDT };
    },
    'market-order': async () => {
      const { status, filled } = await ex.createOrder(SYMBOL, 'market', 'buy', 0.001);
      return { status: status === 'closed' ? 'FILLED' : status, filled };
    },
    'limit-order': async () => {
      order = await limit();
      return { id: order.id, status: order.status === 'open' ? 'NEW' : order.status };
    },
    'query-order': async () => {
      const { id, status } = await ex.fetchOrder(order.id, SYMBOL);
      return { id, isSame: id === order.id, status: status === 'open' ? 'NEW' : status };
    },
    'open-orders': async () => ({
      ids: (await ex.fetchOpenOrders(SYMBOL)).map(({ id }) => id),
      id: order.id,
    }),
    'edit-order': async () => {
      const edited = await ex.editOrder(order.id, SYMBOL, 'limit', 'buy', 0.001, Number(LOWER));
      const before = order.id;
      order = edited;
      return { before, after: edited.id };
    },
    'cancel-order': async () => {
      const { status } = await ex.cancelOrder(order.id, SYMBOL);
      return { status: status.toUpperCase() };
    },
    'cancel-all': async () => {
      await limit();
      await limit(LOWER);
      return { count: (await ex.cancelAllOrders(SYMBOL)).length };
    },
    'order-list': async () => {
      const list = await ex.privatePostOrderListOco({
        symbol: 'BTCUSDT',
        side: 'SELL',
        quantity: '0.001',
        aboveType: 'LIMIT_MAKER',
        abovePrice: HIGH,
        belowType: 'STOP_LOSS',
        belowStopPrice: LOW,
      });
      await ex.privateDeleteOrderList({ symbol: 'BTCUSDT', orderListId: list.orderListId });
      return { legs: list.orders.length };
    },
    'my-trades': async () => ({ count: (await ex.fetchMyTrades(SYMBOL)).length }),
    fees: async () => {
      const { maker, taker } = await ex.fetchTradingFee(SYMBOL);
      return { maker, taker };
    },
    'stream-book': 'REST only; streams are ccxt.pro',
    'stream-trades': 'REST only; streams are ccxt.pro',
    'stream-ticker': 'REST only; streams are ccxt.pro',
    'stream-candles': 'REST only; streams are ccxt.pro',
    'stream-user': 'REST only; streams are ccxt.pro',
    'ws-api-order': 'REST only; the WS API is ccxt.pro',
    'error-balance': () => codeOf(ex.createOrder(SYMBOL, 'market', 'sell', 90)),
    'error-symbol': () => codeOf(ex.publicGetDepth({ symbol: 'NOSUCH' })),
    'error-filter': () =>
      codeOf(
        ex.privatePostOrder({
          symbol: 'BTCUSDT',
          side: 'BUY',
          type: 'LIMIT',
          timeInForce: 'GTC',
          quantity: '0.001',
          price: '30000.001',
        }),
      ),
    'error-signature': () => codeOf(exchange({ ...target, apiSecret: 'wrong' }).privateGetAccount()),
    'error-clock': async () => {
      const late = exchange(target);
      late.options.timeDifference = 20_000;
      return codeOf(late.privateGetAccount());
    },
  };
}
