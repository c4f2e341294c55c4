// Random commands of every kind for property tests. A command is a handful of numbers that get their meaning
// from the state of the engine, so that cancels and amendments meet orders that exist.
import {
  type OrderType,
  STP_MODES,
  type Side,
  type SymbolStatus,
  type TimeInForce,
} from '@binance-gateway/domain-types';
import fc from 'fast-check';
import { SPEC, amount } from './engine.bed.js';
import { createEngine } from './matching-engine.js';
import {
  type Amount,
  type Engine,
  type EngineEvent,
  type EngineOptions,
  EngineReject,
  type OrderCommand,
  type OrderRef,
  type OrderTerms,
} from './types.js';

export const TRADERS = ['alice', 'bob', 'carol'] as const;
export const SYMBOLS = ['ABCXYZ', 'ABCUSD', 'BNBXYZ'] as const;

const KINDS = [
  ...Array<'place'>(22).fill('place'),
  ...Array<'stop'>(5).fill('stop'),
  'oco',
  'oco',
  'oto',
  'oto',
  'otoco',
  'opo',
  'opoco',
  'cancel',
  'cancel',
  'cancelList',
  'cancelAll',
  'cancelReplace',
  'cancelReplace',
  'amend',
  'amend',
  'transfer',
  'externalLock',
  'rates',
  'status',
  'maintenance',
  'reference',
] as const;

export interface RandomCommand {
  readonly kind: (typeof KINDS)[number];
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  /** Numbers below 1000, used as the kind needs them. */
  readonly n: readonly number[];
}

export const randomCommands: fc.Arbitrary<RandomCommand[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(...KINDS),
    account: fc.constantFrom(...TRADERS, 'alice', 'bob', 'alice', 'bob', 'maker'),
    symbol: fc.constantFrom('ABCXYZ', 'ABCXYZ', 'ABCXYZ', 'ABCXYZ', ...SYMBOLS),
    side: fc.constantFrom<Side>('BUY', 'SELL'),
    n: fc.array(fc.nat(999), { minLength: 8, maxLength: 8 }),
  }),
  // The size that fast-check takes by itself is six commands or so: nothing comes of that
  { minLength: 1, maxLength: 150, size: 'max' },
);

/** Rates that make rounding happen, a step finer than the tick needs, few limits. */
const spec = {
  ...SPEC,
  stepSize: amount('0.00000333'),
  minQty: amount('0.00000333'),
  minNotional: 1n,
  maxNumAlgoOrders: 12,
  priceRange: { bidUp: amount('1.008'), askDown: amount('0.992') },
};
const OPTIONS: Omit<EngineOptions, 'clock'> = {
  symbols: [
    spec,
    { ...spec, symbol: 'ABCUSD', quoteAsset: 'USD' },
    { ...spec, symbol: 'BNBXYZ', baseAsset: 'BNB' },
  ],
  commissions: { maker: 123_457n, taker: 98_765n, buyer: 1n },
  sors: [{ baseAsset: 'ABC', symbols: ['ABCXYZ', 'ABCUSD'] }],
};

export class RandomEngine {
  now = 1_800_000_000_000;
  readonly engine: Engine;
  readonly events: EngineEvent[] = [];
  private lastId = 0;

  constructor(options: Partial<EngineOptions> = {}) {
    this.engine = createEngine({ clock: { now: () => this.now }, ...OPTIONS, ...options });
    if (!options.restore) this.addAccounts();
    this.engine.subscribe((event) => this.events.push(event));
  }

  /** Goes on with the counters of another one: its twin. */
  continueFrom(other: RandomEngine): void {
    this.now = other.now;
    this.lastId = other.lastId;
  }

  /** @returns whether it was accepted; a refusal is part of the game */
  run(command: RandomCommand): boolean {
    this.now += 1 + ((command.n[7] ?? 0) % 7) * 1000;
    try {
      this.perform(command);
      return true;
    } catch (error) {
      if (error instanceof EngineReject) return false;
      throw error;
    }
  }

  private addAccounts(): void {
    const rich = ['ABC', 'XYZ', 'USD', 'BNB'].map((asset) => ({ asset, free: amount('1000') }));
    // One trade group, so that TRANSFER has something to move
    this.engine.addAccount('alice', rich, { tradeGroupId: 3 });
    this.engine.addAccount('bob', rich);
    const poor = [
      { asset: 'ABC', free: amount('0.02') },
      { asset: 'XYZ', free: amount('0.2') },
    ];
    this.engine.addAccount('carol', poor, { tradeGroupId: 3 });
    this.engine.addAccount('maker', [], { unlimited: true });
    this.engine.setCommissions({ account: 'bob', discount: { enabledForAccount: true } });
  }

