// Random commands of three limited accounts and an unlimited one on a narrow book, so that they meet.
import {
  type OrderType,
  STP_MODES,
  type Side,
  type StpMode,
  type TimeInForce,
} from '@binance-gateway/domain-types';
import fc from 'fast-check';
import { EngineBed, amount } from './engine.bed.js';
import { type Amount, EngineReject, type EngineEvent, type OrderView, type PlaceResult } from './types.js';

const RUNS = 150;
const ACCOUNTS = ['alice', 'bob', 'carol', 'maker'] as const;

interface Place {
  readonly account: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly ticks: number;
  readonly stopTicks: number;
  readonly steps: number;
  readonly byQuote: boolean;
  readonly stpMode: StpMode;
}
type Command = Place | { readonly cancel: number } | { readonly cancelAllOf: string };

const account = fc.constantFrom(...ACCOUNTS);
const side = fc.constantFrom<Side>('BUY', 'SELL');
const placeOf = (...types: OrderType[]): fc.Arbitrary<Place> =>
  fc.record({
    account,
    side,
    type: fc.constantFrom(...types),
    timeInForce: fc.constantFrom<TimeInForce>('GTC', 'GTC', 'GTC', 'IOC', 'FOK'),
    ticks: fc.integer({ min: 990, max: 1010 }),
    stopTicks: fc.integer({ min: 985, max: 1015 }),
    steps: fc.integer({ min: 1, max: 3000 }),
    byQuote: fc.boolean(),
    stpMode: fc.constantFrom(...STP_MODES),
  });
const commandsOf = (...types: OrderType[]): fc.Arbitrary<Command[]> =>
  fc.array(
    fc.oneof<fc.WeightedArbitrary<Command>[]>(
      { weight: 12, arbitrary: placeOf(...types) },
      { weight: 2, arbitrary: fc.record({ cancel: fc.nat(80) }) },
      { weight: 1, arbitrary: fc.record({ cancelAllOf: account }) },
    ),
    { minLength: 1, maxLength: 80 },
  );
const PLAIN = ['LIMIT', 'LIMIT', 'LIMIT', 'LIMIT_MAKER', 'MARKET'] as const;
const STOPS = ['STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'] as const;

/** Odd commissions and a step finer than the tick needs, so that rounding happens. */
function newBed(): EngineBed {
  const bed = new EngineBed({
    commissions: { maker: 123_457n, taker: 98_765n },
    spec: { stepSize: amount('0.00000333'), minQty: amount('0.00000333'), minNotional: 1n },
  });
  bed.engine.addAccount('carol', [
    { asset: 'ABC', free: amount('0.02') },
    { asset: 'XYZ', free: amount('0.2') },
  ]);
  bed.engine.addAccount('maker', [], { unlimited: true });
  return bed;
}

/** Carries a command out; refusals are part of the game and must leave no trace. */
function run(bed: EngineBed, command: Command): PlaceResult | undefined {
  bed.now += 1;
  try {
    if ('cancel' in command) {
      for (const name of ACCOUNTS) tryCancel(bed, name, command.cancel);
    } else if ('cancelAllOf' in command) {
      bed.engine.cancelAll(command.cancelAllOf, 'ABCXYZ', () => 'c');
    } else {
      return bed.place(command.account, command.side, parametersOf(command));
    }
  } catch (error) {
    if (!(error instanceof EngineReject)) throw error;
    expect(bed.events).toEqual([]);
  }
  return undefined;
}

function tryCancel(bed: EngineBed, name: string, orderId: number): void {
  const isOpen = bed.engine.openOrders(name).some((order) => order.orderId === orderId);
  if (isOpen) bed.engine.cancel(name, 'ABCXYZ', { orderId }, 'c');
}

function parametersOf({ type, timeInForce, ticks, stopTicks, steps, byQuote, stpMode }: Place): object {
  const price = BigInt(ticks) * amount('0.01');
  const quantity = BigInt(steps) * amount('0.00000333');
  const stopPrice = BigInt(stopTicks) * amount('0.01');
  switch (type) {
    case 'LIMIT':
      return { type, timeInForce, price, quantity, stpMode };
    case 'LIMIT_MAKER':
      return { type, price, quantity, stpMode };
    case 'MARKET':
      return byQuote ? { type, quoteOrderQty: quantity * 10n, stpMode } : { type, quantity, stpMode };
    case 'STOP_LOSS':
    case 'TAKE_PROFIT':
      return { type, quantity, stopPrice, stpMode };
    case 'STOP_LOSS_LIMIT':
    case 'TAKE_PROFIT_LIMIT':
      return { type, timeInForce, price, quantity, stopPrice, stpMode };
  }
}

function resting(bed: EngineBed): OrderView[] {
  return ACCOUNTS.flatMap((name) => bed.engine.openOrders(name)).filter(({ isWorking }) => isWorking);
}

const leaves = (order: OrderView): Amount => order.origQty - order.executedQty - order.preventedQty;
const sum = (amounts: readonly Amount[]): Amount => amounts.reduce((total, value) => total + value, 0n);

/** Best price first, then oldest: the order in which the side must be matched. */
function byPriority(orders: readonly OrderView[], of: Side): OrderView[] {
  const sign = of === 'BUY' ? -1 : 1;
  return orders
    .filter((order) => order.side === of)
    .sort((a, b) => (a.price === b.price ? a.orderId - b.orderId : a.price < b.price ? -sign : sign));
}

