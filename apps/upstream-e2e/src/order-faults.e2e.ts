import { ConnectBudget, UserDataStream, createCredential } from '@binance-gateway/binance-client';
import {
  type NewOrderInput,
  placeOrder,
  seededRandom,
  silentLogger,
  systemClock,
  systemRandom,
} from '@binance-gateway/domain-types';
import { FAULTS, tooManyRequests } from '@binance-gateway/exchange-simulator';
import { until } from '@binance-gateway/testing';
import { type JournalledDesk, acceptedOrders, openDesk, sendsOf, storeDirectory } from './journal-bed.js';
import { PLACE, refuseQuestions } from './order-way.js';
import { type SpotBed, errorOf, openSpotBed, quote } from './spot-bed.js';

/** More of them on demand: SEEDS=200. */
const SEEDS = Number(process.env['SEEDS'] ?? 10);
const LIMIT: NewOrderInput = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.01',
  price: '50000.00',
};
const MARKET: NewOrderInput = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01' };
const BOT = { principal: 'bot', timeoutMs: 300 } as const;

let bed: SpotBed;
let house: JournalledDesk;
let directory: ReturnType<typeof storeDirectory>;
const closers: (() => unknown)[] = [];

beforeEach(async () => {
  bed = await openSpotBed();
  directory = storeDirectory();
  await quote(bed, 'SELL', '96000.00', '50');
  bed.exchange.control.clearRequests();
  house = await openDesk(bed, directory.path);
  house.resolver.start();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await house.close();
  await bed.close();
  directory.remove();
});

/** I4: whatever happened, the exchange has each order at most once, and got each request at most once. */
async function expectNothingTwice(): Promise<void> {
  for (const [id, orders] of await acceptedOrders(bed)) expect([id, orders.length]).toEqual([id, 1]);
  for (const [id, sends] of sendsOf(bed)) expect([id, sends]).toEqual([id, 1]);
}

const stateOf = (id: string): string | undefined => house.journal.find(id)?.state;
const silentQuestions = (): (() => void) => refuseQuestions(bed.exchange);

/** Events of the account, as the gateway hears them. */
async function listen(): Promise<UserDataStream> {
  const { apiKey, apiSecret } = bed.exchange.credentials;
  const user = new UserDataStream({
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    url: bed.exchange.urls.wsApi,
    credential: createCredential({ apiKey, apiSecret }),
    serverClock: bed.connection.serverClock,
    connectBudget: new ConnectBudget(systemClock),
    listener: { onEvent: (_, parsed) => house.reports.offer(parsed), onGap: () => undefined },
  });
  closers.push(() => user.close());
  user.start();
  await until(() => user.status().state === 'live');
  return user;
}

describe('O1: an order is accepted and its answer lost', () => {
  const faults = [
    'acceptThenSilence',
    'acceptThenReset',
    'acceptThenUnavailable',
    'acceptThenUnknown',
  ] as const;

  it.each(Array.from({ length: SEEDS }, (_, seed) => seed))(
    'it is found, and the journal says what the exchange says: seed %d',
    async (seed) => {
      const random = seededRandom(seed);
      const isAnswered = random() < 0.5;
      const takeBack = isAnswered ? undefined : silentQuestions();
      const effect = FAULTS[faults[Math.floor(random() * faults.length)] as (typeof faults)[number]];
      bed.exchange.control.inject({ match: PLACE, effect });
      const order = { ...(random() < 0.5 ? LIMIT : MARKET), newClientOrderId: `o1-${seed}` };
      const answer = await house.desk.place(order, BOT).catch((error: unknown) => error);
      if (isAnswered) expect(answer).toMatchObject({ clientOrderId: `o1-${seed}` });
      else expect(answer).toMatchObject({ code: 'OUTCOME_UNKNOWN', extra: { outcome: 'UNKNOWN' } });
      expect(stateOf(`o1-${seed}`)).toBe(isAnswered ? 'ACCEPTED' : 'UNKNOWN');
      takeBack?.();
      await until(() => stateOf(`o1-${seed}`) === 'ACCEPTED');
      const [there] = (await acceptedOrders(bed)).get(`o1-${seed}`) ?? [];
      expect(house.journal.find(`o1-${seed}`)?.answer).toMatchObject({
        orderId: there?.orderId,
        status: there?.status,
      });
      expect(house.journal.unresolved).toBe(0);
      await expectNothingTwice();
    },
  );
});