  private perform(command: RandomCommand): void {
    const { engine } = this;
    const { kind, account, symbol, side, n } = command;
    const [a = 0, b = 0] = n;
    const isMaker = account === 'maker';
    switch (kind) {
      case 'place':
        engine.place(this.order(command));
        return;
      case 'stop':
        engine.place({ account, symbol, ...this.stop(command, side, true) });
        return;
      case 'cancel':
        engine.cancel(account, symbol, this.someOrder(account, symbol, a), this.id());
        return;
      case 'cancelAll':
        if (a % 4 === 0) engine.cancelAll(account, symbol, () => this.id());
        return;
      case 'cancelReplace':
        engine.cancelReplace({
          mode: a % 2 ? 'ALLOW_FAILURE' : 'STOP_ON_FAILURE',
          cancel: this.someOrder(account, symbol, b),
          cancelClientOrderId: this.id(),
          order: this.order(command),
        });
        return;
      case 'transfer':
        engine.transfer(account, a % 2 ? 'XYZ' : 'ABC', b % 3 ? amount(`0.${b}`) : -amount(`0.${b}`));
        return;
      case 'rates':
        engine.setCommissions({
          account: account === 'bob' ? 'bob' : 'alice',
          standard: { maker: BigInt(a) * 1000n, taker: BigInt(b) * 1000n },
          discount: { enabledForAccount: a % 2 === 0 },
        });
        return;
      case 'status':
        engine.setSymbolStatus(
          symbol,
          (['TRADING', 'TRADING', 'CANCEL_ONLY', 'HALT'] as SymbolStatus[])[a % 4] ?? 'TRADING',
        );
        if (b % 3) engine.setSymbolStatus(symbol, 'TRADING');
        return;
      case 'maintenance':
        if (a % 5 === 0) engine.expireOpenOrders(symbol, b % 2 ? side : undefined);
        return;
      case 'reference':
        engine.setReferencePrice(symbol, a % 3 ? null : this.price(b));
        return;
      case 'externalLock':
        if (!isMaker) engine.lockExternally(account, 'XYZ', a % 2 ? amount(`0.${b}`) : -amount(`0.${b}`));
        return;
      default:
        if (!isMaker) this.performWithList(command);
    }
  }

  private performWithList(command: RandomCommand): void {
    const { engine } = this;
    const { kind, account, symbol, side, n } = command;
    const [a = 0, b = 0, c = 0] = n;
    const base = { account, symbol, listClientOrderId: this.id(), stpMode: STP_MODES[c % STP_MODES.length] };
    const opposite = side === 'BUY' ? 'SELL' : 'BUY';
    switch (kind) {
      case 'oco':
        engine.placeList({ kind: 'OCO', ...base, ...this.pair(command, side, true) });
        return;
      case 'oto':
        engine.placeList({
          kind: 'OTO',
          ...base,
          working: this.working(command, side),
          pending: a % 3 ? this.stop(command, opposite, true) : this.limit(command, opposite, true),
        });
        return;
      case 'opo':
        engine.placeList({
          kind: 'OPO',
          ...base,
          working: this.working(command, 'BUY'),
          pending: a % 2 ? this.stop(command, 'SELL', false) : this.limit(command, 'SELL', false),
        });
        return;
      case 'otoco':
      case 'opoco': {
        const isOpo = kind === 'opoco';
        const { above, below } = this.pair(command, isOpo ? 'SELL' : opposite, !isOpo);
        engine.placeList({
          kind: isOpo ? 'OPOCO' : 'OTOCO',
          ...base,
          working: this.working(command, isOpo ? 'BUY' : side),
          pendingAbove: above,
          pendingBelow: below,
        });
        return;
      }
      case 'cancelList': {
        const lists = engine.openOrderLists(account);
        const list = lists[a % (lists.length || 1)];
        if (list) engine.cancelList(account, list.symbol, { orderListId: list.orderListId }, this.id());
        return;
      }
      case 'amend': {
        const open = engine.openOrders(account, symbol);
        const order = open[a % (open.length || 1)];
        if (!order) return;
        // Whole steps, sometimes more than there is
        const newQty = ((order.origQty * BigInt(b + 50)) / 1000n / spec.stepSize) * spec.stepSize;
        const newClientOrderId = c % 2 ? this.id() : order.clientOrderId;
        engine.amend({ account, symbol, ref: { orderId: order.orderId }, newQty, newClientOrderId });
        return;
      }
      default:
        return;
    }
  }

  private order(command: RandomCommand): OrderCommand {
    const { account, symbol, side, n } = command;
    const [, , c = 0, d = 0, e = 0] = n;
    const stpMode = STP_MODES[c % STP_MODES.length];
    if (d % 10 === 0) {
      const quantity = this.quantity(e);
      const size = c % 2 ? { quoteOrderQty: quantity * 10n } : { quantity };
      return { account, symbol, side, type: 'MARKET', clientOrderId: this.id(), stpMode, ...size };
    }
    const useSor = d % 10 === 9 && account !== 'maker';
    const terms = this.limit(command, side, true);
    return {
      account,
      symbol,
      ...terms,
      stpMode,
      ...(useSor && terms.type === 'LIMIT' && !terms.pegPriceType && { useSor }),
    };
  }

