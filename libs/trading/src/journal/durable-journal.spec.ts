import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IntentState, OrderList } from '@binance-gateway/domain-types';
import { until } from '@binance-gateway/testing';
import { intentOf, openJournal, orderOf, storeDirectory } from '../../test/journal-bed.js';
import type { KeptError, OrderEnd } from '../order-journal.js';
import type { DurableJournal } from './durable-journal.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function directory(): string {
  const { path, remove } = storeDirectory();
  closers.push(remove);
  return path;
}

async function open(path: string, options: Parameters<typeof openJournal>[1] = {}): Promise<DurableJournal> {
  const journal = await openJournal(path, options);
  closers.push(() => journal.close());
  return journal;
}

const accepted = (id: string): OrderEnd => ({ state: 'ACCEPTED', by: 'answer', order: orderOf(id) });
const error: KeptError = { code: 'ORDER_REJECTED', message: 'no', binanceCode: -2010 };
const nowhere: KeptError = { code: 'OUTCOME_UNKNOWN', message: 'silence' };

/** What another process reads in the files right now. */
function onDisk(path: string, id: string): { state: IntentState } | undefined {
  const lmdb = createRequire(import.meta.url).resolve('lmdb');
  const script = `const db = require(process.argv[1]).open({ path: process.argv[2], readOnly: true, encoding: 'binary' });
    const bytes = db.get(['i', process.argv[3]]);
    process.stdout.write(bytes ? bytes.subarray(4) : 'null');`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script, lmdb, path, id]).toString()) ?? undefined;
}

describe('the durable journal', () => {
  it('has the intent on disk when intent() resolves, and its end soon after', async () => {
    const path = directory();
    const journal = await open(path);
    expect(await journal.intent(intentOf('a'))).toBeUndefined();
    expect(onDisk(path, 'a')).toMatchObject({
      state: 'INTENT',
      principal: 'bot',
      order: { price: '50000.00' },
    });
    journal.sent('a');
    expect(journal.find('a')).toMatchObject({ state: 'SENT', sentAt: expect.any(Number) as number });
    journal.ended('a', accepted('a'));
    expect(journal.find('a')).toMatchObject({
      state: 'ACCEPTED',
      settledBy: 'answer',
      answer: { orderId: 7 },
    });
    await until(() => onDisk(path, 'a')?.state === 'ACCEPTED');
    expect(journal.unresolved).toBe(0);
  });

  it('gives a key away once: to one of many at the same moment, and never again', async () => {
    const path = directory();
    const journal = await open(path);
    const other = await open(path);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? journal : other).intent(intentOf('one'))),
    );
    expect(answers.filter((earlier) => earlier === undefined)).toHaveLength(1);
    expect(await journal.intent(intentOf('one', { price: '1.00' }))).toMatchObject({ clientOrderId: 'one' });
  });

  it('keeps what it was told over a restart', async () => {
    const path = directory();
    const first = await openJournal(path);
    for (const id of ['done', 'refused', 'unknown', 'open']) {
      await first.intent(intentOf(id));
      first.sent(id);
    }
    first.ended('done', accepted('done'));
    first.ended('refused', { state: 'REFUSED', error });
    first.ended('unknown', { state: 'UNKNOWN', error: nowhere });
    await first.close();
    const second = await open(path);
    expect(second.find('done')?.answer).toMatchObject({ orderId: 7 });
    expect(second.find('refused')).toMatchObject({ state: 'REFUSED', error: { binanceCode: -2010 } });
    expect(
      second
        .takeOver()
        .map((r) => `${r.clientOrderId} ${r.state}`)
        .sort(),
    ).toEqual(['open SENT', 'unknown UNKNOWN']);
    expect(second.unresolved).toBe(2);
    expect(second.takeOver()).toEqual([]);
  });

  it('leaves what another living process is doing to that process', async () => {
    const path = directory();
    const one = await open(path);
    const two = await open(path);
    await one.intent(intentOf('mine'));
    expect(two.takeOver()).toEqual([]);
    expect(two.find('mine')).toMatchObject({ state: 'INTENT' });
  });

  it('frees the key of an order that was refused before it left, of no other', async () => {
    const journal = await open(directory());
    await journal.intent(intentOf('stayed'));
    journal.ended('stayed', {
      state: 'REFUSED',
      error: { code: 'UPSTREAM_RATE_LIMITED', message: 'budget' },
    });
    expect(await journal.intent(intentOf('stayed'))).toBeUndefined();
    journal.sent('stayed');
    journal.ended('stayed', { state: 'REFUSED', error });
    expect(await journal.intent(intentOf('stayed'))).toMatchObject({ state: 'REFUSED' });
    expect(journal.list({})).toHaveLength(1);
  });

  it('takes the first end, and acceptance over any other', async () => {
    const journal = await open(directory());
    await journal.intent(intentOf('late'));
    journal.ended('late', { state: 'NOT_PLACED' });
    journal.ended('late', { state: 'REFUSED', error });
    expect(journal.find('late')?.state).toBe('NOT_PLACED');
    journal.ended('late', { state: 'ACCEPTED', by: 'event', order: orderOf('late') });
    journal.ended('late', { state: 'UNKNOWN', error: nowhere });
    expect(journal.find('late')).toMatchObject({ state: 'ACCEPTED', settledBy: 'event' });
  });

  it('lists the newest first, by state, symbol, token and time', async () => {
    const journal = await open(directory());
    const begin = Date.UTC(2026, 0, 1);
    for (let i = 0; i < 6; i++) {
      const id = `n${i}`;
      await journal.intent(intentOf(id, { symbol: i % 2 ? 'ETHUSDT' : 'BTCUSDT' }, begin + i));
      if (i < 4) journal.ended(id, accepted(id));
    }
    const ids = (input: Parameters<typeof journal.list>[0]): string =>
      journal
        .list(input)
        .map((r) => r.clientOrderId)
        .join(' ');
    expect(ids({})).toBe('n5 n4 n3 n2 n1 n0');
    expect(ids({ limit: 2 })).toBe('n5 n4');
    expect(ids({ state: 'INTENT' })).toBe('n5 n4');
    expect(ids({ symbol: 'ETHUSDT', state: 'ACCEPTED' })).toBe('n3 n1');
    expect(ids({ principal: 'nobody' })).toBe('');
    expect(ids({ startTime: begin + 1, endTime: begin + 3 })).toBe('n3 n2 n1');
  });

  it('forgets settled orders after the retention, open ones never', async () => {
    const path = directory();
    let now = Date.now();
    const journal = await open(path, { retentionMs: 86_400_000, exchangeTime: () => now });
    for (const id of ['old', 'open', 'young']) {
      if (id === 'young') now += 90_000_000;
      await journal.intent(intentOf(id, {}, now));
      if (id !== 'open') journal.ended(id, accepted(id));
    }
    await until(() => onDisk(path, 'young')?.state === 'ACCEPTED');
    await journal.prune();
    expect(journal.list({}).map((r) => r.clientOrderId)).toEqual(['young', 'open']);
    expect(await journal.intent(intentOf('old'))).toBeUndefined();
  });

  it('knows whose an order is by its number, by an id only until that is answered', async () => {
    const journal = await open(directory());
    await journal.intent({ ...intentOf('list-1'), principal: 'lister' });
    const leg = { symbol: 'BTCUSDT', orderId: 8, clientOrderId: 'leg-1' };
    const list = { orderListId: 3, listOrderStatus: 'EXECUTING', orders: [leg] } as unknown as OrderList;
    journal.ended('list-1', { state: 'ACCEPTED', by: 'answer', order: list });
    await journal.intent({ ...intentOf('leg-1'), principal: 'other' });
    const asked = { ...leg, orderId: 9 };
    expect([journal.ownerOf(leg), journal.ownerOf(asked)]).toEqual(['lister', 'other']);
    expect(journal.ownerOf({ ...asked, symbol: 'ETHUSDT' })).toBeUndefined();
    journal.ended('leg-1', { state: 'REFUSED', error });
    expect([journal.ownerOf(leg), journal.ownerOf(asked)]).toEqual(['lister', undefined]);
  });

  it('an id that is taken again while its refused order is forgotten stays on record', async () => {
    const path = directory();
    let now = Date.now();
    const journal = await open(path, { retentionMs: 86_400_000, exchangeTime: () => now });
    await journal.intent(intentOf('again', {}, now));
    journal.ended('again', { state: 'REFUSED', error });
    await until(() => onDisk(path, 'again')?.state === 'REFUSED');
    now += 90_000_000;
    const [earlier] = await Promise.all([journal.intent(intentOf('again', {}, now)), journal.prune()]);
    expect(earlier).toBeUndefined();
    expect(onDisk(path, 'again')).toMatchObject({ state: 'INTENT', createdAt: now });
  });
});

