import {
  type SpotConnection,
  type SpotConnectionOptions,
  connectSpot,
  createCredential,
} from '@binance-gateway/binance-client';
import {
  type AppError,
  type Order,
  parseInput,
  placeOrder,
  systemClock,
  systemRandom,
} from '@binance-gateway/domain-types';
import { type Simulator, type SimulatorOptions, startSimulator } from '@binance-gateway/exchange-simulator';
import { until } from '@binance-gateway/testing';
import { OrderDesk } from '@binance-gateway/trading';
import { ORDER_WAY } from './order-way.js';
import { OTHER_USER_AGENT, WireWitness } from './wire-witness.js';

export interface SpotBed {
  readonly exchange: Simulator;
  /** The account under test. */
  readonly connection: SpotConnection;
  readonly desk: OrderDesk;
  /** Another account, which makes the market. */
  readonly maker: SpotConnection;
  close(): Promise<void>;
}

/** The exchange without a market of its own, and two accounts of it on real sockets. */
export async function openSpotBed(
  options: SimulatorOptions = {},
  client: Partial<SpotConnectionOptions> = {},
): Promise<SpotBed> {
  const exchange = await startSimulator({
    market: 'none',
    accounts: [{ id: 'main' }, { id: 'maker', balances: { USDT: '10000000', BTC: '100' } }],
    ...options,
  });
  const ports = new Set([exchange.urls.rest, exchange.urls.wsApi].map((url) => Number(new URL(url).port)));
  const witness = new WireWitness([...ports]);
  let ids = 0;
  const connect = (index: number, extra: Partial<SpotConnectionOptions> = {}): SpotConnection => {
    const { apiKey = '', apiSecret = '' } = exchange.accounts[index] ?? {};
    return connectSpot({
      restUrl: exchange.urls.rest,
      wsApiUrl: exchange.urls.wsApi,
      ...(apiSecret === '' ? {} : { credential: createCredential({ apiKey, apiSecret }) }),
      clock: systemClock,
      random: systemRandom,
      newClientOrderId: () => `bed-${index}-${++ids}`,
      ...extra,
    });
  };
  const connection = connect(0, { orderTransport: ORDER_WAY, ...client });
  const maker = connect(1, { userAgent: OTHER_USER_AGENT });
  const desk = new OrderDesk({
    spot: connection.spot,
    clock: systemClock,
    exchangeTime: () => connection.serverClock.now(),
    newClientOrderId: () => `desk-${++ids}`,
    askAfterMs: [5, 20, 50, 100],
  });
  await connection.start();
  if (ORDER_WAY === 'ws') await until(() => connection.wsApi?.status().isOpen);
  return {
    exchange,
    connection,
    desk,
    maker,
    close: async () => {
      await connection.close();
      await maker.close();
      await exchange.close();
      witness.close();
      const { disobedient } = witness;
      // whatever a test is about: once a ban, or the silence a 429 asks for, was read of, nothing is sent
      if (disobedient.length > 0) throw new Error(`sent during a silence: ${disobedient.join(', ')}`);
    },
  };
}

/** A resting limit order of the maker. */
export async function quote(
  bed: SpotBed,
  side: 'BUY' | 'SELL',
  price: string,
  quantity: string,
): Promise<Order> {
  const input = parseInput(placeOrder.input, {
    symbol: 'BTCUSDT',
    side,
    type: 'LIMIT',
    timeInForce: 'GTC',
    price,
    quantity,
  });
  return (await bed.maker.spot.run(placeOrder, input)) as Order;
}

export async function errorOf(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    (value) => {
      throw new Error(`did not fail: ${JSON.stringify(value)}`);
    },
    (e: unknown) => e,
  );
  return error as AppError;
}
