import {
  Decimal,
  type NewOrderInput,
  type Order,
  type Policy,
  type WireSymbol,
  getOpenOrders,
  systemClock,
} from '@binance-gateway/domain-types';
import { FakeClock } from '@binance-gateway/testing';
import { type DurableJournal } from '../src/journal/durable-journal.js';
import { OrderDesk } from '../src/order-desk.js';
import { OpenOrders } from '../src/policy/open-orders.js';
import { OwnerSwitches, type SwitchEvent } from '../src/policy/owner-switches.js';
import { Policies } from '../src/policy/policies.js';
import { ordersOf } from '../src/placed.js';
import { Sweeper } from '../src/policy/sweeper.js';
import { Usage } from '../src/policy/usage.js';
import { openJournal, storeDirectory } from './journal-bed.js';
import { type Route, StubExchange, refuse } from './stub-exchange.js';

export const NOON = Date.UTC(2026, 4, 5, 12);

export interface PolicyBed {
  readonly desk: OrderDesk;
  readonly policies: Policies;
  readonly exchange: StubExchange;
  readonly journal: DurableJournal;
  readonly open: OpenOrders;
  readonly switches: OwnerSwitches;
  readonly events: SwitchEvent[];
  /** That of the questions about open orders. */
  readonly clock: FakeClock;
  /** Time of the exchange for policies and journal. */
  time: number;
  policy: Policy;
  /** Answer to the next orders; accepted when undefined. */
  answer: Route | undefined;
  /** What is open at the exchange. */
  readonly book: Map<string, Order>;
  close(): Promise<void>;
}

const QUOTES: Readonly<Record<string, readonly [string, string]>> = {
  BTCUSDT: ['49990', '50010'],
  ETHUSDT: ['2999', '3001'],
  ETHBTC: ['0.0599', '0.0601'],
};

/** A desk with a policy, a journal on disk and an exchange on a socket. The same `directory` again: a restart. */
export async function policyBed(policy: Policy, directory = storeDirectory()): Promise<PolicyBed> {
  const book = new Map<string, Order>();
  const exchange = await StubExchange.start({
    'POST /api/v3/order': (asked, time) => (bed.answer ?? accept)(asked, time),
    'GET /api/v3/openOrders': () => ({ json: [...book.values()] }),
    'DELETE /api/v3/order': ({ params }) => {
      const order = [...book.values()].find((one) => String(one.orderId) === params.get('orderId'));
      if (!order) return refuse(-2011, 'Unknown order sent.');
      book.delete(order.clientOrderId);
      return { json: { ...order, status: 'CANCELED' } };
    },
    'GET /api/v3/order': () => refuse(-2013, 'Order does not exist.'),
  });
  const accept: Route = ({ params }) => {
    const text = (name: string): string => params.get(name) ?? '';
    const clientOrderId = text('newClientOrderId');
    const rests = text('type') !== 'MARKET';
    const order = {
      symbol: text('symbol'),
      orderId: exchange.asked.length,
      orderListId: -1,
      clientOrderId,
      transactTime: Date.now(),
      status: rests ? 'NEW' : 'FILLED',
    } as Order;
    if (rests) book.set(clientOrderId, order);
    return { json: order };
  };
  const connection = exchange.connect();
  await connection.symbols.refresh();
  const clock = new FakeClock();
  const journal = await openJournal(directory.path, { exchangeTime: () => bed.time });
  const usage = new Usage({ since: (from) => journal.since(from), now: () => bed.time });
  const open = new OpenOrders({
    ask: async () => (await connection.spot.run(getOpenOrders, {})) as Order[],
    ownerOf: (order) => journal.ownerOf(order),
    clock,
  });
  journal.onSettled = ({ clientOrderId, state, answer }) => {
    if (state === 'ACCEPTED') return void (answer && open.placed(clientOrderId, ordersOf(answer)));
    usage.giveBack(clientOrderId);
    return open.remove(clientOrderId);
  };
  const policies = new Policies({
    policyOf: (owner) => (owner === 'bot' ? bed.policy : undefined),
    quote: (symbol) => {
      const [bid, ask] = QUOTES[symbol] as [string, string];
      return Promise.resolve({ bid: Decimal.of(bid), ask: Decimal.of(ask) });
    },
    symbol: (name): WireSymbol | undefined => connection.symbols.get(name),
    usage,
    open,
  });
  const sweeper = new Sweeper({
    spot: connection.spot,
    open,
    unresolved: (owner) => journal.unsettledOf(owner),
    clock: systemClock,
  });
  const events: SwitchEvent[] = [];
  const switches = new OwnerSwitches({
    store: journal.owners,
    sweeper,
    clock: systemClock,
    exchangeTime: () => bed.time,
    onEvent: (event) => void events.push(event),
  });
  let ids = 0;
  const desk = new OrderDesk({
    spot: connection.spot,
    clock: systemClock,
    exchangeTime: () => bed.time,
    newClientOrderId: () => `made-${directory.path.slice(-6)}-${process.hrtime.bigint()}-${++ids}`,
    journal,
    policies,
    switches,
    askAfterMs: [1, 1, 1],
  });
  const bed: PolicyBed = {
    desk,
    policies,
    exchange,
    journal,
    open,
    switches,
    events,
    clock,
    time: NOON,
    policy,
    answer: undefined,
    book,
    close: async () => {
      switches.close();
      await connection.close();
      await exchange.close();
      await journal.close();
    },
  };
  return bed;
}

export const BUY: NewOrderInput = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.002',
  price: '50000',
};
