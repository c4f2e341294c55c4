import { Spot } from '@binance/spot';
import { LOW, LOWER, HIGH, codeOf, collect, first, withLateClock } from './outcome.mjs';

const S = { symbol: 'BTCUSDT' };

const client = ({ rest, stream, wsApi, apiKey, apiSecret }) =>
  new Spot({
    configurationRestAPI: { apiKey, apiSecret, basePath: rest, timeout: 15_000 },
    configurationWebsocketAPI: { apiKey, apiSecret, wsURL: wsApi, timeout: 15_000 },
    configurationWebsocketStreams: { wsURL: stream },
  });

/** @binance/spot, the official connector. */
export function open(target) {
  const spot = client(target);
  const api = spot.restAPI;
  let order;
  const data = async (response) => (await response).data();
  const limit = (price = LOW) =>
    data(
      api.newOrder({
        ...S,
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: 0.001,
        price: Number(price),
      }),
    );
  const stream = async (choose, pick) => {
    const connection = await spot.websocketStreams.connect();
    try {
      return await first((done) => choose(connection).on('message', (event) => done(pick(event))));
    } finally {
      await connection.disconnect();
    }
  };
  return {
    'load-markets': async () => {
      const { symbols } = await data(api.exchangeInfo());
      const { filters } = symbols.find(({ symbol }) => symbol === 'BTCUSDT');
      return {
        symbols: symbols.map(({ symbol }) => symbol),
        tick: Number(filters.find(({ filterType }) => filterType === 'PRICE_FILTER').tickSize),
      };
    },
    'server-time': async () => (await data(api.time())).serverTime,
    ticker: async () => ({ last: Number((await data(api.ticker24hr(S))).lastPrice) }),
    tickers: async () => ({ count: (await data(api.tickerPrice())).length }),
    'order-book': async () => {
      const { bids, asks } = await data(api.depth({ ...S, limit: 5 }));
      return { bid: Number(bids[0][0]), ask: Number(asks[0][0]), levels: bids.length };
    },
    trades: async () => {
      const trades = await data(api.getTrades({ ...S, limit: 5 }));
      return { count: trades.length, price: Number(trades[0].price) };
    },
    candles: async () => {
      const rows = await data(api.klines({ ...S, interval: '1m', limit: 5 }));
      return { count: rows.length, close: Number(rows[0][4]) };
    },
    balance: async () => balancesOf(await data(api.getAccount({ omitZeroBalances: true }))),
    'market-order': async () => {
      const { status, executedQty } = await data(
        api.newOrder({ ...S, side: 'BUY', type: 'MARKET', quantity: 0.001 }),
      );
      return { status, filled: Number(executedQty) };
    },
    'limit-order': async () => {
      order = await limit();
      return { id: order.orderId, status: order.status };
    },
    'query-order': async () => {
      const found = await data(api.getOrder({ ...S, orderId: order.orderId }));
      return { id: found.orderId, isSame: found.clientOrderId === order.clientOrderId, status: found.status };
    },
    'open-orders': async () => ({
      ids: (await data(api.getOpenOrders(S))).map(({ orderId }) => orderId),
      id: order.orderId,
    }),
    'edit-order': async () => {
      const { newOrderResponse } = await data(
        api.orderCancelReplace({
          ...S,
          side: 'BUY',
          type: 'LIMIT',
          timeInForce: 'GTC',
          quantity: 0.001,
          price: Number(LOWER),
          cancelReplaceMode: 'STOP_ON_FAILURE',
          cancelOrderId: order.orderId,
        }),
      );
      const before = order.orderId;
      order = newOrderResponse;
      return { before, after: order.orderId };
    },
    'cancel-order': async () => ({
      status: (await data(api.deleteOrder({ ...S, orderId: order.orderId }))).status,
    }),
    'cancel-all': async () => {
      await limit();
      await limit(LOWER);
      return { count: (await data(api.deleteOpenOrders(S))).length };
    },
    'order-list': async () => {
      const list = await data(
        api.orderListOco({
          ...S,
          side: 'SELL',
          quantity: 0.001,
          aboveType: 'LIMIT_MAKER',
          abovePrice: Number(HIGH),
          belowType: 'STOP_LOSS',
          belowStopPrice: Number(LOW),
        }),
      );
      await data(api.deleteOrderList({ ...S, orderListId: list.orderListId }));
      return { legs: list.orders.length };
    },
    'my-trades': async () => ({ count: (await data(api.myTrades(S))).length }),
    fees: async () => {
      const { maker, taker } = (await data(api.accountCommission(S))).standardCommission;
      return { maker: Number(maker), taker: Number(taker) };
    },
    'stream-book': () =>
      stream(
        (connection) => connection.partialBookDepth({ ...S, levels: '5' }),
        ({ bids, asks }) => ({ symbol: 'BTCUSDT', bid: Number(bids[0][0]), ask: Number(asks[0][0]) }),
      ),
    'stream-trades': () =>
      stream(
        (connection) => connection.trade(S),
        ({ s, p }) => ({ symbol: s, price: Number(p) }),
      ),
    'stream-ticker': () =>
      stream(
        (connection) => connection.ticker(S),
        ({ s, c }) => ({ symbol: s, last: Number(c) }),
      ),
    'stream-candles': () =>
      stream(
        (connection) => connection.kline({ ...S, interval: '1m' }),
        ({ s, k }) => ({ symbol: s, close: Number(k.c) }),
      ),
    'stream-user': async () => {
      const connection = await spot.websocketAPI.connect();
      try {
        const { stream: events } = await connection.userDataStreamSubscribeSignature();
        const statuses = await collect(
          async (heard) => {
            events.on('message', (event) => event.e === 'executionReport' && heard(event.X));
            const { orderId } = await limit();
            await data(api.deleteOrder({ ...S, orderId }));
          },
          (seen) => seen.includes('CANCELED'),
        );
        return { statuses };
      } finally {
        await connection.disconnect();
      }
    },
    'ws-api-order': async () => {
      const connection = await spot.websocketAPI.connect();
      try {
        const { data: placed } = await connection.orderPlace({
          ...S,
          side: 'BUY',
          type: 'LIMIT',
          timeInForce: 'GTC',
          quantity: 0.001,
          price: Number(LOW),
        });
        const { data: canceled } = await connection.orderCancel({ ...S, orderId: placed.orderId });
        return { placed: placed.status, canceled: canceled.status };
      } finally {
        await connection.disconnect();
      }
    },
    'error-balance': () => codeOf(api.newOrder({ ...S, side: 'SELL', type: 'MARKET', quantity: 90 })),
    'error-symbol': () => codeOf(api.depth({ symbol: 'NOSUCH' })),
    'error-filter': () => codeOf(limit('30000.001')),
    'error-signature': () => codeOf(client({ ...target, apiSecret: 'wrong' }).restAPI.getAccount()),
    'error-clock': () => withLateClock(20_000, () => codeOf(api.getAccount())),
  };
}

export function balancesOf({ balances }) {
  const free = Object.fromEntries(balances.map(({ asset, free: amount }) => [asset, Number(amount)]));
  return { BTC: free.BTC, USDT: free.USDT };
}
