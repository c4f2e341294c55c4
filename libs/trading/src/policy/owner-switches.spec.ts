import { AppError, type Order } from '@binance-gateway/domain-types';
import { until } from '@binance-gateway/testing';
import { storeDirectory } from '../../test/journal-bed.js';
import { BUY, NOON, type PolicyBed, policyBed } from '../../test/policy-bed.js';
import { refuse } from '../../test/stub-exchange.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function bedIn(directory = storeDirectory()): Promise<PolicyBed> {
  const bed = await policyBed({}, directory);
  closers.push(directory.remove, () => bed.close());
  return bed;
}

const place = (bed: PolicyBed, owner = 'bot', id?: string): Promise<Order> =>
  bed.desk.place({ ...BUY, ...(id === undefined ? {} : { newClientOrderId: id }) }, { principal: owner });

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (error: unknown) => (AppError.is(error) ? error.code : String(error)),
  );
}

describe('the kill switch', () => {
  it('cancels the orders of one owner, no others, and refuses new ones until it is taken back', async () => {
    const bed = await bedIn();
    await place(bed, 'bot', 'bot-1');
    await place(bed, 'bot', 'bot-2');
    await place(bed, 'other', 'other-1');
    bed.book.set('by-hand', { ...(bed.book.get('bot-1') as Order), orderId: 99, clientOrderId: 'by-hand' });
    const stop = await bed.switches.stop('bot', 'boss', 'runs wild');
    expect(stop).toMatchObject({
      principal: 'bot',
      since: NOON,
      by: 'boss',
      reason: 'runs wild',
      sweep: { isClear: true, openOrders: 0, unresolved: 0 },
    });
    expect(stop.sweep?.canceled.map((one) => one.clientOrderId).sort()).toEqual(['bot-1', 'bot-2']);
    expect([...bed.book.keys()].sort()).toEqual(['by-hand', 'other-1']);
    const refused = place(bed).catch((error: unknown) => error as AppError);
    expect(await refused).toMatchObject({
      code: 'TRADING_STOPPED',
      extra: { owner: 'bot', stoppedBy: 'boss', reason: 'runs wild', since: NOON },
    });
    expect(await codeOf(bed.desk.test(BUY, { principal: 'bot' }))).toBe('TRADING_STOPPED');
    expect((await place(bed, 'other')).status).toBe('NEW');
    expect(await bed.switches.resume('bot')).toBe(true);
    expect(await bed.switches.resume('bot')).toBe(false);
    expect((await place(bed)).status).toBe('NEW');
    expect(bed.events.map(({ e, principal }) => `${e} ${principal}`)).toEqual([
      'tradingStopped bot',
      'tradingResumed bot',
    ]);
  });

  it('holds over a restart, and in every process on the journal', async () => {
    const directory = storeDirectory();
    const first = await policyBed({}, directory);
    await place(first, 'bot', 'bot-1');
    const second = await bedIn(directory);
    for (const [id, order] of first.book) second.book.set(id, order);
    await first.switches.stop('bot', 'boss');
    expect(await codeOf(place(second))).toBe('TRADING_STOPPED');
    await first.close();
    expect(second.switches.stops()).toMatchObject([{ principal: 'bot', by: 'boss' }]);
    // what the first could not cancel any more, the next start does
    second.switches.start();
    await until(() => second.book.size === 0);
    await until(() => second.switches.stops()[0]?.sweep?.isClear === true);
  });

  it('keeps the first reason', async () => {
    const bed = await bedIn();
    await bed.switches.stop('bot', 'boss', 'first');
    bed.time += 1_000;
    expect(await bed.switches.stop('bot', 'other', 'second')).toMatchObject({ by: 'boss', reason: 'first' });
  });

  it('waits for an order that is on its way, and cancels it', async () => {
    const bed = await bedIn();
    let isStopped = (): void => undefined;
    const stopped = new Promise<void>((resolve) => (isStopped = resolve));
    const original = bed.exchange.routes['GET /api/v3/openOrders']!;
    bed.exchange.routes['GET /api/v3/openOrders'] = (asked, time) => {
      const answer = original(asked, time);
      if (time === 1) isStopped();
      return answer;
    };
    // on record and not sent yet
    const record = bed.journal.intent.bind(bed.journal);
    await record({
      clientOrderId: 'late',
      order: { ...BUY, newClientOrderId: 'late' },
      principal: 'bot',
      fingerprint: 'x',
      at: NOON,
    });
    const stopping = bed.switches.stop('bot', 'boss');
    await stopped;
    bed.book.set('late', {
      symbol: 'BTCUSDT',
      orderId: 50,
      orderListId: -1,
      clientOrderId: 'late',
      status: 'NEW',
    });
    bed.journal.ended('late', { state: 'ACCEPTED', by: 'answer', order: bed.book.get('late') as Order });
    const { sweep } = await stopping;
    expect(sweep).toMatchObject({ isClear: true, canceled: [{ clientOrderId: 'late' }] });
    expect(bed.book.size).toBe(0);
  });

  it('finds an order that was amended under another id, by the order id of the exchange', async () => {
    const bed = await bedIn();
    const { orderId } = await place(bed, 'bot', 'before');
    bed.book.set('after', { ...(bed.book.get('before') as Order), clientOrderId: 'after' });
    bed.book.delete('before');
    const { sweep } = await bed.switches.stop('bot', 'boss');
    expect(sweep?.canceled).toEqual([{ symbol: 'BTCUSDT', orderId, clientOrderId: 'after' }]);
  });

  it('tries again when the exchange refuses, and says what is wrong', async () => {
    const bed = await bedIn();
    await place(bed, 'bot', 'bot-1');
    const cancel = bed.exchange.routes['DELETE /api/v3/order']!;
    bed.exchange.routes['DELETE /api/v3/order'] = (asked, time) =>
      time < 3 ? refuse(-1000, 'An unknown error occurred.', 503) : cancel(asked, time);
    const { sweep } = await bed.switches.stop('bot', 'boss');
    expect(sweep).toMatchObject({ isClear: true, canceled: [{ clientOrderId: 'bot-1' }] });
    expect(sweep?.lastError).toBeUndefined();
  });
});

