import {
  AppError,
  type NewOrderInput,
  type Order,
  type ReplaceOrderInput,
  type WireExecutionReport,
  getOrder,
  placeOrder,
} from '@binance-gateway/domain-types';
import { FAULTS } from '@binance-gateway/exchange-simulator';
import { until } from '@binance-gateway/testing';
import { acceptedOrders, openDesk } from './journal-bed.js';
import { listenTo } from './listen-to.js';
import { PLACE, refuseQuestions } from './order-way.js';
import { type SeededRoom, overSeeds, pick } from './over-seeds.js';

const BOT = { principal: 'bot', timeoutMs: 400 } as const;
const LIMIT = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.01',
  price: '50000.00',
} as const;
const MARKET = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01' } as const;
const ACCEPTED_AND_LOST = [
  'acceptThenSilence',
  'acceptThenReset',
  'acceptThenTear',
  'acceptThenUnavailable',
  'acceptThenUnexpected',
  'acceptThenError',
  'acceptThenUnknown',
] as const;
const LOST = ['silence', 'reset', 'refuseThenUnknown', 'refuseThenUnexpected', 'unavailable'] as const;

/** An order of either kind; a MARKET one is what Spot would take again under the same id. */
const anOrder = ({ random }: SeededRoom, id: string): NewOrderInput => ({
  ...pick(random, [LIMIT, MARKET]),
  newClientOrderId: id,
});
const stateOf = ({ house }: SeededRoom, id: string): string | undefined => house.journal.find(id)?.state;
const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

/** What the journal says is what the exchange has. */
async function expectTruth(room: SeededRoom, id: string): Promise<void> {
  const [there] = (await acceptedOrders(room.bed)).get(id) ?? [];
  expect([id, stateOf(room, id)]).toEqual([id, there ? 'ACCEPTED' : 'NOT_PLACED']);
  if (there) expect(room.house.journal.find(id)?.answer).toMatchObject({ orderId: there.orderId });
  expect(room.house.journal.unresolved).toBe(0);
}

