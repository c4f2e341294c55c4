import { AppError } from '../errors.js';
import { AmendOrderInput } from './amend-order.js';
import type { Class } from './field.js';
import { LegacyOcoInput, OcoInput, OpoInput, OpocoInput, OtoInput, OtocoInput } from './order-list-inputs.js';
import { AllOrderListsInput, CancelOrderListInput, OrderListRefInput } from './order-lists.js';
import { placeLegacyOco, placeOco, placeOpo, placeOpoco, placeOto, placeOtoco } from './order-lists.js';
import { ReplaceOrderInput, replaceOrder } from './replace-order.js';
import { parseInput, toJsonSchema } from './schema.js';
import { SorOrderInput, placeSorOrder } from './sor.js';
import { NewOrderInput } from './trading.js';

function problems(dto: Class, input: unknown): Record<string, string> {
  try {
    parseInput(dto, input);
  } catch (error) {
    if (!AppError.is(error)) throw error;
    return Object.fromEntries((error.fields ?? []).map((f) => [f.field, f.message]));
  }
  return {};
}

const OCO = placeOco.example;
const BUY_OCO = {
  ...OCO,
  side: 'BUY',
  aboveType: 'STOP_LOSS',
  abovePrice: undefined,
  aboveStopPrice: '150000',
  belowType: 'LIMIT_MAKER',
  belowStopPrice: undefined,
  belowPrice: '20000',
};
const OTO = placeOto.example;
const OTOCO = placeOtoco.example;
const OPO = placeOpo.example;
const OPOCO = placeOpoco.example;
const LEGACY = placeLegacyOco.example;
const REPLACE = replaceOrder.example;
const SOR = placeSorOrder.example;
const LIMIT = { ...SOR, quantity: '1' };

