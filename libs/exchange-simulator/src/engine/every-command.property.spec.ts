import type { OrderStatus } from '@binance-gateway/domain-types';
import fc from 'fast-check';
import { RandomEngine, SYMBOLS, TRADERS, randomCommands } from './random-commands.bed.js';
import type { Amount, Engine, EngineSnapshot, OrderView } from './types.js';

const RUNS = 100;
const OPEN: ReadonlySet<OrderStatus> = new Set(['NEW', 'PARTIALLY_FILLED', 'PENDING_NEW']);
const isOpen = ({ status }: OrderView): boolean => OPEN.has(status);
const leaves = (order: OrderView): Amount => order.origQty - order.executedQty - order.preventedQty;
const sum = (amounts: readonly Amount[]): Amount => amounts.reduce((total, value) => total + value, 0n);

/** `expect` costs too much for what is asked after every command. */
function must(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

function checkBooks(engine: Engine): void {
  for (const symbol of SYMBOLS) {
    const { bids, asks } = engine.depth(symbol, 1000);
    const [bid] = bids;
    const [ask] = asks;
    if (bid && ask) must(bid[0] < ask[0], `${symbol} is crossed`);
    const working = [...TRADERS, 'maker']
      .flatMap((account) => engine.openOrders(account, symbol))
      .filter((order) => order.isWorking);
    for (const [side, levels] of [['BUY', bids] as const, ['SELL', asks] as const]) {
      const there = working.filter((order) => order.side === side);
      const shown = sum(levels.map(([, quantity]) => quantity));
      for (const [, quantity] of levels) must(quantity > 0n, 'a level shows nothing');
      const offered = sum(there.map(leaves));
      const hides = there.some(({ icebergQty }) => icebergQty > 0n);
      must(hides ? shown <= offered : shown === offered, `${shown} of ${offered} is shown`);
    }
  }
}

function checkOrders(engine: Engine): void {
  for (const account of TRADERS) {
    for (const symbol of SYMBOLS) {
      const fills = [
        ...engine.fills(account, symbol, { limit: 10_000 }),
        ...engine.allocations(account, symbol, { limit: 10_000 }),
      ];
      for (const order of engine.allOrders(account, symbol, { limit: 10_000 })) {
        const own = fills.filter(({ orderId }) => orderId === order.orderId);
        must(
          sum(own.map(({ quantity }) => quantity)) === order.executedQty,
          'fills are not what was executed',
        );
        must(
          sum(own.map(({ quoteQuantity }) => quoteQuantity)) === order.cumulativeQuoteQty,
          'fills are not what was paid',
        );
        must(leaves(order) >= 0n || order.awaitsQuantity === true, 'more done than ordered');
        if (order.status === 'FILLED') must(leaves(order) === 0n, 'filled, but something is left');
        if (isOpen(order) && !order.awaitsQuantity) must(leaves(order) > 0n, 'open, but nothing is left');
        must(
          (order.expiryReason !== undefined) === (order.status === 'EXPIRED'),
          'an expiry without a reason',
        );
      }
    }
  }
}

function checkLists(engine: Engine): void {
  for (const account of TRADERS) {
    for (const { orderListId, listOrderStatus, contingencyType } of engine.allOrderLists(account, {
      limit: 10_000,
    })) {
      const { orders } = engine.orderList(account, { orderListId });
      must((listOrderStatus === 'EXECUTING') === orders.some(isOpen), 'a list is open as long as its orders');
      const [first, ...rest] = orders;
      const legs = contingencyType === 'OCO' ? orders : rest;
      if (contingencyType === 'OTO' && first) {
        const waiting = legs.some(({ status }) => status === 'PENDING_NEW');
        must(waiting === isOpen(first), 'orders wait exactly as long as the working order is open');
      }
      if (legs.length === 2) {
        // Of a pair at most one trades, and as soon as it does the other is over
        const traded = legs.filter(({ executedQty }) => executedQty > 0n);
        must(traded.length < 2, 'both orders of a pair traded');
        const open = legs.filter(isOpen).length;
        must(traded.length === 0 || open < 2, 'one of a pair traded and the other is open');
        must(open < 2 || legs[0]?.origQty === legs[1]?.origQty, 'a pair of two quantities');
      }
    }
    const open = engine.openOrderLists(account).map(({ orderListId }) => orderListId);
    for (const order of engine.openOrders(account)) {
      must(order.orderListId < 0 || open.includes(order.orderListId), 'an open order of a closed list');
    }
  }
}

describe('for any sequence of commands of every kind', () => {
  it('nothing is lost, nothing is negative, locks are what open orders need, no book is crossed', () => {
    fc.assert(
      fc.property(randomCommands, (commands) => {
        const random = new RandomEngine();
        for (const command of commands) {
          const before = random.events.length;
          const isAccepted = random.run(command);
          must(isAccepted || random.events.length === before, 'a refusal left a trace');
          random.engine.assertConserved();
          checkBooks(random.engine);
          checkLists(random.engine);
        }
        checkOrders(random.engine);
      }),
      { numRuns: RUNS },
    );
  });

  it('an engine restored from its saved state goes on as if nothing had happened', () => {
    fc.assert(
      fc.property(randomCommands, fc.nat(100), (commands, percent) => {
        const first = new RandomEngine();
        const cut = Math.floor((commands.length * percent) / 100);
        for (const command of commands.slice(0, cut)) first.run(command);
        const saved = first.engine.save();
        const second = new RandomEngine({ restore: JSON.parse(JSON.stringify(saved)) as EngineSnapshot });
        second.continueFrom(first);
        expect(second.engine.save()).toEqual(saved);
        second.engine.assertConserved();
        first.events.length = 0;
        for (const command of commands.slice(cut)) {
          expect(second.run(command)).toBe(first.run(command));
        }
        expect(second.events).toEqual(first.events);
        expect(second.engine.save()).toEqual(first.engine.save());
        checkBooks(second.engine);
        checkLists(second.engine);
        checkOrders(second.engine);
      }),
      { numRuns: 50 },
    );
  });

  it('the same commands give the same events', () => {
    fc.assert(
      fc.property(randomCommands, (commands) => {
        const [one, other] = [new RandomEngine(), new RandomEngine()];
        for (const command of commands) {
          one.run(command);
          other.run(command);
        }
        expect(other.events).toEqual(one.events);
      }),
      { numRuns: 30 },
    );
  });
});