describe('orders whose way is broken', () => {
  overSeeds('O1 the answer to an accepted order is lost', async (room) => {
    const { random, bed, house } = room;
    const isAnswered = random() < 0.5;
    const takeBack = isAnswered ? undefined : refuseQuestions(bed.exchange);
    bed.exchange.control.inject({ match: PLACE, effect: FAULTS[pick(random, ACCEPTED_AND_LOST)] });
    const answer = await outcome(house.desk.place(anOrder(room, 'o1'), BOT));
    if (!isAnswered)
      expect(answer).toMatchObject({ code: 'OUTCOME_UNKNOWN', extra: { clientOrderId: 'o1' } });
    takeBack?.();
    await until(() => stateOf(room, 'o1') === 'ACCEPTED', { timeoutMs: 20_000 });
    await expectTruth(room, 'o1');
  });

  overSeeds('O2 an order is lost on its way', async (room) => {
    const { random, bed, house } = room;
    bed.exchange.control.inject({ match: PLACE, effect: FAULTS[pick(random, LOST)] });
    const order = anOrder(room, 'o2');
    expect(await outcome(house.desk.place(order, BOT))).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    await until(() => stateOf(room, 'o2') === 'NOT_PLACED', { timeoutMs: 20_000 });
    expect(await outcome(house.desk.place(order, BOT))).toMatchObject({ code: 'CONFLICT' });
    await expectTruth(room, 'o2');
  });

  overSeeds('O3 a caller repeats an order, at once and later', async (room) => {
    const { random, bed, house } = room;
    if (random() < 0.5)
      bed.exchange.control.inject({ match: PLACE, effect: FAULTS[pick(random, ACCEPTED_AND_LOST)] });
    const order = { ...MARKET, newClientOrderId: 'o3' };
    const times = 2 + Math.floor(random() * 5);
    const answers = await Promise.all(Array.from({ length: times }, () => house.desk.place(order, BOT)));
    answers.push(await house.desk.place(order, BOT));
    expect(new Set(answers.map(({ orderId }) => orderId)).size).toBe(1);
    await expectTruth(room, 'o3');
  });

  overSeeds('O4 a caller repeats an order at another process', async (room) => {
    const { random, bed, house, directory, closers } = room;
    const other = await openDesk(bed, directory);
    closers.push(() => other.close());
    bed.exchange.control.inject({ match: PLACE, effect: { kind: 'delay', ms: Math.floor(random() * 120) } });
    const order = { ...MARKET, newClientOrderId: 'o4' };
    const first = house.desk.place(order, { principal: 'bot' });
    if (random() < 0.5) await until(() => stateOf(room, 'o4') !== undefined);
    const second = await other.desk.place(order, { principal: 'bot' });
    expect((await first).orderId).toBe(second.orderId);
    await expectTruth(room, 'o4');
  });

  overSeeds('O5 a process has ended with an order on record or sent', async (room) => {
    const { random, bed, house, directory, closers } = room;
    await house.close();
    const dead = await openDesk(bed, directory);
    const order = anOrder(room, 'o5');
    const isSent = random() < 0.7;
    const isThere = isSent && random() < 0.6;
    const at = bed.connection.serverClock.now();
    await dead.journal.intent({
      clientOrderId: 'o5',
      order: { ...order },
      principal: 'bot',
      fingerprint: 'f',
      at,
    });
    if (isSent) dead.journal.sent('o5');
    if (isThere) await bed.connection.spot.run(placeOrder, order);
    await dead.journal.close();
    bed.exchange.control.clearRequests();
    const heir = await openDesk(bed, directory);
    closers.push(() => heir.close());
    heir.resolver.start();
    await until(() => heir.journal.unresolved === 0, { timeoutMs: 20_000 });
    expect(heir.journal.find('o5')?.state).toBe(isThere ? 'ACCEPTED' : 'NOT_PLACED');
    expect(bed.exchange.control.requests(PLACE)).toEqual([]);
  });

  overSeeds('O6 an event of the account comes before, after or without the answer', async (room) => {
    const { random, bed, house, closers } = room;
    const user = await listenTo(room, (event) => house.reports.offer(event));
    closers.push(() => user.close());
    const isLost = random() < 0.5;
    const effect = isLost ? FAULTS[pick(random, ACCEPTED_AND_LOST)] : ({ kind: 'late', ms: 80 } as const);
    bed.exchange.control.inject({ match: PLACE, effect });
    if (random() < 0.3) bed.exchange.control.repeatUserEvents(2);
    const answer = await house.desk.place(anOrder(room, 'o6'), BOT);
    expect(answer.clientOrderId).toBe('o6');
    // one way through the states, whoever was first
    expect(house.entered).toEqual(['INTENT', 'SENT', 'ACCEPTED']);
    await expectTruth(room, 'o6');
  });

  overSeeds('O7 the clocks are apart', async (room) => {
    const { random, bed, house } = room;
    const ms = Math.floor((random() - 0.5) * 120_000);
    bed.exchange.control.skewClock(ms);
    const answer = await outcome(house.desk.place(anOrder(room, 'o7'), { principal: 'bot' }));
    expect(answer).toMatchObject({ clientOrderId: 'o7' });
    expect(bed.exchange.control.requests(PLACE).length).toBeLessThanOrEqual(2);
    await expectTruth(room, 'o7');
  });

  overSeeds('O8 events are lost with their connection while orders fill', async (room) => {
    const { random, bed, house, closers } = room;
    const heard = new Set<string>();
    const note = (event: unknown): void => {
      const { e, x, s, t } = event as WireExecutionReport;
      if (e === 'executionReport' && x === 'TRADE') heard.add(`${s} ${t}`);
    };
    const user = await listenTo(room, note, note);
    closers.push(() => user.close());
    const count = 2 + Math.floor(random() * 4);
    const cut = Math.floor(random() * count);
    const orders: Order[] = [];
    for (let i = 0; i < count; i++) {
      if (i === cut) {
        bed.exchange.control.dropUserEvents(3);
        bed.exchange.control.killWsApi();
      }
      orders.push(await house.desk.place({ ...MARKET, newClientOrderId: `o8-${i}` }, { principal: 'bot' }));
    }
    // I5: every fill that the exchange has made is heard of
    const fills = orders.flatMap(({ fills: list = [] }) => list.map(({ tradeId }) => `BTCUSDT ${tradeId}`));
    expect(fills.length).toBeGreaterThanOrEqual(count);
    await until(() => fills.every((key) => heard.has(key)), { timeoutMs: 30_000 });
  });

  overSeeds('O9 a half of a replacement fails', async (room) => {
    const { random, bed, house } = room;
    const isThere = random() < 0.5;
    const isPayable = random() < 0.5;
    const mode = pick(random, ['STOP_ON_FAILURE', 'ALLOW_FAILURE'] as const);
    if (isThere) await bed.connection.spot.run(placeOrder, { ...LIMIT, newClientOrderId: 'old' });
    bed.exchange.control.clearRequests();
    const input = {
      ...LIMIT,
      quantity: isPayable ? '0.01' : '100',
      newClientOrderId: 'new',
      cancelReplaceMode: mode,
      cancelOrigClientOrderId: 'old',
    } as ReplaceOrderInput;
    const isLost = random() < 0.3 && isThere && isPayable;
    if (isLost) {
      const match = { method: 'POST', path: '/api/v3/order/cancelReplace' };
      bed.exchange.control.inject({ match, effect: FAULTS[pick(random, ACCEPTED_AND_LOST)] });
    }
    // who gives up early knows nothing of the halves
    const answer = await outcome(house.desk.replace(input, isLost ? BOT : { principal: 'bot' }));
    const told = (AppError.is(answer) ? answer.extra : answer) as Record<string, unknown>;
    const attempted = isThere || mode === 'ALLOW_FAILURE';
    expect(told).toMatchObject({
      cancelResult: isThere ? 'SUCCESS' : 'FAILURE',
      newOrderResult: !attempted ? 'NOT_ATTEMPTED' : isPayable ? 'SUCCESS' : 'FAILURE',
    });
    expect(AppError.is(answer)).toBe(!(isThere && isPayable));
    const accepted = await acceptedOrders(bed);
    expect(accepted.has('new')).toBe(attempted && isPayable);
    expect(stateOf(room, 'new')).toBe(accepted.has('new') ? 'ACCEPTED' : 'REFUSED');
    if (isThere) {
      const old = await bed.connection.spot.run(getOrder, { symbol: 'BTCUSDT', origClientOrderId: 'old' });
      expect(old).toMatchObject({ status: 'CANCELED' });
    }
    const again = await outcome(house.desk.replace(input, BOT));
    expect((AppError.is(again) ? again.extra : again) as object).toMatchObject({
      cancelResult: told['cancelResult'],
      newOrderResult: told['newOrderResult'],
    });
    expect(bed.exchange.control.requests({ path: '/api/v3/order/cancelReplace' })).toHaveLength(1);
  });
});