describe('order lists', () => {
  it('have the fields of each leg under its prefix', () => {
    const fields = (dto: Class): string[] => Object.keys(toJsonSchema(dto)['properties'] as object);
    expect(fields(OcoInput)).toEqual(
      expect.arrayContaining([
        'symbol',
        'side',
        'quantity',
        'aboveType',
        'aboveStopPrice',
        'belowPegPriceType',
      ]),
    );
    expect(fields(OcoInput)).toHaveLength(8 + 2 * 11);
    expect(fields(OtoInput)).toHaveLength(4 + (3 + 9) + (3 + 11));
    expect(fields(OpoInput)).toEqual(fields(OtoInput).filter((name) => name !== 'pendingQuantity'));
    expect(fields(OtocoInput)).toHaveLength(4 + (3 + 9) + (4 + 2 * 11));
    expect(fields(OpocoInput)).toEqual(fields(OtocoInput).filter((name) => name !== 'pendingQuantity'));
  });

  it.each<[string, Class, object]>([
    ['OCO', OcoInput, OCO],
    ['OCO, buying', OcoInput, BUY_OCO],
    ['OCO with a trailing stop', OcoInput, { ...OCO, belowStopPrice: undefined, belowTrailingDelta: 100 }],
    [
      'OCO with a pegged stop-limit order',
      OcoInput,
      { ...OCO, belowType: 'STOP_LOSS_LIMIT', belowTimeInForce: 'IOC', belowPegPriceType: 'MARKET_PEG' },
    ],
    [
      'OCO with a take-profit',
      OcoInput,
      { ...OCO, aboveType: 'TAKE_PROFIT', abovePrice: undefined, aboveStopPrice: '150000' },
    ],
    ['OTO', OtoInput, OTO],
    [
      'OTO with a pegged working order',
      OtoInput,
      { ...OTO, workingPrice: undefined, workingPegPriceType: 'PRIMARY_PEG' },
    ],
    ['OTOCO', OtocoInput, OTOCO],
    ['OPO', OpoInput, OPO],
    ['OPOCO', OpocoInput, OPOCO],
    ['legacy OCO', LegacyOcoInput, LEGACY],
    [
      'legacy OCO with a stop-limit order',
      LegacyOcoInput,
      { ...LEGACY, stopLimitPrice: '19900', stopLimitTimeInForce: 'GTC', stopIcebergQty: '0.0001' },
    ],
    ['cancel by id', CancelOrderListInput, { symbol: 'BTCUSDT', orderListId: 0 }],
    ['query by client id', OrderListRefInput, { origClientOrderId: 'my-list-1' }],
    ['all from an id', AllOrderListsInput, { fromId: 0, limit: 1000 }],
  ])('take a right %s', (_name, dto, input) => {
    expect(problems(dto, input)).toEqual({});
  });

  it.each<[Class, object, string, RegExp]>([
    [OcoInput, { ...OCO, side: 'BUY' }, 'belowType', /must be LIMIT_MAKER or TAKE_PROFIT .* below/],
    [
      OcoInput,
      { ...OCO, side: 'BUY', belowType: 'TAKE_PROFIT' },
      'aboveType',
      /STOP_LOSS or STOP_LOSS_LIMIT/,
    ],
    [OcoInput, { ...OCO, belowType: 'LIMIT_MAKER', belowPrice: '1' }, 'belowType', /stops the loss/],
    [OcoInput, { ...OCO, aboveType: 'MARKET' }, 'aboveType', /must be one of LIMIT_MAKER/],
    [OcoInput, { ...OCO, belowType: undefined }, 'belowType', /is required/],
    [
      OcoInput,
      { ...OCO, abovePrice: undefined },
      'abovePrice',
      /abovePrice or abovePegPriceType is required/,
    ],
    [OcoInput, { ...OCO, belowStopPrice: undefined }, 'belowStopPrice', /belowTrailingDelta is required/],
    [OcoInput, { ...OCO, belowPrice: '20000' }, 'belowPrice', /not used by a STOP_LOSS order/],
    [OcoInput, { ...OCO, aboveTimeInForce: 'GTC' }, 'aboveTimeInForce', /not used by a LIMIT_MAKER/],
    [OcoInput, { ...OCO, abovePrice: '20000' }, 'belowStopPrice', /abovePrice must be above belowStopPrice/],
    [OcoInput, { ...BUY_OCO, belowPrice: '150000' }, 'aboveStopPrice', /must be below aboveStopPrice/],
    [
      OcoInput,
      { ...OCO, belowType: 'STOP_LOSS_LIMIT', belowPrice: '20000' },
      'belowTimeInForce',
      /belowTimeInForce is required for a STOP_LOSS_LIMIT order/,
    ],
    [
      OcoInput,
      {
        ...OCO,
        belowType: 'STOP_LOSS_LIMIT',
        belowPrice: '20000',
        belowTimeInForce: 'IOC',
        belowIcebergQty: '0.0001',
      },
      'belowTimeInForce',
      /must be GTC for an iceberg/,
    ],
    [
      OcoInput,
      { ...OCO, aboveClientOrderId: 'a', belowClientOrderId: 'a' },
      'belowClientOrderId',
      /must differ from aboveClientOrderId/,
    ],
    [OcoInput, { ...OCO, aboveIcebergQty: 1 }, 'aboveIcebergQty', /decimal string/],
    [OcoInput, { ...OCO, price: '1' }, 'price', /not a known field/],
    [OtoInput, { ...OTO, workingType: 'MARKET' }, 'workingType', /LIMIT, LIMIT_MAKER/],
    [OtoInput, { ...OTO, workingTimeInForce: undefined }, 'workingTimeInForce', /is required/],
    [OtoInput, { ...OTO, workingPrice: undefined }, 'workingPrice', /workingPegPriceType is required/],
    [OtoInput, { ...OTO, pendingQuantity: undefined }, 'pendingQuantity', /is required/],
    [OtoInput, { ...OTO, pendingType: 'STOP_LOSS' }, 'pendingStopPrice', /pendingTrailingDelta is required/],
    [OtoInput, { ...OTO, workingStopPrice: '1' }, 'workingStopPrice', /not a known field/],
    [OtocoInput, { ...OTOCO, pendingBelowType: undefined }, 'pendingBelowType', /is required/],
    [OtocoInput, { ...OTOCO, pendingSide: 'BUY' }, 'pendingBelowType', /pendingSide is BUY/],
    [OpoInput, { ...OPO, workingSide: 'SELL' }, 'workingSide', /must be BUY/],
    [OpoInput, { ...OPO, pendingSide: 'BUY' }, 'pendingSide', /must be SELL/],
    [OpoInput, { ...OPO, pendingQuantity: '1' }, 'pendingQuantity', /not a known field/],
    [OpocoInput, { ...OPOCO, workingSide: 'SELL' }, 'workingSide', /must be BUY/],
    [LegacyOcoInput, { ...LEGACY, side: 'BUY' }, 'stopPrice', /price must be below stopPrice/],
    [LegacyOcoInput, { ...LEGACY, stopLimitPrice: '1' }, 'stopLimitTimeInForce', /is required with/],
    [LegacyOcoInput, { ...LEGACY, stopIcebergQty: '1' }, 'stopIcebergQty', /only used with stopLimitPrice/],
    [CancelOrderListInput, { symbol: 'BTCUSDT' }, 'orderListId', /or listClientOrderId is required/],
    [OrderListRefInput, {}, 'orderListId', /or origClientOrderId is required/],
    [AllOrderListsInput, { fromId: 1, endTime: 1_767_225_600_000 }, 'endTime', /combined with fromId/],
  ])('refuse %p %j at %s', (dto, input, field, message) => {
    expect(problems(dto, input)[field]).toMatch(message);
  });
});

