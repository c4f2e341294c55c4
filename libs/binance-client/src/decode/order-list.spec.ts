import { AppError } from '@binance-gateway/domain-types';
import { decodeAmendment, decodeReplaceParts, decodeReplacedOrder } from './order-change.js';
import { decodeCancelled, decodeOrderList } from './order-list.js';
import { decodeTestedOrder } from './order.js';

function protocolError(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (AppError.is(error) && error.code === 'UPSTREAM_PROTOCOL') return error.message;
    throw error;
  }
  throw new Error('was accepted');
}

const ORDER = {
  symbol: 'BTCUSDT',
  orderId: 1,
  orderListId: 3,
  clientOrderId: 'x',
  price: '1.0',
  status: 'CANCELED',
  side: 'BUY',
};
const LIST = {
  orderListId: 3,
  contingencyType: 'OCO',
  listStatusType: 'ALL_DONE',
  listOrderStatus: 'ALL_DONE',
  listClientOrderId: 'l',
  transactionTime: 1_795_000_000_000,
  symbol: 'BTCUSDT',
  orders: [{ symbol: 'BTCUSDT', orderId: 1, clientOrderId: 'x' }],
};
const REFUSED = { code: -2011, msg: 'Unknown order sent.' };

describe('an order list', () => {
  it('is kept as it came, with the orders or without', () => {
    const reported = { ...LIST, orderReports: [ORDER], later: 1 };
    expect(decodeOrderList(LIST)).toBe(LIST);
    expect(decodeOrderList(reported)).toBe(reported);
  });

  it('may report orders with nothing but their names, as an ACK does, or without a quantity, as an OPO does', () => {
    const { status: _status, price: _price, side: _side, ...ack } = ORDER;
    expect(() => decodeOrderList({ ...LIST, orderReports: [ack] })).not.toThrow();
  });

  it.each<[string, object, string]>([
    ['a state nobody knows', { ...LIST, listOrderStatus: 'HALF' }, 'orderList.listOrderStatus'],
    ['no id', { ...LIST, orderListId: '3' }, 'orderList.orderListId'],
    ['orders without id', { ...LIST, orders: [{ clientOrderId: 'x' }] }, 'orderList.orders.orderId'],
    [
      'an order in a state nobody knows',
      { ...LIST, orderReports: [{ ...ORDER, status: '?' }] },
      'order.status',
    ],
    ['reports that are no list', { ...LIST, orderReports: {} }, 'orderList.orderReports'],
  ])('with %s fails', (_name, list, where) => {
    expect(protocolError(() => decodeOrderList(list))).toContain(where);
  });

  it('may stand among the orders that were canceled together', () => {
    expect(decodeCancelled(ORDER)).toBe(ORDER);
    expect(decodeCancelled(LIST)).toBe(LIST);
    expect(protocolError(() => decodeCancelled({ ...ORDER, status: null }))).toContain('order.status');
    expect(
      protocolError(() => decodeCancelled({ ...LIST, orderReports: [{ ...ORDER, status: '?' }] })),
    ).toContain('order.status');
  });
});

describe('a cancel-replace', () => {
  const placed = { ...ORDER, status: 'NEW' };
  const both = {
    cancelResult: 'SUCCESS',
    newOrderResult: 'SUCCESS',
    cancelResponse: ORDER,
    newOrderResponse: placed,
  };

  it('that went well has both orders', () => {
    expect(decodeReplacedOrder(both)).toBe(both);
    expect(protocolError(() => decodeReplacedOrder({ ...both, newOrderResponse: null }))).toContain('object');
  });

  it.each([
    ['the new order failed', { ...both, newOrderResult: 'FAILURE', newOrderResponse: REFUSED }],
    ['the cancel failed', { ...both, cancelResult: 'FAILURE', cancelResponse: REFUSED }],
    [
      'the cancel failed and nothing was placed',
      {
        ...both,
        cancelResult: 'FAILURE',
        cancelResponse: REFUSED,
        newOrderResult: 'NOT_ATTEMPTED',
        newOrderResponse: null,
      },
    ],
  ])('of which %s keeps both halves, and is no success', (_name, parts) => {
    expect(decodeReplaceParts(parts)).toBe(parts);
    expect(protocolError(() => decodeReplacedOrder(parts))).toContain('HTTP 200');
  });

  it.each([
    ['a result nobody knows', { ...both, cancelResult: 'MAYBE' }, 'cancelResult'],
    [
      'an error without a code',
      { ...both, cancelResult: 'FAILURE', cancelResponse: {} },
      'cancelResponse.code',
    ],
    ['an answer to what was not attempted', { ...both, newOrderResult: 'NOT_ATTEMPTED' }, 'newOrderResponse'],
  ])('with %s fails', (_name, parts, where) => {
    expect(protocolError(() => decodeReplaceParts(parts))).toContain(where);
  });
});

describe('an amendment', () => {
  const amendment = {
    transactTime: 1_795_000_000_000,
    executionId: 75,
    amendedOrder: {
      symbol: 'BTCUSDT',
      orderId: 33,
      orderListId: -1,
      origClientOrderId: 'a',
      clientOrderId: 'b',
      price: '6.00000000',
      qty: '5.00000000',
      executedQty: '0.00000000',
      preventedQty: '0.00000000',
      cumulativeQuoteQty: '0.00000000',
      status: 'NEW',
      side: 'SELL',
    },
  };

  it('has the order, and the list when it belongs to one', () => {
    const listed = { ...amendment, listStatus: LIST };
    expect(decodeAmendment(amendment)).toBe(amendment);
    expect(decodeAmendment(listed)).toBe(listed);
  });

  it.each([
    ['no order', { ...amendment, amendedOrder: undefined }, 'amendedOrder'],
    ['money as a number', { ...amendment, amendedOrder: { ...amendment.amendedOrder, qty: 5 } }, 'qty'],
    [
      'a state nobody knows',
      { ...amendment, amendedOrder: { ...amendment.amendedOrder, status: '' } },
      'status',
    ],
    ['a list nobody can read', { ...amendment, listStatus: { orders: [] } }, 'listStatus.listOrderStatus'],
  ])('with %s fails', (_name, wire, where) => {
    expect(protocolError(() => decodeAmendment(wire))).toContain(where);
  });
});

describe('a tested order', () => {
  it('answers nothing, or the rates', () => {
    const rates = { standardCommissionForOrder: { maker: '0.001', taker: '0.001' }, discount: {} };
    expect(decodeTestedOrder({})).toEqual({});
    expect(decodeTestedOrder(null)).toEqual({});
    expect(decodeTestedOrder(rates)).toBe(rates);
    expect(
      protocolError(() => decodeTestedOrder({ taxCommissionForOrder: { maker: 0.001, taker: '0' } })),
    ).toContain('order/test.taxCommissionForOrder.maker');
  });
});
