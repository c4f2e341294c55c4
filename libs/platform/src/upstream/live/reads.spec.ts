import {
  type Clock,
  type Kline,
  type Operation,
  getBookTicker,
  getExchangeInfo,
  getKlines,
  getOrderBook,
  getPrice,
  getTicker,
  systemClock,
} from '@binance-gateway/domain-types';
import { until } from '@binance-gateway/testing';
import { type Answer, ReadsBed, SYMBOL, TICKER_PRICE } from '../../testing/reads-bed.js';
import { BOOK_FRESHNESS } from './kinds.js';

jest.setTimeout(30_000);

describe('reads', () => {
  let bed: ReadsBed;
  const open = async (environment: Readonly<Record<string, string>> = {}, clock?: Clock): Promise<void> => {
    bed = await ReadsBed.open(environment, clock);
  };
  afterEach(() => bed.close());

  it.each([
    ['price', getPrice, { symbol: SYMBOL }, ['timestamp']],
    ['best quotes', getBookTicker, { symbol: SYMBOL }, []],
    ['statistics', getTicker, { symbol: SYMBOL, type: 'FULL' }, ['openTime', 'closeTime']],
    ['order book', getOrderBook, { symbol: SYMBOL, limit: 20 }, []],
  ] as const)(
    'gives the %s from live state, field for field as the exchange',
    async (_, operation, input, times) => {
      await open();
      const run = operation as Operation<object>;
      expect((await bed.ask(run, input)).source).toBe('rest');
      await bed.streamed(run, input);
      for (let i = 0; i < 3; i++) {
        // a 24 h window moves on by itself between two questions: then the next trade is compared
        const [truth, asked] = await until(
          async () => {
            bed.trade();
            // straight to the exchange, past everything that is kept
            const told = (await bed.upstream.spot.run(run, input)) as Answer;
            return [told, await bed.streamedAs(told, run, input, times)] as const;
          },
          { timeoutMs: 25_000 },
        );
        expect(Object.keys(asked.answer)).toEqual(Object.keys(truth));
        expect(asked.ageMs).toBeLessThanOrEqual(BOOK_FRESHNESS.aliveMs);
        for (const time of times) expect(typeof asked.answer[time]).toBe('number');
      }
      expect(await bed.metrics.text()).toMatch(
        new RegExp(`gateway_reads_total\\{operation="${run.name}",source="stream"\\} \\d+`),
      );
    },
  );

  it('gives klines from live state, row for row as the exchange, over the end of a kline', async () => {
    // klines begin by the clock of the exchange, which nothing hurries
    await open({}, systemClock);
    const input = { symbol: SYMBOL, interval: '1s', limit: 20 } as const;
    const ask = async (): Promise<{ rows: Kline[]; source: string }> => {
      const { answer, source } = await bed.ask(getKlines, input);
      return { rows: answer as unknown as Kline[], source };
    };
    let compared = 0;
    let ends = 0;
    let lastOpen = 0;
    await until(
      async () => {
        bed.trade();
        const { rows, source } = await ask();
        if (source !== 'stream') return false;
        const told = (await bed.upstream.spot.run(getKlines, input)) as Kline[];
        const open = rows.at(-1)?.openTime ?? 0;
        // the last one goes on; those before it are over and have to be the exchange's to the last trade
        const known = new Map(told.map((row) => [row.openTime, row]));
        for (const row of rows.slice(0, -1)) {
          if (known.has(row.openTime)) expect(row).toEqual(known.get(row.openTime));
        }
        expect(rows).toHaveLength(20);
        for (const [i, row] of rows.slice(1).entries()) expect(row.openTime).toBe(rows[i]!.closeTime + 1);
        if (lastOpen !== 0 && open > lastOpen) ends++;
        lastOpen = open;
        compared++;
        return ends >= 2 && compared > 10;
      },
      { timeoutMs: 25_000 },
    );
    expect((await bed.ask(getKlines, { ...input, limit: 5 })).answer).toHaveLength(5);
  });

  it('asks the exchange for klines of another time or length', async () => {
    await open({}, systemClock);
    const input = { symbol: SYMBOL, interval: '1m', limit: 10 } as const;
    await bed.streamed(getKlines, input);
    expect((await bed.ask(getKlines, { ...input, startTime: 0 })).source).toBe('rest');
    expect((await bed.ask(getKlines, { ...input, timeZone: '+8' })).source).toBe('rest');
    expect((await bed.ask(getKlines, { ...input, limit: 50 })).source).toBe('rest');
    await bed.streamed(getKlines, { ...input, limit: 50 });
  });

  it('asks the exchange for what no stream tells', async () => {
    await open();
    await bed.streamed(getTicker, { symbol: SYMBOL });
    expect((await bed.ask(getTicker, { symbol: SYMBOL, type: 'MINI' })).source).toBe('rest');
    expect((await bed.ask(getPrice, { symbols: [SYMBOL] })).source).toBe('rest');
    await expect(bed.ask(getPrice, { symbol: 'NOTHING' })).rejects.toMatchObject({ code: 'UNKNOWN_SYMBOL' });
  });

  it('gives nothing from streams that are switched off', async () => {
    await open({ LIVE_MAX_SYMBOLS: '0' });
    for (let i = 0; i < 3; i++) expect((await bed.ask(getPrice, { symbol: SYMBOL })).source).toBe('rest');
    expect(bed.upstream.hub.stats().channels).toBe(0);
  });

  it('K1: serves no frozen stream beyond its limit, then the exchange, then the stream again', async () => {
    await open();
    const book = { symbol: SYMBOL, limit: 5 };
    await bed.streamed(getPrice, { symbol: SYMBOL });
    await bed.streamed(getOrderBook, book);
    bed.exchange.control.streams.freezeConnections();
    const frozen = bed.price;
    bed.trade();
    const now = bed.price;
    const depth = bed.exchange.market.data.depth(SYMBOL, 5);
    let turned = 0;
    await until(async () => {
      const asked = await bed.ask(getPrice, { symbol: SYMBOL });
      if (asked.source === 'stream') {
        expect(asked.ageMs).toBeLessThanOrEqual(BOOK_FRESHNESS.aliveMs);
        expect(asked.answer['price']).toBe(turned === 0 ? frozen : now);
        return turned > 0;
      }
      expect(asked.answer['price']).toBe(now);
      turned++;
      return false;
    });
    expect(turned).toBeGreaterThan(0);
    // by now the connection has been given up, so nothing of it is left
    await until(async () => {
      const asked = await bed.ask(getOrderBook, book);
      expect(asked.answer).toEqual(depth);
      return asked.source === 'stream';
    });
  });

  it('serves nothing from before a gap, however soon it is asked', async () => {
    await open();
    await bed.streamed(getPrice, { symbol: SYMBOL });
    const { streams } = bed.exchange.control;
    streams.refuseConnections(503);
    streams.killConnections();
    await until(() => bed.upstream.streams.status().state !== 'live');
    for (let i = 0; i < 20; i++) {
      bed.trade();
      const asked = await bed.ask(getPrice, { symbol: SYMBOL });
      expect([asked.source, asked.answer['price']]).toEqual(['rest', bed.price]);
    }
    streams.clearFaults();
    await until(async () => {
      const asked = await bed.ask(getPrice, { symbol: SYMBOL });
      expect(asked.answer['price']).toBe(bed.price);
      return asked.source === 'stream';
    });
  });

  it('C3: finds a stream that has died alone, and subscribes it anew', async () => {
    await open();
    await bed.streamed(getPrice, { symbol: SYMBOL });
    const { streams } = bed.exchange.control;
    streams.silence('btcusdt@trade');
    bed.trade();
    await until(async () => (await bed.ask(getPrice, { symbol: SYMBOL })).answer['price'] === bed.price);
    // a read shows it, when its answer can be held against the stream: not on a machine that has just stood still
    const isFound = async (): Promise<boolean> => {
      if ((await bed.ask(getPrice, { symbol: SYMBOL })).source === 'rest') bed.trade();
      return /^upstream_stream_silences_total [1-9]/m.test(await bed.metrics.text());
    };
    await until(isFound, { timeoutMs: 80_000 });
    streams.clearFaults();
    await until(async () => {
      const asked = await bed.ask(getPrice, { symbol: SYMBOL });
      expect(asked.answer['price']).toBe(bed.price);
      return asked.source === 'stream';
    });
  }, 120_000);

  it.each([
    ['a page of a proxy', { status: 200, body: '<html>Hello</html>', contentType: 'text/html' }],
    ['nothing', { status: 200, body: '' }],
    ['something else', { status: 200, body: '{"code":0}' }],
    ['a refusal', { status: 403, body: '<html>403</html>', contentType: 'text/html' }],
    ['a ban', { status: 418, code: -1003, msg: 'banned', retryAfterMs: 1_000 }],
  ])('K2: keeps nothing of %s', async (_, answer) => {
    await open();
    for (const [operation, input, path] of [
      [getPrice, { symbol: SYMBOL }, TICKER_PRICE],
      [getExchangeInfo, { symbol: SYMBOL }, '/api/v3/exchangeInfo'],
    ] as const) {
      const run = operation as Operation<object>;
      const takeBack = bed.exchange.control.inject({
        match: { path },
        times: 100,
        effect: { kind: 'answer', when: 'before', ...answer },
      });
      await expect(bed.ask(run, input)).rejects.toMatchObject({ name: 'AppError' });
      takeBack();
      const asked = await until(() => bed.ask(run, input));
      expect(asked.source).toBe('rest');
      if (path === TICKER_PRICE) expect(asked.answer['price']).toBe(bed.price);
      else expect(asked.answer['symbols']).toHaveLength(1);
    }
  });

  it.each([
    ['price', getPrice, { symbol: SYMBOL }, TICKER_PRICE],
    ['klines', getKlines, { symbol: SYMBOL, interval: '1m' }, '/api/v3/klines'],
    ['symbols', getExchangeInfo, {}, '/api/v3/exchangeInfo'],
  ] as const)(
    'K3: a thousand equal reads of the %s at once are one call',
    async (_, operation, input, path) => {
      // an answer that has grown old while the machine was busy is asked for again
      await open({}, systemClock);
      const run = operation as Operation<object>;
      const answers = await Promise.all(Array.from({ length: 1_000 }, () => bed.ask(run, { ...input })));
      expect(bed.calls(path)).toBe(1);
      expect(new Set(answers.map(({ answer }) => JSON.stringify(answer))).size).toBe(1);
    },
  );

  it('keeps the symbols for a while, and says how old they are', async () => {
    await open();
    const first = await bed.ask(getExchangeInfo, { symbol: SYMBOL });
    const again = await bed.ask(getExchangeInfo, { symbol: SYMBOL });
    expect(bed.calls('/api/v3/exchangeInfo')).toBe(1);
    expect(again.answer).toBe(first.answer);
    expect(again.source).toBe('rest');
    expect(again.ageMs).toBeGreaterThan(first.ageMs);
  });

  it('a hundred clients that poll spend no more weight than one of them alone', async () => {
    await open();
    const symbols = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'SOLUSDT', 'XRPUSDT'];
    const rounds = 40;
    const poll = async (): Promise<void> => {
      for (const symbol of symbols) {
        await bed.ask(getPrice, { symbol });
        await bed.ask(getOrderBook, { symbol, limit: 20 });
      }
    };
    for (let round = 0; round < rounds; round++) {
      await Promise.all(Array.from({ length: 100 }, poll));
      for (const symbol of symbols) bed.trade(symbol);
    }
    const alone = rounds * symbols.length * (2 + 5);
    expect(bed.weight).toBeGreaterThan(0);
    expect(bed.weight).toBeLessThanOrEqual(alone);
  });

  it('lets go of a symbol that nobody reads any more', async () => {
    await open({ LIVE_IDLE_SECONDS: '5' });
    await bed.streamed(getPrice, { symbol: SYMBOL });
    expect(await bed.metrics.text()).toContain('gateway_watched_symbols 1');
    await until(async () => (await bed.metrics.text()).includes('gateway_watched_symbols 0'));
    await until(() => bed.exchange.control.streams.stats().streams['btcusdt@trade'] === undefined);
    expect((await bed.ask(getPrice, { symbol: SYMBOL })).source).toBe('rest');
  });
});
