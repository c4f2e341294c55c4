import { AppError, OPERATIONS } from '@binance-gateway/domain-types';
import { decodeOutput } from './output.js';

const NOW = 1_795_000_000_000;

function decode(name: string, wire: unknown): unknown {
  const operation = OPERATIONS.find((one) => one.name === name);
  if (!operation) throw new Error(`no operation ${name}`);
  return decodeOutput(operation, wire, NOW);
}

function protocolError(name: string, wire: unknown): string {
  try {
    decode(name, wire);
  } catch (error) {
    if (AppError.is(error) && error.code === 'UPSTREAM_PROTOCOL') return error.message;
    throw error;
  }
  throw new Error('was accepted');
}

const RATES = { maker: '0.001', taker: '0.001', buyer: '0', seller: '0' };
const GOOD = {
  get_commission: {
    symbol: 'BTCUSDT',
    standardCommission: { ...RATES },
    specialCommission: { ...RATES },
    taxCommission: { ...RATES },
    discount: { enabledForAccount: true },
  },
  get_order_counts: [{ rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 50, count: 0 }],
  get_account_filters: {
    exchangeFilters: [],
    symbolFilters: [{ filterType: 'NEW_IN_2030' }],
    assetFilters: [{ filterType: 'MAX_ASSET', asset: 'JPY', limit: '1000000.00000000' }],
  },
  get_prevented_matches: [
    {
      symbol: 'BTCUSDT',
      preventedMatchId: 1,
      takerOrderId: 5,
      makerSymbol: 'BTCUSDT',
      makerOrderId: 3,
      tradeGroupId: 1,
      selfTradePreventionMode: 'EXPIRE_MAKER',
      price: '1.100000',
      makerPreventedQuantity: '1.300000',
      transactTime: 1_669_101_687_094,
    },
  ],
  get_allocations: [
    {
      symbol: 'BTCUSDT',
      allocationId: 0,
      allocationType: 'SOR',
      orderId: 1,
      orderListId: -1,
      price: '1.00000000',
      qty: '5.00000000',
      quoteQty: '5.00000000',
      commission: '0.00000000',
      commissionAsset: 'BTC',
      time: 1_687_506_878_118,
      isBuyer: true,
      isMaker: false,
      isAllocator: false,
    },
  ],
  get_order_amendments: [
    {
      symbol: 'BTCUSDT',
      orderId: 9,
      executionId: 22,
      origClientOrderId: 'a',
      newClientOrderId: 'b',
      origQty: '5.00000000',
      newQty: '4.00000000',
      time: 1_741_669_661_670,
    },
  ],
  get_reference_price: { symbol: 'BAZUSD', referencePrice: '10.00', timestamp: 1_770_736_694_138 },
  get_reference_price_calculation: {
    symbol: 'BAZUSD',
    calculationType: 'EXTERNAL',
    externalCalculationId: 42,
  },
  get_execution_rules: {
    symbolRules: [
      {
        symbol: 'BAZUSD',
        rules: [
          { ruleType: 'PRICE_RANGE', bidLimitMultUp: '1.0001', askLimitMultDown: '0.9999' },
          { ruleType: 'NEW_IN_2030', whatever: 1 },
        ],
      },
    ],
  },
  get_block_trades: [
    {
      id: 582,
      price: '0.052',
      qty: '5838',
      quoteQty: '303.576',
      time: 1_772_506_983_321,
      isBuyerMaker: true,
    },
  ],
} as const;

type Name = keyof typeof GOOD;

it.each(Object.entries(GOOD))('%s keeps its answer as it came', (name, wire) => {
  expect(decode(name, structuredClone(wire))).toEqual(wire);
});

it('a reference price may be null', () => {
  const wire = { ...GOOD.get_reference_price, referencePrice: null };
  expect(decode('get_reference_price', wire)).toBe(wire);
});

/** The answer with one member changed; `path` leads to it through lists and objects. */
function changed(name: Name, path: string, value: unknown): unknown {
  const wire = structuredClone(GOOD[name]) as unknown;
  const keys = path.split('.');
  const last = keys.pop() as string;
  let node = wire as Record<string, unknown>;
  for (const key of keys) node = node[key] as Record<string, unknown>;
  node[last] = value;
  return wire;
}

it.each<[Name, string, unknown, string]>([
  ['get_commission', 'symbol', undefined, 'account/commission.symbol'],
  ['get_commission', 'standardCommission.maker', 0.001, 'account/commission.standardCommission.maker'],
  ['get_commission', 'specialCommission.buyer', 'much', 'account/commission.specialCommission.buyer'],
  ['get_commission', 'taxCommission', undefined, 'account/commission.taxCommission'],
  ['get_order_counts', '0.count', '0', 'rateLimit/order.count'],
  ['get_order_counts', '0.interval', 10, 'rateLimit/order.interval'],
  ['get_account_filters', 'assetFilters', undefined, 'myFilters.assetFilters'],
  ['get_account_filters', 'symbolFilters.0', 'PRICE_FILTER', 'myFilters.symbolFilters'],
  ['get_prevented_matches', '0.price', 1.1, 'myPreventedMatches.price'],
  ['get_prevented_matches', '0.makerOrderId', 2 ** 53, 'myPreventedMatches.makerOrderId'],
  ['get_prevented_matches', '0.makerPreventedQuantity', 1.3, 'makerPreventedQuantity'],
  ['get_allocations', '0.commission', undefined, 'myAllocations.commission'],
  ['get_allocations', '0.isBuyer', 'yes', 'myAllocations.isBuyer'],
  ['get_order_amendments', '0.newQty', 4, 'order/amendments.newQty'],
  ['get_order_amendments', '0.executionId', null, 'order/amendments.executionId'],
  ['get_reference_price', 'referencePrice', 10, 'referencePrice.referencePrice'],
  ['get_reference_price', 'timestamp', undefined, 'referencePrice.timestamp'],
  ['get_reference_price_calculation', 'calculationType', 3, 'referencePrice/calculation.calculationType'],
  ['get_execution_rules', 'symbolRules.0.rules', {}, 'executionRules.symbolRules.rules'],
  ['get_execution_rules', 'symbolRules.0.rules.0.bidLimitMultUp', 1.0001, 'bidLimitMultUp'],
  ['get_block_trades', '0.price', 0.052, 'historicalBlockTrades.price'],
])('%s with %s = %j fails, and says where', (name, path, value, where) => {
  expect(protocolError(name, changed(name, path, value))).toContain(where);
});