describe('O2: an order is lost on its way', () => {
  it.each(['silence', 'reset', 'refuseThenUnknown', 'unavailable'] as const)(
    'it is unknown until the exchange has proved not to have it: %s',
    async (name) => {
      bed.exchange.control.inject({ match: PLACE, effect: FAULTS[name] });
      const order = { ...LIMIT, newClientOrderId: 'o2' };
      expect(await errorOf(house.desk.place(order, BOT))).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
      // "Order does not exist" was answered three times already, and proves nothing so early
      expect(stateOf('o2')).toBe('UNKNOWN');
      expect(await errorOf(house.desk.place(order, BOT))).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
      await until(() => stateOf('o2') === 'NOT_PLACED');
      const again = await errorOf(house.desk.place(order, BOT));
      expect(again).toMatchObject({ code: 'CONFLICT', extra: { outcome: 'NOT_PLACED' } });
      expect((await acceptedOrders(bed)).has('o2')).toBe(false);
      await expectNothingTwice();
    },
  );
});

describe('O3: the same order again', () => {
  it('is answered from the journal, where Spot would have filled it twice', async () => {
    const order = { ...MARKET, newClientOrderId: 'o3' };
    const first = await house.desk.place(order, BOT);
    expect(first.status).toBe('FILLED');
    expect(await house.desk.place({ ...order }, BOT)).toEqual(first);
    await expectNothingTwice();
    // the exchange itself has no objection
    expect(await bed.connection.spot.run(placeOrder, order)).toMatchObject({ status: 'FILLED' });
    expect((await acceptedOrders(bed)).get('o3')).toHaveLength(2);
  });

  it('joins the one that is running', async () => {
    bed.exchange.control.inject({ match: PLACE, effect: { kind: 'delay', ms: 100 } });
    const order = { ...MARKET, newClientOrderId: 'o3-join' };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => house.desk.place(order, { principal: 'bot' })),
    );
    expect(new Set(answers.map((a) => a.orderId)).size).toBe(1);
    await expectNothingTwice();
  });

  it('with other content, or of another token, is a conflict', async () => {
    const order = { ...LIMIT, newClientOrderId: 'o3-other' };
    const running = house.desk.place(order, BOT);
    const conflict = { code: 'CONFLICT', extra: { clientOrderId: 'o3-other' } };
    expect(await errorOf(house.desk.place({ ...order, quantity: '0.02' }, BOT))).toMatchObject(conflict);
    await running;
    expect(await errorOf(house.desk.place({ ...order, quantity: '0.02' }, BOT))).toMatchObject(conflict);
    expect(await errorOf(house.desk.place(order, { principal: 'other' }))).toMatchObject(conflict);
    await expectNothingTwice();
  });

  it('gives the same refusal, unless it was one for want of room', async () => {
    const order = { ...LIMIT, quantity: '100', newClientOrderId: 'o3-poor' };
    const first = await errorOf(house.desk.place(order, BOT));
    const second = await errorOf(house.desk.place(order, BOT));
    expect(second).toMatchObject({
      code: 'INSUFFICIENT_BALANCE',
      message: first.message,
      binanceCode: -2010,
    });
    expect(second.extra).toMatchObject({ asset: 'USDT', fromJournal: true });

    const early = { ...LIMIT, newClientOrderId: 'o3-early' };
    bed.connection.budget.silence(5_000, false); // much longer than an order waits, also on a busy machine
    expect(await errorOf(house.desk.place(early, BOT))).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
    const placed = await until(() => house.desk.place(early, BOT), { timeoutMs: 30_000 });
    expect(placed).toMatchObject({ status: 'NEW' });
    await expectNothingTwice();

    const crowded = { ...LIMIT, newClientOrderId: 'o3-crowded' };
    bed.exchange.control.inject({ match: PLACE, effect: tooManyRequests(50) });
    expect(await errorOf(house.desk.place(crowded, BOT))).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
    expect(await until(() => house.desk.place(crowded, BOT))).toMatchObject({ status: 'NEW' });
    expect((await acceptedOrders(bed)).get('o3-crowded')).toHaveLength(1);
  });
});

