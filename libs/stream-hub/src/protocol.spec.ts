import { AppError } from '@binance-gateway/domain-types';
import fc from 'fast-check';
import { PROTOCOL_ERROR, handleRequest } from './protocol.js';
import { HubBench } from './testing/recording.js';

const setup = (format: 'raw' | 'envelope' = 'envelope', limits = {}) => {
  const bench = new HubBench(limits);
  const { client, transport } = bench.attach(format);
  const ask = (request: unknown, options = {}): Record<string, unknown>[] => {
    transport.frames.length = 0;
    handleRequest(client, typeof request === 'string' ? request : JSON.stringify(request), options);
    bench.endTurn();
    return transport.json();
  };
  return { bench, client, transport, ask };
};

describe('requests', () => {
  it('subscribe, list and unsubscribe by canonical name', () => {
    const { ask } = setup();
    expect(ask({ method: 'SUBSCRIBE', params: ['BTCUSDT@trade', 'btcusdt@depth@1000ms'], id: 1 })).toEqual([
      { result: null, id: 1 },
    ]);
    expect(ask({ method: 'LIST_SUBSCRIPTIONS', id: 'x' })).toEqual([
      { result: ['btcusdt@trade', 'btcusdt@depth'], id: 'x' },
    ]);
    expect(ask({ method: 'UNSUBSCRIBE', params: ['btcusdt@trade', 'ethusdt@trade'], id: null })).toEqual([
      { result: null, id: null },
    ]);
    expect(ask({ method: 'LIST_SUBSCRIPTIONS', params: [], id: 2 })).toEqual([
      { result: ['btcusdt@depth'], id: 2 },
    ]);
  });

  it('resume: the answer first, then the notice, then what was missed', () => {
    const { bench, ask } = setup();
    bench.attach('envelope').client.subscribe('btcusdt@trade');
    bench.publish('btcusdt@trade', 1, 2);
    const params = ['ethusdt@trade', { stream: 'BTCUSDT@trade', epoch: 'e1', offset: 1 }];
    expect(ask({ method: 'SUBSCRIBE', params, id: 9 })).toEqual([
      { result: null, id: 9 },
      { stream: 'btcusdt@trade', epoch: 'e1', offset: 1, recovered: true },
      { stream: 'btcusdt@trade', epoch: 'e1', offset: 2, data: 2 },
    ]);
  });

  it('ask to be let in for what they join, and for nothing else', () => {
    const { ask } = setup();
    const asked: string[] = [];
    const options = {
      admit: (name: string): void => {
        asked.push(name);
        if (name === 'ethusdt@trade') throw new AppError('FULL', 'no room');
      },
    };
    ask({ method: 'UNSUBSCRIBE', params: ['btcusdt@trade'], id: 1 }, options);
    ask({ method: 'SUBSCRIBE', params: ['bnbusdt@trade', 'nope'], id: 2 }, options);
    expect(asked).toEqual([]);
    ask({ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 3 }, options);
    ask({ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 4 }, options);
    expect(asked).toEqual(['btcusdt@trade']);
    const params = ['bnbusdt@trade', 'ethusdt@trade'];
    expect(ask({ method: 'SUBSCRIBE', params, id: 5 }, options)).toEqual([
      { error: { code: PROTOCOL_ERROR.TOO_MANY_STREAMS, msg: 'Too many streams: no room' }, id: 5 },
    ]);
    expect(ask({ method: 'LIST_SUBSCRIPTIONS', id: 6 })).toEqual([{ result: ['btcusdt@trade'], id: 6 }]);
  });

  it('reach channels of the gateway only where it lets them in', () => {
    const { ask } = setup();
    const request = { method: 'SUBSCRIBE', params: ['user:me'], id: 1 };
    expect(ask(request)[0]).toMatchObject({ error: { code: PROTOCOL_ERROR.UNKNOWN_STREAM } });
    expect(ask(request, { resolve: (name: string) => name })).toEqual([{ result: null, id: 1 }]);
  });
});

