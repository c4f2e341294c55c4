import type { Clock } from '@binance-gateway/domain-types';
import { accountWithKey, checkKeys } from './account-shape.js';
import { DEFAULT_SYMBOLS } from './engine/default-symbols.js';
import { symbolName, symbolSpec } from './engine/symbol-shape.js';
import { type CommissionRates, type ExchangeFilters, type SorSpec, UNIT } from './engine/types.js';
import type { ReplayMarket } from './market-choice.js';
import type { Limits } from './server/rate-limits.js';
import type { StreamLimits } from './server/streams-connection.js';
import type { WsApiLimits } from './server/ws-api-server.js';
import {
  type Shape,
  amount,
  flag,
  integer,
  listOf,
  number,
  object,
  optional,
  text,
  that,
  wrong,
} from './shape.js';
import type { SimulatorOptions } from './simulator-options.js';

const CLOCK_METHODS = [
  'now',
  'monotonic',
  'setTimeout',
  'clearTimeout',
] as const satisfies readonly (keyof Clock)[];

const clock = that(
  `a clock with ${CLOCK_METHODS.join(', ')}`,
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    CLOCK_METHODS.every((name) => typeof (value as Record<string, unknown>)[name] === 'function'),
);
/** Its own check names what is wrong in it. */
const state: Shape = () => undefined;
/** Infinity lifts a limit. */
const limit = optional(number({ min: 0 }));
/** Timers of Node.js last no longer. */
const timer = optional(number({ min: 1, max: 2 ** 31 - 1 }));
const count = optional(integer({ min: 0 }));
const share = amount({ min: 0n, max: UNIT });
const rates = object<CommissionRates>({
  maker: share,
  taker: share,
  buyer: optional(share),
  seller: optional(share),
});

const commissions: Shape = (value, path) => {
  rates(value, path);
  const { maker, taker, buyer = 0n, seller = 0n } = value as CommissionRates;
  const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
  if (most(maker, taker) + most(buyer, seller) > UNIT)
    throw wrong(path, 'at most 100 % of what is received together');
};

const replay = object<ReplayMarket>({
  replay: that('a path, or what readRecording answered', (value) =>
    typeof value === 'string' ? value !== '' : value instanceof Map,
  ),
  speed: optional(
    that('max or a number above 0', (value) => value === 'max' || (typeof value === 'number' && value > 0)),
  ),
  holdForSnapshot: optional(flag),
});
const market: Shape = (value, path) => {
  if (typeof value === 'object' && value !== null) replay(value, path);
  else if (value !== 'synthetic' && value !== 'none') throw wrong(path, 'synthetic, none or {replay: …}');
};

const shape = object<SimulatorOptions>({
  clock: optional(clock),
  restore: optional(state),
  seed: optional(integer()),
  host: optional(text()),
  port: optional(integer({ min: 0, max: 65_535 })),
  symbols: optional(listOf(symbolSpec, 'symbols')),
  accounts: optional(listOf(accountWithKey, 'accounts')),
  exchangeFilters: optional(
    object<ExchangeFilters>({
      maxNumOrders: count,
      maxNumAlgoOrders: count,
      maxNumIcebergOrders: count,
      maxNumOrderLists: count,
    }),
  ),
  sors: optional(
    listOf(object<SorSpec>({ baseAsset: symbolName, symbols: listOf(symbolName, 'symbols') }), 'sors'),
  ),
  commissions: optional(commissions),
  market: optional(market),
  eventsPerSecond: optional(number({ min: 0, max: 100_000 })),
  limits: optional(
    object<Limits>({
      weightPerMinute: limit,
      rawRequestsPer5Minutes: limit,
      connectionsPer5Minutes: limit,
      streamConnectionsPer5Minutes: limit,
      ordersPer10Seconds: limit,
      ordersPerDay: limit,
      violationsBeforeBan: limit,
      firstBanMs: limit,
    }),
  ),
  streamLimits: optional(
    object<StreamLimits>({
      pingEveryMs: timer,
      pongWithinMs: limit,
      messagesPerSecond: limit,
      streamsPerConnection: limit,
      lifetimeMs: timer,
      backlogBytes: limit,
    }),
  ),
  wsApiLimits: optional(object<WsApiLimits>({ pingEveryMs: timer, pongWithinMs: limit, lifetimeMs: timer })),
  controlToken: optional(text(4096)),
  isLenient: optional(flag),
});

/** @throws WrongValue naming an option that is not what it must be */
export function checkOptions(options: SimulatorOptions): void {
  shape(options, '');
  const { symbols = DEFAULT_SYMBOLS, accounts = [], sors = [], market: choice } = options;
  const names = new Set<string>();
  symbols.forEach(({ symbol }, i) => {
    if (names.has(symbol)) throw wrong(`symbols[${i}].symbol`, 'another one than those before it');
    names.add(symbol);
  });
  checkKeys(accounts, 'accounts');
  if (options.accounts?.length === 0) throw wrong('accounts', 'a list of at least one');
  // A recording brings symbols of its own
  if (typeof choice === 'object') return;
  sors.forEach((sor, i) =>
    sor.symbols.forEach((symbol, j) => {
      if (!names.has(symbol)) throw wrong(`sors[${i}].symbols[${j}]`, 'one of the symbols');
    }),
  );
}