describe('O4: another process of the house', () => {
  it('answers from the shared journal, also while the first is still sending', async () => {
    const other = await openDesk(bed, directory.path);
    closers.push(() => other.close());
    bed.exchange.control.inject({ match: PLACE, effect: { kind: 'delay', ms: 200 } });
    const order = { ...MARKET, newClientOrderId: 'o4' };
    const first = house.desk.place(order, { principal: 'bot' });
    await until(() => bed.exchange.control.requests(PLACE).length === 1);
    const second = other.desk.place(order, { principal: 'bot' });
    expect((await second).orderId).toBe((await first).orderId);
    await expectNothingTwice();
  });

  it('sends nothing when the journal is gone', async () => {
    const other = await openDesk(bed, directory.path);
    await other.close();
    expect(await errorOf(other.desk.place({ ...LIMIT, newClientOrderId: 'o4-gone' }, BOT))).toMatchObject({
      code: 'JOURNAL_UNAVAILABLE',
    });
    expect(bed.exchange.control.requests(PLACE)).toEqual([]);
  });
});

describe('O6: an event of the account is first', () => {
  it('settles an order without a question', async () => {
    await listen();
    bed.exchange.control.inject({ match: PLACE, effect: FAULTS.acceptThenReset });
    const answer = await house.desk.place({ ...MARKET, newClientOrderId: 'o6' }, BOT);
    expect(answer).toMatchObject({ status: 'FILLED', clientOrderId: 'o6', executedQty: '0.01000000' });
    expect(house.journal.find('o6')).toMatchObject({ state: 'ACCEPTED' });
    expect(house.entered).toEqual(['INTENT', 'SENT', 'ACCEPTED']);
    await expectNothingTwice();
  });

  it('settles an unknown outcome at once when it comes late', async () => {
    await listen();
    silentQuestions();
    const release = bed.exchange.control.holdUserEvents();
    bed.exchange.control.inject({ match: PLACE, effect: FAULTS.acceptThenReset });
    const error = await errorOf(house.desk.place({ ...LIMIT, newClientOrderId: 'o6-late' }, BOT));
    expect(error.code).toBe('OUTCOME_UNKNOWN');
    release();
    await until(() => stateOf('o6-late') === 'ACCEPTED');
    expect(house.journal.find('o6-late')).toMatchObject({ settledBy: 'event', answer: { status: 'NEW' } });
    expect(house.entered).toEqual(['INTENT', 'SENT', 'UNKNOWN', 'ACCEPTED']);
  });
});

describe('O7: the clocks differ', () => {
  it.each([5_000, -5_000, 60_000])(
    'by %d ms: the order goes again once, as it certainly was not taken',
    async (ms) => {
      bed.exchange.control.skewClock(ms);
      const answer = await house.desk.place({ ...LIMIT, newClientOrderId: 'o7' }, BOT);
      expect(answer).toMatchObject({ status: 'NEW' });
      expect(stateOf('o7')).toBe('ACCEPTED');
      await expectNothingTwice();
    },
  );
});

describe('O8: events of the account are lost', () => {
  it('what they would have told is asked for', async () => {
    const user = await listen();
    bed.exchange.control.dropUserEvents(10);
    const takeBack = silentQuestions();
    bed.exchange.control.inject({ match: PLACE, effect: FAULTS.acceptThenReset });
    expect(await errorOf(house.desk.place({ ...MARKET, newClientOrderId: 'o8' }, BOT))).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
    });
    bed.exchange.control.killWsApi();
    takeBack();
    await until(() => stateOf('o8') === 'ACCEPTED');
    expect(house.journal.find('o8')).toMatchObject({ settledBy: 'query', answer: { status: 'FILLED' } });
    expect(user.status().events).toBe(0);
  });
});
