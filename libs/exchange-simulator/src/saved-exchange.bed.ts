import type { FakeClock } from '@binance-gateway/testing';
import { DEFAULT_SYMBOLS } from './engine/default-symbols.js';
import { type Loose, RestClient } from './rest-client.bed.js';
import type { SimulatorOptions } from './simulator-options.js';
import { type Simulator, startSimulator } from './start-simulator.js';

export const NOON = Date.UTC(2026, 0, 1, 12);

/** Two symbols are enough, and every state a quarter of the size. */
export const TWO_SYMBOLS: SimulatorOptions = {
  seed: 1,
  eventsPerSecond: 0,
  symbols: DEFAULT_SYMBOLS.slice(0, 2),
};

export function clientOf({ urls, credentials }: Simulator, clock: FakeClock): RestClient {
  return new RestClient(urls.rest, credentials, undefined, () => clock.now());
}

/** An exchange with something of everything: orders of all kinds, trades, rates, a halted symbol. */
export async function richExchange(clock: FakeClock): Promise<Simulator> {
  const simulator = await startSimulator({ ...TWO_SYMBOLS, clock });
  const client = clientOf(simulator, clock);
  const order = { symbol: 'BTCUSDT', quantity: '0.01' };
  const limit = { ...order, type: 'LIMIT', timeInForce: 'GTC' };
  const post = async (path: string, params: Record<string, string>): Promise<void> => {
    const { status, text } = await client.signed<Loose>('POST', path, params);
    if (status !== 200) throw new Error(`${path} ${JSON.stringify(params)}: ${text}`);
    await clock.advance(1700);
  };
  await post('/api/v3/order', { ...order, side: 'BUY', type: 'MARKET' });
  await post('/api/v3/order', { ...limit, side: 'BUY', price: '90000' });
  await post('/api/v3/order', { ...limit, side: 'SELL', price: '99000', icebergQty: '0.005' });
  await post('/api/v3/order', { ...order, side: 'SELL', type: 'STOP_LOSS', stopPrice: '80000' });
  await post('/api/v3/order', { ...order, side: 'SELL', type: 'STOP_LOSS', trailingDelta: '100' });
  await post('/api/v3/orderList/oco', {
    ...order,
    side: 'SELL',
    aboveType: 'LIMIT_MAKER',
    abovePrice: '120000',
    belowType: 'STOP_LOSS',
    belowStopPrice: '70000',
  });
  await post('/api/v3/orderList/oto', {
    symbol: 'ETHUSDT',
    workingType: 'LIMIT',
    workingSide: 'BUY',
    workingPrice: '3000',
    workingQuantity: '0.1',
    workingTimeInForce: 'GTC',
    pendingType: 'MARKET',
    pendingSide: 'SELL',
    pendingQuantity: '0.1',
  });
  await post('/api/v3/order', { ...limit, symbol: 'ETHUSDT', side: 'SELL', price: '3500', quantity: '1' });
  const { market, accounts } = simulator.control;
  market.step(40);
  await clock.advance(3000);
  market.step(40);
  market.blockTrade({
    symbol: 'BTCUSDT',
    price: 9_500_000_000_000n,
    quantity: 3_000_000_000n,
    isBuyerMaker: false,
  });
  market.setReferencePrice('ETHUSDT', 340_000_000_000n);
  market.setStatus('ETHUSDT', 'HALT');
  accounts.create({ id: 'second', balances: { BTC: '2' } });
  accounts.lock('second', 'BTC', 50_000_000n);
  accounts.setCommissions({ account: 'second', standard: { maker: 0n, taker: 200_000n } });
  return simulator;
}