describe('a bad frame gets an error reply that names what is wrong', () => {
  const deep = '['.repeat(25_000) + ']'.repeat(25_000);
  it.each([
    [`{"method":"SUBSCRIBE","params":[${deep}],"id":1}`, 'found […]', 1],
    [`{"method":${deep},"id":1}`, 'unknown method […]', 1],
    [`{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":${deep}}`, 'id', null],
    [`{"method":"SUBSCRIBE","params":${deep},"id":1}`, 'params', 1],
  ])('nested by the thousand', (frame, words, id) => {
    const [reply] = setup().ask(frame) as [{ error: { msg: string }; id: unknown }];
    expect(reply.error.msg).toContain(words);
    expect(reply.id).toBe(id);
  });

  const many = Array.from({ length: 6 }, (_, i) => `s${i}@trade`);
  it.each<[string, unknown, number, RegExp, unknown]>([
    ['broken JSON', '{"method":', 3, /Invalid JSON/, null],
    ['nothing', '', 3, /Invalid JSON/, null],
    ['no object', '[1]', 2, /expected an object/, null],
    ['null', 'null', 2, /expected an object/, null],
    ['no id', { method: 'LIST_SUBSCRIPTIONS' }, 2, /`id` must be/, null],
    ['an id too long', { method: 'LIST_SUBSCRIPTIONS', id: 'x'.repeat(37) }, 2, /`id` must be/, null],
    ['an id of the wrong type', { method: 'LIST_SUBSCRIPTIONS', id: 1.5 }, 2, /`id` must be/, null],
    ['no method', { id: 1 }, 2, /missing field `method`/, 1],
    ['an unknown method', { method: 'subscribe', id: 1 }, 2, /unknown method "subscribe"/, 1],
    ['an unknown field', { method: 'SUBSCRIBE', id: 1, streams: [] }, 2, /unknown field "streams"/, 1],
    ['params that are no list', { method: 'SUBSCRIBE', params: 'a', id: 1 }, 2, /`params` must be/, 1],
    ['no params', { method: 'SUBSCRIBE', params: [], id: 1 }, 2, /one or more/, 1],
    ['a param that is no name', { method: 'SUBSCRIBE', params: [7], id: 1 }, 2, /found 7/, 1],
    [
      'an unknown stream',
      { method: 'SUBSCRIBE', params: ['btcusdt@trade', 'btcusdt@tirade'], id: 'a' },
      4,
      /Unknown stream: "btcusdt@tirade"/,
      'a',
    ],
    [
      'too many streams',
      { method: 'SUBSCRIBE', params: many.slice(0, 5), id: 1 },
      5,
      /may hold 4 streams/,
      1,
    ],
    ['too many params', { method: 'UNSUBSCRIBE', params: many, id: 1 }, 5, /may name 5/, 1],
    [
      'a broken resume',
      { method: 'SUBSCRIBE', params: [{ stream: 'btcusdt@trade', offset: -1 }], id: 1 },
      6,
      /Invalid resume/,
      1,
    ],
    [
      'a resume in UNSUBSCRIBE',
      { method: 'UNSUBSCRIBE', params: [{ stream: 'btcusdt@trade', epoch: 'e', offset: 1 }], id: 1 },
      6,
      /only SUBSCRIBE/,
      1,
    ],
    [
      'a resume of what is subscribed',
      { method: 'SUBSCRIBE', params: [{ stream: 'ethusdt@trade', epoch: 'e', offset: 1 }], id: 1 },
      6,
      /already subscribed/,
      1,
    ],
    ['too large a frame', `"${'x'.repeat(70_000)}"`, 7, /too large: 70002 bytes/, null],
  ])('%s', (_case, request, code, message, id) => {
    const { client, ask, transport } = setup('envelope', { subscriptions: 4 });
    client.subscribe('ethusdt@trade');
    const replies = ask(request, { maxParams: 5 });
    expect(replies).toEqual([{ error: { code, msg: expect.stringMatching(message) as unknown }, id }]);
    expect(client.subscriptions()).toEqual(['ethusdt@trade']);
    expect(transport.closed).toBeUndefined();
  });

  it('a source that refuses: no answer before, nothing subscribed, the reason said', () => {
    const { bench, client, ask } = setup();
    bench.hub.addSource('depth:', {
      start: () => {
        throw new AppError('FULL', '50 order books are kept already');
      },
      stop: () => undefined,
    });
    bench.hub.addSource('user', {
      start: () => {
        throw new AppError('CREDENTIALS_MISSING', 'no credentials');
      },
      stop: () => undefined,
    });
    const options = { resolve: (name: string) => name };
    expect(ask({ method: 'SUBSCRIBE', params: ['btcusdt@trade', 'depth:X:5'], id: 1 }, options)).toEqual([
      { error: { code: 5, msg: 'Too many streams: 50 order books are kept already' }, id: 1 },
    ]);
    expect(ask({ method: 'SUBSCRIBE', params: ['user'], id: 2 }, options)).toEqual([
      { error: { code: 2, msg: 'Invalid request: no credentials' }, id: 2 },
    ]);
    expect(client.subscriptions()).toEqual([]);
    bench.clock.advanceSync(30_000);
    expect(bench.hub.stats().channels).toBe(0);
  });

  it('a resume where there are no positions', () => {
    const { ask } = setup('raw');
    const params = [{ stream: 'btcusdt@trade', epoch: 'e', offset: 1 }];
    expect(ask({ method: 'SUBSCRIBE', params, id: 1 })[0]).toMatchObject({ error: { code: 6 } });
  });

  it('whatever the frame: one answer, no close, and a refused request changes nothing', () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'btcusdt@trade', 1, null),
      fc.array(fc.oneof(fc.constantFrom('btcusdt@trade', 'ethusdt@kline_1m', 'nonsense'), fc.jsonValue()), {
        maxLength: 4,
      }),
    );
    const request = fc.record(
      {
        method: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('SUBSCRIBE', 'UNSUBSCRIBE') }, value),
        params: value,
        id: fc.oneof(fc.integer(), value),
        other: value,
      },
      { requiredKeys: [] },
    );
    const frame = fc.oneof(
      fc.string({ unit: 'binary' }),
      request.map((each) => JSON.stringify(each)),
      fc.jsonValue().map((each) => JSON.stringify(each)),
    );
    fc.assert(
      fc.property(frame, (text) => {
        const { client, ask, transport } = setup();
        client.subscribe('bnbusdt@trade');
        const before = client.subscriptions();
        const replies = ask(text).filter((reply) => 'id' in reply);
        expect(replies).toHaveLength(1);
        if ('error' in (replies[0] as object)) expect(client.subscriptions()).toEqual(before);
        expect(transport.closed).toBeUndefined();
      }),
      { numRuns: 3000 },
    );
  });
});
