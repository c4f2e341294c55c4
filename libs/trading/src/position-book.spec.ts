import type { AccountTrade } from '@binance-gateway/domain-types';
import { type Route, StubExchange } from '../test/stub-exchange.js';
import { PositionBook } from './position-book.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const TRADES = 'GET /api/v3/myTrades';

function buy(id: number, qty: string, quoteQty: string): AccountTrade {
  return {
    symbol: 'BTCUSDT',
    id,
    orderId: id,
    orderListId: -1,
    price: '1',
    qty,
    quoteQty,
    commission: '0',
    commissionAsset: 'BNB',
    time: id,
    isBuyer: true,
    isMaker: false,
  };
}

async function bookOn(fills: AccountTrade[]): Promise<{ exchange: StubExchange; book: PositionBook }> {
  const account: Route = () => ({
    json: {
      balances: [
        { asset: 'BTC', free: '2.0', locked: '1.0' },
        { asset: 'ETH', free: '0.0', locked: '0.0' },
        { asset: 'USDT', free: '1000.0', locked: '0.0' },
        { asset: 'LUNC', free: '5.0', locked: '0.0' },
      ],
    },
  });
  const trades: Route = ({ params }) => {
    const from = Number(params.get('fromId'));
    const page = fills.filter((f) => f.symbol === params.get('symbol') && f.id >= from);
    return { json: page.slice(0, Number(params.get('limit'))) };
  };
  const prices: Route = ({ params }) => ({
    json: (JSON.parse(params.get('symbols') ?? '[]') as string[]).map((symbol) => ({
      symbol,
      price: '200.0',
    })),
  });
  const exchange = await StubExchange.start({
    'GET /api/v3/account': account,
    [TRADES]: trades,
    'GET /api/v3/ticker/price': prices,
  });
  const connection = exchange.connect();
  closers.push(
    () => exchange.close(),
    () => connection.close(),
  );
  return {
    exchange,
    book: new PositionBook({ spot: connection.spot, exchangeTime: () => 1_770_000_000_000, pageSize: 2 }),
  };
}

const FIVE = [1, 2, 3, 5, 8].map((id) => buy(id, '0.5', '75'));

it('reads every page of the fills of what is held, and nothing else', async () => {
  const { exchange, book } = await bookOn(FIVE);
  const report = await book.report({});
  expect(report).toMatchObject({ quoteAsset: 'USDT', timestamp: 1_770_000_000_000, totalMarketValue: '600' });
  expect(report.positions).toHaveLength(1);
  // 5 × 0.5 for 5 × 75; 0.5 of the 3 held came from elsewhere
  expect(report.positions[0]).toMatchObject({
    asset: 'BTC',
    symbol: 'BTCUSDT',
    quantity: '3',
    costedQuantity: '2.5',
    averageEntryPrice: '150',
    unrealizedPnl: '125',
  });
  const pages = exchange.asked.filter((a) => a.route === TRADES);
  expect(pages.map((a) => [a.params.get('symbol'), a.params.get('fromId')])).toEqual([
    ['BTCUSDT', '0'],
    ['BTCUSDT', '3'],
    ['BTCUSDT', '6'],
  ]);
});

it('reads on from where it was, once for reports at the same time', async () => {
  const fills = [...FIVE];
  const { exchange, book } = await bookOn(fills);
  await Promise.all([book.report({}), book.report({})]);
  expect(exchange.times(TRADES)).toBe(3);
  fills.push(buy(9, '0.5', '225'));
  const report = await book.report({});
  // 600 for 3
  expect(report.positions[0]).toMatchObject({
    costedQuantity: '3',
    averageEntryPrice: '200',
    unrealizedPnl: '0',
  });
  expect(
    exchange.asked
      .filter((a) => a.route === TRADES)
      .at(-1)
      ?.params.get('fromId'),
  ).toBe('9');
});

it('looks only at symbols quoted in the asset asked for', async () => {
  const { exchange, book } = await bookOn(FIVE);
  await expect(book.report({ quoteAsset: 'EUR' })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    fields: [{ field: 'quoteAsset', message: 'quoteAsset: no symbol is quoted in EUR' }],
  });
  expect(exchange.times(TRADES)).toBe(0);
  expect(exchange.times('GET /api/v3/ticker/price')).toBe(0);
});
