import { SIDES, SYMBOL_STATUSES } from '@binance-gateway/domain-types';
import { ControlError } from '../fields.js';
import { readSymbolSpec } from '../symbol-spec.js';
import type { ControlRequest, ControlRoute } from './route.js';

const symbolOf = ({ path }: ControlRequest): string => path['symbol'] as string;

export const MARKET_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/control/market',
    summary: 'every symbol with its status, last price, best bid and ask; whether the market moves by itself',
    run: (_, { control }) => control.market.summary(),
  },
  {
    method: 'POST',
    path: '/control/market/pause',
    summary: 'the synthetic market stands still; orders of clients are matched as ever',
    run: (_, { control }) => control.market.pause(),
  },
  {
    method: 'POST',
    path: '/control/market/resume',
    summary: 'it goes on',
    run: (_, { control }) => control.market.resume(),
  },
  {
    method: 'POST',
    path: '/control/market/step',
    summary: 'events of the synthetic market at once, paused or not',
    fields: { count: '1 to 10000, `1` when absent', symbol: 'whose; those whose turn it is when absent' },
    run: ({ body }, { control }) => {
      const count = body.optionalInteger('count', { min: 1, max: 10_000 }) ?? 1;
      const symbol = body.optionalText('symbol');
      body.end();
      control.market.step(count, symbol);
    },
  },
  {
    method: 'PUT',
    path: '/control/symbols/{symbol}/price',
    summary: 'sends the price there at once: orders on the way are traded, the market makers follow',
    fields: { price: 'decimal as text, a whole number of ticks' },
    run: (request, { control }) => {
      const price = request.body.amount('price');
      request.body.end();
      control.market.setPrice(symbolOf(request), price);
    },
  },
  {
    method: 'POST',
    path: '/control/symbols/{symbol}/orders',
    summary: "an order of nobody's account: liquidity for a test, or a trade",
    fields: {
      side: '`BUY` or `SELL`',
      quantity: 'decimal as text',
      price: 'decimal as text; a MARKET order when absent',
    },
    run: (request, { control }) => {
      const { body } = request;
      const order = {
        symbol: symbolOf(request),
        side: body.oneOf('side', SIDES),
        quantity: body.amount('quantity'),
        price: body.optionalAmount('price'),
      };
      body.end();
      const { orderId, status } = control.market.order(order);
      return { orderId, status };
    },
  },
  {
    method: 'DELETE',
    path: '/control/symbols/{symbol}/orders',
    summary: 'takes the resting ones of these orders back',
    run: (request, { control }) => control.market.clearOrders(symbolOf(request)),
  },
  {
    method: 'POST',
    path: '/control/symbols',
    summary: 'lists a symbol',
    fields: {
      baseAsset: 'e.g. `NEW`',
      quoteAsset: 'e.g. `USDT`',
      symbol: 'both together when absent',
      price: 'where its market starts',
      tickSize: 'like the rest, taken over from `like` when absent',
      stepSize: 'as above',
      minNotional: 'as above',
      like: 'symbol whose other rules it takes over, `BTCUSDT` when absent',
      status: 'symbol status, `TRADING` when absent',
    },
    run: ({ body }, { control, engine }) => {
      const spec = readSymbolSpec(body, engine.symbols);
      const status = body.optionalOneOf('status', SYMBOL_STATUSES);
      body.end();
      control.market.list(spec, status);
      return { symbol: spec.symbol };
    },
  },
  {
    method: 'DELETE',
    path: '/control/symbols/{symbol}',
    summary: 'cancels what is open and takes the symbol off the exchange',
    run: (request, { control }) => control.market.delist(symbolOf(request)),
  },
  {
    method: 'PUT',
    path: '/control/symbols/{symbol}/status',
    summary: 'halts a symbol, lets it trade again, or only be cancelled',
    fields: { status: SYMBOL_STATUSES.map((status) => `\`${status}\``).join(', ') },
    run: (request, { control }) => {
      const status = request.body.oneOf('status', SYMBOL_STATUSES);
      request.body.end();
      control.market.setStatus(symbolOf(request), status);
    },
  },
  {
    method: 'PUT',
    path: '/control/symbols/{symbol}/referencePrice',
    summary: 'sets the reference price by hand, or hands it back',
    fields: {
      price: 'decimal as text; `null`: none at present; `mean`: of the trades; `none`: never had one',
    },
    run: (request, { control }) => {
      const price = readReferencePrice(request);
      request.body.end();
      control.market.setReferencePrice(symbolOf(request), price);
    },
  },
  {
    method: 'POST',
    path: '/control/symbols/{symbol}/blockTrades',
    summary: 'a trade agreed outside the book',
    fields: { price: 'decimal as text', quantity: 'decimal as text', isBuyerMaker: '`false` when absent' },
    run: (request, { control }) => {
      const { body } = request;
      const trade = {
        symbol: symbolOf(request),
        price: body.amount('price'),
        quantity: body.amount('quantity'),
        isBuyerMaker: body.flag('isBuyerMaker', false),
      };
      body.end();
      control.market.blockTrade(trade);
    },
  },
];

function readReferencePrice({ body }: ControlRequest): bigint | null | 'mean' | 'none' {
  const raw = body.raw('price');
  if (raw === undefined) throw new ControlError(400, 'price is missing', 'price');
  return raw === null || raw === 'mean' || raw === 'none' ? raw : body.amount('price');
}