describe('orders that change an order, or are routed', () => {
  it.each<[Class, object, string, RegExp]>([
    [ReplaceOrderInput, { ...REPLACE, cancelReplaceMode: undefined }, 'cancelReplaceMode', /is required/],
    [ReplaceOrderInput, { ...REPLACE, cancelOrigClientOrderId: undefined }, 'cancelOrderId', /is required/],
    [ReplaceOrderInput, { ...REPLACE, price: undefined }, 'price', /is required for a LIMIT order/],
    [AmendOrderInput, { symbol: 'BTCUSDT', orderId: 1 }, 'newQty', /is required/],
    [AmendOrderInput, { symbol: 'BTCUSDT', newQty: '1' }, 'orderId', /or origClientOrderId is required/],
    [AmendOrderInput, { symbol: 'BTCUSDT', orderId: 1, newQty: '0' }, 'newQty', /greater than zero/],
    [SorOrderInput, { ...SOR, type: 'STOP_LOSS' }, 'type', /LIMIT, MARKET/],
    [SorOrderInput, { ...SOR, type: 'MARKET' }, 'price', /not used by a MARKET order/],
    [SorOrderInput, { ...SOR, quoteOrderQty: '1' }, 'quoteOrderQty', /not a known field/],
    [SorOrderInput, { ...SOR, pegPriceType: 'PRIMARY_PEG' }, 'pegPriceType', /not a known field/],
    [NewOrderInput, { ...LIMIT, pegPriceType: 'PRIMARY_PEG', timeInForce: 'IOC' }, 'timeInForce', /GTC/],
    [NewOrderInput, { ...LIMIT, pegOffsetValue: 1 }, 'pegOffsetType', /give both or neither/],
    [
      NewOrderInput,
      { ...LIMIT, pegOffsetValue: 1, pegOffsetType: 'PRICE_LEVEL' },
      'pegPriceType',
      /is required with pegOffsetType/,
    ],
    [
      NewOrderInput,
      { ...LIMIT, type: 'LIMIT_MAKER', timeInForce: undefined, pegPriceType: 'MARKET_PEG' },
      'pegPriceType',
      /must be PRIMARY_PEG for a LIMIT_MAKER/,
    ],
  ])('refuse %p %j at %s', (dto, input, field, message) => {
    expect(problems(dto, input)[field]).toMatch(message);
  });
});