describe('a store that cannot be trusted', () => {
  async function filled(path: string): Promise<void> {
    const journal = await openJournal(path);
    await Promise.all(Array.from({ length: 300 }, (_, i) => journal.intent(intentOf(`id-${i}`))));
    await journal.close();
  }
  const unavailable = expect.objectContaining({ code: 'JOURNAL_UNAVAILABLE' }) as Error;

  it.each<[string, (file: string) => void]>([
    ['cut short', (file) => truncateSync(file, readFileSync(file).length / 2)],
    ['not a store', (file) => writeFileSync(file, 'something else\n'.repeat(2_000))],
    ['zeros', (file) => writeFileSync(file, Buffer.alloc(65_536))],
  ])('%s is refused with an error', async (_, damage) => {
    const path = directory();
    await filled(path);
    damage(join(path, 'data.mdb'));
    await expect(openJournal(path)).rejects.toEqual(unavailable);
  });

  it('a record whose bytes were changed is refused', async () => {
    const path = directory();
    await filled(path);
    const file = join(path, 'data.mdb');
    const bytes = readFileSync(file);
    for (let at = bytes.indexOf('50000.00'); at >= 0; at = bytes.indexOf('50000.00', at + 1))
      bytes[at] = 0x36;
    writeFileSync(file, bytes);
    await expect(openJournal(path)).rejects.toEqual(unavailable);
  });

  it('that is a file in place of a directory is refused', async () => {
    const path = join(directory(), 'occupied');
    writeFileSync(path, '');
    await expect(openJournal(path)).rejects.toEqual(unavailable);
  });
});
