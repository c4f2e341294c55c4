import { DEFAULT_SYMBOLS } from './engine/default-symbols.js';
import { type SymbolSpec, UNIT } from './engine/types.js';
import { WrongValue } from './shape.js';
import type { SimulatorOptions } from './simulator-options.js';
import { startSimulator } from './start-simulator.js';

const [BTC] = DEFAULT_SYMBOLS;
const main = { id: 'main' };
const ZERO = { maker: 0n, taker: 0n };

it.each<[string, unknown, RegExp]>([
  ['', null, /must be an object of clock, restore, seed/],
  ['sed', { sed: 1 }, /sed is unknown here; known are: clock, restore, seed, /],
  ['clock', { clock: { now: () => 0 } }, /a clock with now, monotonic, setTimeout, clearTimeout/],
  ['seed', { seed: NaN }, /a whole number/],
  ['seed', { seed: '1' }, /a whole number/],
  ['host', { host: '' }, /a text of 1 to 256/],
  ['port', { port: 65_536 }, /from 0 up to 65535/],
  ['port', { port: -1 }, /from 0 up to 65535/],
  ['symbols', { symbols: {} }, /a list of symbols/],
  ['symbols[0]', { symbols: ['BTCUSDT'] }, /an object of symbol, baseAsset/],
  ['symbols[0].tickSize', { symbols: [{ ...BTC, tickSize: 0n }] }, /in units of 10\^-8 from 1/],
  ['symbols[0].tickSize', { symbols: [{ ...BTC, tickSize: '0.01' }] }, /in units of 10\^-8/],
  ['symbols[0].minPrice', { symbols: [{ ...BTC, minPrice: 10n ** 15n }] }, /at most maxPrice, 1000000.0/],
  ['symbols[0].initialPrice', { symbols: [{ ...BTC, initialPrice: 1n }] }, /whole number of ticks/],
  ['symbols[0].initialPrice', { symbols: [{ ...BTC, initialPrice: 10n ** 15n }] }, /at most maxPrice/],
  ['symbols[0].symbol', { symbols: [{ ...BTC, symbol: 'BTC/USDT' }] }, /capital letters/],
  ['symbols[0].features.icebergs', { symbols: [{ ...BTC, features: { icebergs: true } }] }, /icebergAllowed/],
  ['symbols[1].symbol', { symbols: [BTC, BTC] }, /another one/],
  ['accounts', { accounts: [] }, /at least one/],
  ['accounts[0].id', { accounts: [{ id: 'a/b' }] }, /1 to 64 letters/],
  ['accounts[0].id', { accounts: [{}] }, /is missing/],
  ['accounts[0].balances.BTC', { accounts: [{ ...main, balances: { BTC: '-1' } }] }, /a decimal as text/],
  ['accounts[0].apiKey', { accounts: [{ ...main, apiKey: 'ключ' }] }, /1 to 128 letters/],
  ['accounts[0].publicKey', { accounts: [{ ...main, publicKey: 'pem' }] }, /SPKI in PEM/],
  [
    'accounts[1].apiKey',
    {
      accounts: [
        { ...main, apiKey: 'k' },
        { ...main, apiKey: 'k' },
      ],
    },
    /another one/,
  ],
  ['accounts[0].permissions[0]', { accounts: [{ ...main, permissions: ['ALL'] }] }, /TRADE, USER_DATA/],
  ['exchangeFilters.maxNumOrders', { exchangeFilters: { maxNumOrders: -1 } }, /from 0/],
  ['sors[0].symbols[0]', { sors: [{ baseAsset: 'BTC', symbols: ['NOPE'] }] }, /one of the symbols/],
  ['commissions', { commissions: { ...ZERO, maker: UNIT, buyer: 1n } }, /at most 100 %/],
  ['commissions.maker', { commissions: { ...ZERO, maker: UNIT + 1n } }, /from 0 up to 100000000/],
  ['commissions.maker', { commissions: { ...ZERO, maker: -1n } }, /from 0 up to 100000000/],
  ['market', { market: 'live' }, /synthetic, none or/],
  ['market.replay', { market: { replay: '/no/such/file' } }, /cannot be read: ENOENT/],
  ['market.speed', { market: { replay: new Map(), speed: 0 } }, /max or a number above 0/],
  ['eventsPerSecond', { eventsPerSecond: -1 }, /from 0/],
  ['eventsPerSecond', { eventsPerSecond: NaN }, /from 0/],
  ['limits.weightPerMinute', { limits: { weightPerMinute: '6000' } }, /a number from 0/],
  ['limits.weight', { limits: { weight: 6000 } }, /known are: weightPerMinute/],
  ['streamLimits.lifetimeMs', { streamLimits: { lifetimeMs: Infinity } }, /up to 2147483647/],
  ['wsApiLimits.pingEveryMs', { wsApiLimits: { pingEveryMs: 0 } }, /from 1/],
  ['controlToken', { controlToken: '' }, /a text of 1 to/],
  ['isLenient', { isLenient: 'yes' }, /true or false/],
  ['restore', { restore: 5 }, /must be an object/],
  ['restore.engine', { restore: { version: 2, savedAt: 0, engine: null } }, /must be an object/],
])('the option %s is refused by its name', async (path, options, message) => {
  const refusal: unknown = await startSimulator(options as SimulatorOptions).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(WrongValue);
  expect((refusal as WrongValue).message).toMatch(message);
  expect((refusal as WrongValue).path).toBe(path);
});

it('a maximum of 0 is none', async () => {
  const open = { ...BTC, maxPrice: 0n, maxQty: 0n, maxMarketQty: 0n, maxNotional: 0n } as SymbolSpec;
  const simulator = await startSimulator({ symbols: [open], eventsPerSecond: 0 });
  const { market } = simulator.control;
  market.setPrice('BTCUSDT', 2_000_000n * UNIT);
  const order = { symbol: 'BTCUSDT', side: 'SELL', quantity: 10_000n * UNIT } as const;
  expect(market.order({ ...order, price: 2_100_000n * UNIT }).status).toBe('NEW');
  await simulator.close();
});

it('an option that is undefined is absent', async () => {
  const simulator = await startSimulator({ market: 'none', seed: undefined, host: undefined } as object);
  await simulator.close();
});