  private limit({ n, account }: RandomCommand, side: Side, isSized: boolean): OrderTerms {
    const [a = 0, b = 0, , d = 0, e = 0, f = 0] = n;
    const type: OrderType = b % 6 === 0 ? 'LIMIT_MAKER' : 'LIMIT';
    const quantity = this.quantity(e);
    const timeInForce = (['GTC', 'GTC', 'GTC', 'GTC', 'GTC', 'IOC', 'FOK'] as TimeInForce[])[f % 7];
    const isGtc = type === 'LIMIT_MAKER' || timeInForce === 'GTC';
    const isPegged = d % 8 === 1 && account !== 'maker';
    return {
      side,
      type,
      clientOrderId: this.id(),
      ...(type === 'LIMIT' && { timeInForce }),
      ...((!isPegged || a % 2) && { price: this.price(a) }),
      ...(isSized && { quantity }),
      ...(isGtc &&
        d % 5 === 2 &&
        account !== 'maker' && { icebergQty: quantity / 3n - ((quantity / 3n) % spec.stepSize) || quantity }),
      ...(isPegged && { pegPriceType: isGtc ? 'PRIMARY_PEG' : 'MARKET_PEG' }),
      ...(isPegged && a % 3 === 0 && { pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 1 }),
    };
  }

  private stop({ n, account }: RandomCommand, side: Side, isSized: boolean): OrderTerms {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = n;
    const types: OrderType[] = ['STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'];
    return this.stopOf(types[c % 4] ?? 'STOP_LOSS', side, {
      price: this.price(a),
      stopPrice: this.price(b),
      quantity: isSized ? this.quantity(e) : undefined,
      delta: d % 4 === 0 && account !== 'maker' ? 10 + (d % 60) : undefined,
      isStopless: d % 8 === 0,
      isPegged: d % 9 === 1 && account !== 'maker',
    });
  }

  private stopOf(
    type: OrderType,
    side: Side,
    by: {
      price: Amount;
      stopPrice: Amount;
      quantity: Amount | undefined;
      delta?: number | undefined;
      isStopless?: boolean;
      isPegged?: boolean;
    },
  ): OrderTerms {
    const isLimit = type.endsWith('LIMIT');
    const hasStop = by.delta === undefined || !by.isStopless;
    return {
      side,
      type,
      clientOrderId: this.id(),
      quantity: by.quantity,
      ...(hasStop && { stopPrice: by.stopPrice }),
      ...(by.delta !== undefined && { trailingDelta: by.delta }),
      ...(isLimit && { price: by.price, timeInForce: 'GTC' as const }),
      ...(isLimit && by.isPegged && { pegPriceType: 'PRIMARY_PEG' as const, price: undefined }),
    };
  }

  /** A pair around the last price, mostly well formed. */
  private pair(
    { n, symbol }: RandomCommand,
    side: Side,
    isSized: boolean,
  ): { above: OrderTerms; below: OrderTerms } {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = n;
    const last = this.engine.lastTrade(symbol)?.price ?? SPEC.initialPrice;
    const quantity = isSized ? this.quantity(e) : undefined;
    const up = last + BigInt(1 + (a % 8)) * SPEC.tickSize;
    const down = last - BigInt(1 + (b % 8)) * SPEC.tickSize;
    const isBuy = side === 'BUY';
    const [stopPrice, limitPrice] = isBuy ? [up, down] : [down, up];
    const delta = d % 5 === 0 ? 10 + (d % 60) : undefined;
    const stop = this.stopOf(c % 2 ? 'STOP_LOSS' : 'STOP_LOSS_LIMIT', side, {
      price: stopPrice,
      stopPrice,
      quantity,
      delta,
    });
    const other: OrderTerms =
      c % 3 === 0
        ? this.stopOf(c % 2 ? 'TAKE_PROFIT' : 'TAKE_PROFIT_LIMIT', side, {
            price: limitPrice,
            stopPrice: limitPrice,
            quantity,
          })
        : { side, type: 'LIMIT_MAKER', clientOrderId: this.id(), quantity, price: limitPrice };
    return isBuy ? { above: stop, below: other } : { above: other, below: stop };
  }

  private working(command: RandomCommand, side: Side): OrderTerms {
    return this.limit(command, side, true);
  }

  private someOrder(account: string, symbol: string, n: number): OrderRef {
    const open = this.engine.openOrders(account, symbol);
    return { orderId: open[n % (open.length || 1)]?.orderId ?? n };
  }

  /** Around the initial price, so that much of it meets. */
  private price(n: number): Amount {
    return SPEC.initialPrice + BigInt((n % 21) - 10) * SPEC.tickSize;
  }

  private quantity(n: number): Amount {
    return BigInt(1 + n * 3) * spec.stepSize;
  }

  private id(): string {
    return `c${++this.lastId}`;
  }
}
