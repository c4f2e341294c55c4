import { MainClient, WebsocketAPIClient, WebsocketClient } from 'binance';
import { LOW, LOWER, HIGH, codeOf, collect, first, withLateClock } from './outcome.mjs';
import { balancesOf } from './binance-spot.mjs';

const S = { symbol: 'BTCUSDT' };
/** The client logs what it does; here nobody reads it. */
const QUIET = { trace: () => undefined, info: () => undefined, error: () => undefined };

const rest = ({ rest: baseUrl, apiKey, apiSecret }) =>
  new MainClient({ api_key: apiKey, api_secret: apiSecret, baseUrl });

/** `binance` by tiagosiebler. */
export function open(target) {
  const api = rest(target);
  const keys = { api_key: target.apiKey, api_secret: target.apiSecret };
  let order;
  const limit = (price = LOW) =>
    api.submitNewOrder({
      ...S,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: 0.001,
      price: Number(price),
    });
  const stream = async (topic, pick) => {
    const ws = new WebsocketClient({ wsUrl: target.stream }, QUIET);
    ws.on('exception', () => undefined);
    try {
      return await first((done) => {
        ws.on('message', (event) => {
          const found = pick(event.data ?? event);
          if (found) done(found);
        });
        return ws.subscribe(topic, 'main');
      });
    } finally {
      ws.closeAll(true);
    }
  };
  const wsApi = () =>
    new WebsocketAPIClient(
      {
        ...keys,
        wsUrl: target.wsApi.replace('/ws-api/v3', ''),
        attachEventListeners: false,
        // sessions are for Ed25519 keys; requests of HMAC keys are signed one by one
        authPrivateRequestsIndividually: true,
      },
      QUIET,
    );
  return {
    'load-markets': async () => {
      const { symbols } = await api.getExchangeInfo();
      const { filters } = symbols.find(({ symbol }) => symbol === 'BTCUSDT');
      return {
        symbols: symbols.map(({ symbol }) => symbol),
        tick: Number(filters.find(({ filterType }) => filterType === 'PRICE_FILTER').tickSize),
      };
    },
    'server-time': 'getServerTime() and its time sync ignore baseUrl and ask api.binance.com',
    ticker: async () => ({ last: Number((await api.get24hrChangeStatistics(S)).lastPrice) }),
    tickers: async () => ({ count: (await api.getSymbolPriceTicker()).length }),
    'order-book': async () => {
      const { bids, asks } = await api.getOrderBook({ ...S, limit: 5 });
      return { bid: Number(bids[0][0]), ask: Number(asks[0][0]), levels: bids.length };
    },
    trades: async () => {
      const trades = await api.getRecentTrades({ ...S, limit: 5 });
      return { count: trades.length, price: Number(trades[0].price) };
    },
    candles: async () => {
      const rows = await api.getKlines({ ...S, interval: '1m', limit: 5 });
      return { count: rows.length, close: Number(rows[0][4]) };
    },
    balance: async () => balancesOf(await api.getAccountInformation()),
    'market-order': async () => {
      const { status, executedQty } = await api.submitNewOrder({
        ...S,
        side: 'BUY',
        type: 'MARKET',
        quantity: 0.001,
      });
      return { status, filled: Number(executedQty) };
    },
    'limit-order': async () => {
      order = await limit();
      return { id: order.orderId, status: order.status };
    },
    'query-order': async () => {
      const found = await api.getOrder({ ...S, orderId: order.orderId });
      return { id: found.orderId, isSame: found.clientOrderId === order.clientOrderId, status: found.status };
    },
    'open-orders': async () => ({
      ids: (await api.getOpenOrders(S)).map(({ orderId }) => orderId),
      id: order.orderId,
    }),
    'edit-order': async () => {
      const { newOrderResponse } = await api.replaceOrder({
        ...S,
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: 0.001,
        price: Number(LOWER),
        cancelReplaceMode: 'STOP_ON_FAILURE',
        cancelOrderId: order.orderId,
      });
      const before = order.orderId;
      order = newOrderResponse;
      return { before, after: order.orderId };
    },
    'cancel-order': async () => ({
      status: (await api.cancelOrder({ ...S, orderId: order.orderId })).status,
    }),
    'cancel-all': async () => {
      await limit();
      await limit(LOWER);
      return { count: (await api.cancelAllSymbolOrders(S)).length };
    },
    'order-list': async () => {
      const list = await api.submitNewOrderList({
        ...S,
        side: 'SELL',
        quantity: 0.001,
        aboveType: 'LIMIT_MAKER',
        abovePrice: HIGH,
        belowType: 'STOP_LOSS',
        belowStopPrice: LOW,
      });
      await api.cancelOCO({ ...S, orderListId: list.orderListId });
      return { legs: list.orders.length };
    },
    'my-trades': async () => ({ count: (await api.getAccountTradeList(S)).length }),
    fees: async () => {
      const { maker, taker } = (await api.getCommissionRates(S)).standardCommission;
      return { maker: Number(maker), taker: Number(taker) };
    },
    'stream-book': () =>
      stream(
        'btcusdt@depth5',
        ({ bids, asks }) => bids && { symbol: 'BTCUSDT', bid: Number(bids[0][0]), ask: Number(asks[0][0]) },
      ),
    'stream-trades': () =>
      stream('btcusdt@trade', ({ s, p, e }) => e === 'trade' && { symbol: s, price: Number(p) }),
    'stream-ticker': () =>
      stream('btcusdt@ticker', ({ s, c, e }) => e === '24hrTicker' && { symbol: s, last: Number(c) }),
    'stream-candles': () =>
      stream('btcusdt@kline_1m', ({ s, k, e }) => e === 'kline' && { symbol: s, close: Number(k.c) }),
    'stream-user': async () => {
      const ws = wsApi();
      try {
        const statuses = await collect(
          async (heard) => {
            ws.getWSClient().on('message', (message) => {
              const event = message.event ?? message.data ?? message;
              if (event.e === 'executionReport') heard(event.X);
            });
            await ws.subscribeUserDataStream('mainWSAPI');
            const { orderId } = await limit();
            await api.cancelOrder({ ...S, orderId });
          },
          (seen) => seen.includes('CANCELED'),
        );
        return { statuses };
      } finally {
        ws.getWSClient().closeAll(true);
      }
    },
    'ws-api-order': async () => {
      const ws = wsApi();
      try {
        const placed = await ws.submitNewSpotOrder({
          ...S,
          side: 'BUY',
          type: 'LIMIT',
          timeInForce: 'GTC',
          quantity: '0.001',
          price: LOW,
          timestamp: Date.now(),
        });
        const canceled = await ws.cancelSpotOrder({
          ...S,
          orderId: placed.result.orderId,
          timestamp: Date.now(),
        });
        return { placed: placed.result.status, canceled: canceled.result.status };
      } finally {
        ws.getWSClient().closeAll(true);
      }
    },
    'error-balance': () => codeOf(api.submitNewOrder({ ...S, side: 'SELL', type: 'MARKET', quantity: 90 })),
    'error-symbol': () => codeOf(api.getOrderBook({ symbol: 'NOSUCH' })),
    'error-filter': () => codeOf(limit('30000.001')),
    'error-signature': () => codeOf(rest({ ...target, apiSecret: 'wrong' }).getAccountInformation()),
    'error-clock': () => withLateClock(20_000, () => codeOf(api.getAccountInformation())),
  };
}