class BookReplay {
  private readonly levels = { BUY: new Map<Amount, Amount>(), SELL: new Map<Amount, Amount>() };
  private lastUpdateId = 0;

  apply(events: readonly EngineEvent[]): void {
    for (const event of events) {
      if (event.kind !== 'level') continue;
      expect(event.updateId).toBe(this.lastUpdateId + 1);
      this.lastUpdateId = event.updateId;
      if (event.quantity === 0n) expect(this.levels[event.side].delete(event.price)).toBe(true);
      else this.levels[event.side].set(event.price, event.quantity);
    }
  }

  depth(): object {
    const sorted = (of: Side, sign: number): [Amount, Amount][] =>
      [...this.levels[of]].sort(([a], [b]) => (a < b ? -sign : sign));
    return { lastUpdateId: this.lastUpdateId, bids: sorted('BUY', -1), asks: sorted('SELL', 1) };
  }
}

describe('for any sequence of commands', () => {
  it('balances are conserved and the book is never crossed', () => {
    fc.assert(
      fc.property(commandsOf(...PLAIN, ...STOPS), (commands) => {
        const bed = newBed();
        for (const command of commands) {
          bed.events.length = 0;
          run(bed, command);
          bed.engine.assertConserved();
          const { bid, ask } = bed.engine.bestBidAsk('ABCXYZ');
          if (bid && ask) expect(bid[0] < ask[0]).toBe(true);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('level events have contiguous ids and reproduce the book, which is the sum of the resting orders', () => {
    fc.assert(
      fc.property(commandsOf(...PLAIN, ...STOPS), (commands) => {
        const bed = newBed();
        const replay = new BookReplay();
        for (const command of commands) {
          bed.events.length = 0;
          run(bed, command);
          replay.apply(bed.events);
          const depth = bed.engine.depth('ABCXYZ', 1000);
          expect(replay.depth()).toEqual(depth);
          for (const [levels, of] of [[depth.bids, 'BUY'] as const, [depth.asks, 'SELL'] as const]) {
            const there = resting(bed).filter((order) => order.side === of);
            expect(sum(levels.map(([, quantity]) => quantity))).toBe(sum(there.map(leaves)));
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('what an order executed is the sum of its fills, and nothing exceeds the order', () => {
    fc.assert(
      fc.property(commandsOf(...PLAIN, ...STOPS), (commands) => {
        const bed = newBed();
        for (const command of commands) {
          bed.events.length = 0;
          run(bed, command);
        }
        for (const name of ['alice', 'bob', 'carol']) {
          const fills = bed.engine.fills(name, 'ABCXYZ', { limit: 10_000 });
          for (const order of bed.engine.allOrders(name, 'ABCXYZ', { limit: 10_000 })) {
            const own = fills.filter(({ orderId }) => orderId === order.orderId);
            expect(sum(own.map(({ quantity }) => quantity))).toBe(order.executedQty);
            expect(sum(own.map(({ quoteQuantity }) => quoteQuantity))).toBe(order.cumulativeQuoteQty);
            expect(leaves(order) >= 0n).toBe(true);
            // An order that STP had cut down before is filled with less than its original quantity
            if (order.executedQty === order.origQty) expect(order.status).toBe('FILLED');
            if (order.status === 'FILLED') expect(leaves(order)).toBe(0n);
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('a taker meets the resting orders by price, then by age, at their prices, and stops at its limit', () => {
    fc.assert(
      fc.property(commandsOf(...PLAIN), (commands) => {
        const bed = newBed();
        for (const command of commands) {
          const before = resting(bed);
          bed.events.length = 0;
          const result = run(bed, command);
          if (!result || !('type' in command)) continue;
          const { order, fills, preventedMatches } = result;
          const queue = byPriority(before, command.side === 'BUY' ? 'SELL' : 'BUY');
          const trades = bed.events.filter((event) => event.kind === 'trade');
          const makers = trades.map((trade) =>
            trade.isBuyerMaker ? trade.buyerOrderId : trade.sellerOrderId,
          );
          const inQueue = makers.map((orderId) => queue.findIndex((maker) => maker.orderId === orderId));
          const prevented = preventedMatches.map(({ makerOrderId }) => makerOrderId);
          expect(inQueue).toEqual([...inQueue].sort((a, b) => a - b));
          // Nobody in front of the last one met was passed over
          const met = new Set([...makers, ...prevented]);
          expect(new Set(queue.slice(0, met.size).map(({ orderId }) => orderId))).toEqual(met);
          trades.forEach((trade, i) => {
            const maker = queue[inQueue[i] ?? -1] as OrderView;
            expect(trade.price).toBe(maker.price);
            if (i < trades.length - 1) expect(trade.quantity).toBe(leaves(maker));
          });
          expect(fills.map(({ tradeId }) => tradeId)).toEqual(trades.map(({ tradeId }) => tradeId));
          if (order.price > 0n) {
            for (const { price } of fills) expect(isWithin(order, price)).toBe(true);
          }
          const isUnfilled = order.status === 'EXPIRED' && command.timeInForce !== 'FOK';
          const next = queue[met.size];
          if (isUnfilled && next) expect(order.price > 0n && !isWithin(order, next.price)).toBe(true);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

function isWithin(order: OrderView, price: Amount): boolean {
  return order.side === 'BUY' ? price <= order.price : price >= order.price;
}