describe('the dead-man timer', () => {
  it('goes off when it is not wound up in time, cancels, and says so; new orders are welcome', async () => {
    const bed = await bedIn();
    bed.switches.start();
    await place(bed, 'bot', 'bot-1');
    await place(bed, 'other', 'other-1');
    expect(await bed.switches.arm('bot', 30)).toEqual({
      principal: 'bot',
      isArmed: true,
      seconds: 30,
      dueAt: NOON + 30_000,
    });
    bed.time += 29_999;
    expect(await bed.switches.arm('bot', 30)).toMatchObject({ dueAt: NOON + 59_999 });
    bed.time += 29_999;
    expect(bed.switches.deadMen()).toHaveLength(1);
    expect(bed.book.size).toBe(2);
    bed.time += 1;
    await until(() => bed.switches.deadMan('bot').sweep?.isClear === true);
    expect([...bed.book.keys()]).toEqual(['other-1']);
    expect(bed.switches.deadMan('bot')).toMatchObject({
      isArmed: false,
      wentOffAt: NOON + 59_999,
      sweep: { canceled: [{ clientOrderId: 'bot-1' }] },
    });
    expect(bed.events).toEqual([{ e: 'deadManWentOff', E: NOON + 59_999, principal: 'bot' }]);
    expect((await place(bed, 'bot', 'bot-2')).status).toBe('NEW');
  });

  it('is switched off by 0', async () => {
    const bed = await bedIn();
    await bed.switches.arm('bot', 1);
    expect(await bed.switches.arm('bot', 0)).toEqual({ principal: 'bot', isArmed: false });
    expect(bed.switches.deadMen()).toEqual([]);
  });

  it('goes off at the next start when nobody was there, and once among several processes', async () => {
    const directory = storeDirectory();
    const first = await policyBed({}, directory);
    await place(first, 'bot', 'bot-1');
    await first.switches.arm('bot', 5);
    await first.close();
    const beds = [await bedIn(directory), await bedIn(directory)];
    for (const bed of beds) {
      for (const [id, order] of first.book) bed.book.set(id, order);
      bed.time += 5_000;
      bed.switches.start();
    }
    await until(() => beds.some((bed) => bed.book.size === 0));
    expect(beds.flatMap(({ events }) => events)).toHaveLength(1);
    expect(beds[0]!.switches.deadMen()).toEqual([]);
  });
});
