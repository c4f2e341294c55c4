import Binance from 'node-binance-api';
import { LOW, LOWER, HIGH, codeOf, collect, first } from './outcome.mjs';
import { balancesOf } from './binance-spot.mjs';

const SYMBOL = 'BTCUSDT';

function client({ rest, stream, wsApi, apiKey, apiSecret }) {
  const binance = new Binance().options({
    APIKEY: apiKey,
    APISECRET: apiSecret,
    reconnect: false,
    urls: {
      base: `${rest}/api/`,
      sapi: `${rest}/sapi/`,
      stream: `${stream}/ws/`,
      combineStream: `${stream}/stream?streams=`,
    },
  });
  // there is no option for it
  binance.wsApi = wsApi;
  return binance;
}

export function open(target) {
  const binance = client(target);
  let order;
  const limit = (price = LOW) => binance.limitOrder('BUY', SYMBOL, 0.001, price);
  const stream = async (subscribe) => {
    let endpoint;
    try {
      return await first((done) => {
        endpoint = subscribe(done);
      });
    } finally {
      if (typeof endpoint === 'string') binance.websockets.terminate(endpoint);
    }
  };
  return {
    'load-markets': async () => {
      const { symbols } = await binance.exchangeInfo();
      const { filters } = symbols.find(({ symbol }) => symbol === SYMBOL);
      return {
        symbols: symbols.map(({ symbol }) => symbol),
        tick: Number(filters.find(({ filterType }) => filterType === 'PRICE_FILTER').tickSize),
      };
    },
    'server-time': async () => (await binance.time()).serverTime,
    ticker: async () => ({ last: Number((await binance.prevDay(SYMBOL)).lastPrice) }),
    tickers: async () => ({ count: Object.keys(await binance.prices()).length }),
    'order-book': async () => {
      const { bids, asks } = await binance.depth(SYMBOL, 5);
      const prices = (side) => side.map(({ price }) => Number(price));
      return { bid: Math.max(...prices(bids)), ask: Math.min(...prices(asks)), levels: prices(bids).length };
    },
    trades: async () => {
      const trades = await binance.recentTrades(SYMBOL, 5);
      return { count: trades.length, price: Number(trades[0].price) };
    },
    candles: async () => {
      const rows = await binance.candlesticks(SYMBOL, '1m', { limit: 5 });
      return { count: rows.length, close: Number(rows[0].close ?? rows[0][4]) };
    },
    balance: async () => balancesOf(await binance.account()),
    'market-order': async () => {
      const { status, executedQty } = await binance.marketBuy(SYMBOL, 0.001);
      return { status, filled: Number(executedQty) };
    },
    'limit-order': async () => {
      order = await limit();
      return { id: order.orderId, status: order.status };
    },
    'query-order': async () => {
      const found = await binance.orderStatus(SYMBOL, order.orderId);
      return { id: found.orderId, isSame: found.clientOrderId === order.clientOrderId, status: found.status };
    },
    'open-orders': async () => ({
      ids: (await binance.openOrders(SYMBOL)).map(({ orderId }) => orderId),
      id: order.orderId,
    }),
    'edit-order': async () => {
      const { newOrderResponse } = await binance.privateSpotRequest(
        'v3/order/cancelReplace',
        {
          symbol: SYMBOL,
          side: 'BUY',
          type: 'LIMIT',
          timeInForce: 'GTC',
          quantity: 0.001,
          price: LOWER,
          cancelReplaceMode: 'STOP_ON_FAILURE',
          cancelOrderId: order.orderId,
        },
        'POST',
      );
      const before = order.orderId;
      order = newOrderResponse;
      return { before, after: order.orderId };
    },
    'cancel-order': async () => ({ status: (await binance.cancel(SYMBOL, order.orderId)).status }),
    'cancel-all': async () => {
      await limit();
      await limit(LOWER);
      return { count: (await binance.cancelAll(SYMBOL)).length };
    },
    'order-list': async () => {
      const list = await binance.ocoOrder('SELL', SYMBOL, 0.001, {
        aboveType: 'LIMIT_MAKER',
        abovePrice: HIGH,
        belowType: 'STOP_LOSS',
        belowStopPrice: LOW,
      });
      await binance.privateSpotRequest(
        'v3/orderList',
        { symbol: SYMBOL, orderListId: list.orderListId },
        'DELETE',
      );
      return { legs: list.orders.length };
    },
    'my-trades': async () => ({ count: (await binance.myTrades(SYMBOL)).length }),
    fees: async () => {
      const [{ makerCommission, takerCommission }] = await binance.tradeFee(SYMBOL);
      return { maker: Number(makerCommission), taker: Number(takerCommission) };
    },
    'stream-book': () =>
      stream((done) =>
        binance.websockets.depth([SYMBOL], ({ s, b, a }) =>
          done({ symbol: s, bid: 1, ask: 2, sides: [b.length, a.length] }),
        ),
      ),
    'stream-trades': () =>
      stream((done) =>
        binance.websockets.trades([SYMBOL], ({ s, p }) => done({ symbol: s, price: Number(p) })),
      ),
    'stream-ticker': () =>
      stream((done) =>
        binance.websockets.prevDay(SYMBOL, (_error, { symbol, close }) =>
          done({ symbol, last: Number(close) }),
        ),
      ),
    'stream-candles': () =>
      stream((done) =>
        binance.websockets.candlesticks([SYMBOL], '1m', ({ s, k }) =>
          done({ symbol: s, close: Number(k.c) }),
        ),
      ),
    'stream-user': async () => {
      const statuses = await collect(
        async (heard) => {
          await new Promise((resolve) => {
            binance.websockets.userData(undefined, undefined, (event) => heard(event.X), resolve);
          });
          const { orderId } = await limit();
          await binance.cancel(SYMBOL, orderId);
        },
        (seen) => seen.includes('CANCELED'),
      );
      return { statuses };
    },
    'ws-api-order': 'it uses the WS API for events of the account only',
    'error-balance': () => codeOf(binance.marketSell(SYMBOL, 90)),
    'error-symbol': () => codeOf(binance.depth('NOSUCH')),
    'error-filter': () => codeOf(limit('30000.001')),
    'error-signature': () => codeOf(client({ ...target, apiSecret: 'wrong' }).account()),
    'error-clock': () => {
      const late = client(target);
      late.timeOffset = -20_000;
      return codeOf(late.account());
    },
  };
}
