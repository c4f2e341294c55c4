import { SIDES, SYMBOL_STATUSES } from '@binance-gateway/domain-types';
import type { Engine } from '../../engine/types.js';
import { type Shape, that } from '../../shape.js';
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
    run: ({ body }, { control, engine }) => {
      const count = body.optionalInteger('count', { min: 1, max: 10_000 }) ?? 1;
      const symbol = body.optionalText('symbol', listed(engine));
      control.market.step(count, symbol);
    },
  },
  {
    method: 'PUT',
    path: '/control/symbols/{symbol}/price',
    summary: 'sends the price there at once: orders on the way are traded, the market makers follow',
    fields: { price: 'decimal as text, a whole number of ticks' },
    run: (request, { control }) => {
      const price = request.body.positive('price');
      control.market.setPrice(symbolOf(request), price);
    },
  },
  {
    method: 'POST',
    path: '/control/symbols/{symbol}/orders',
    summary: "an order of nobody's account: liquidity for a test, or a trade",
    fields: {
      side: '`BUY` or `SELL`',
      quantity: 'decimal as text, as LOT_SIZE of the symbol has it',
      price: 'decimal as text, as PRICE_FILTER has it; a MARKET order when absent',
    },
    run: (request, { control }) => {
      const { body } = request;
      const order = {
        symbol: symbolOf(request),
        side: body.oneOf('side', SIDES),
        quantity: body.positive('quantity'),
        price: body.optionalPositive('price'),
      };
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
      minPrice: 'a tick when absent',
      maxPrice: 'from `like` when absent',
      stepSize: 'from `like` when absent',
      minQty: 'a step when absent',
      maxQty: 'from `like` when absent',
      minNotional: 'from `like` when absent',
      like: 'symbol whose other rules it takes over, `BTCUSDT` when absent',
      status: 'symbol status, `TRADING` when absent',
    },
    run: ({ body }, { control, engine }) => {
      const spec = readSymbolSpec(body, engine.symbols);
      const status = body.optionalOneOf('status', SYMBOL_STATUSES);
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
      control.market.setReferencePrice(symbolOf(request), price);
    },
  },
  {
    method: 'POST',
    path: '/control/symbols/{symbol}/blockTrades',
    summary: 'a trade agreed outside the book',
    fields: {
      price: 'decimal as text, a whole number of ticks',
      quantity: 'decimal as text, a whole number of steps',
      isBuyerMaker: '`false` when absent',
    },
    run: (request, { control }) => {
      const { body } = request;
      const trade = {
        symbol: symbolOf(request),
        price: body.positive('price'),
        quantity: body.positive('quantity'),
        isBuyerMaker: body.flag('isBuyerMaker', false),
      };
      control.market.blockTrade(trade);
    },
  },
];

/** Of a symbol named in the body; one in the path that is not there is a 404. */
function listed({ symbols }: Engine): Shape {
  return that(
    `one of ${[...symbols.keys()].join(', ')}`,
    (value) => typeof value === 'string' && symbols.has(value),
  );
}

function readReferencePrice({ body }: ControlRequest): bigint | null | 'mean' | 'none' {
  const raw = body.raw('price');
  if (raw === undefined) throw new ControlError(400, 'price is missing', 'price');
  return raw === null || raw === 'mean' || raw === 'none' ? raw : body.positive('price');
}
