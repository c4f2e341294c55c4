import { silentLogger, systemClock } from '@binance-gateway/domain-types';
import { until } from '@binance-gateway/testing';
import { type Script, ScriptedExchange } from '../../test/scripted-exchange.js';
import { createCredential } from '../credential.js';
import { UserDataStream, type UserDataOptions } from './user-data.js';

const credential = createCredential({ apiKey: 'k', apiSecret: 's' });
/** Each subscription gets the number of its link. */
const granting: Script = (request, link) => {
  if (request.method === 'session.subscriptions') {
    return {
      id: request.id,
      status: 200,
      result: [...link.names].map((id) => ({ subscriptionId: Number(id) })),
    };
  }
  const subscriptionId = link.requests.length - 1;
  link.names.add(String(subscriptionId));
  return { id: request.id, status: 200, result: { subscriptionId } };
};

describe('UserDataStream', () => {
  let exchange: ScriptedExchange;
  let stream: UserDataStream;
  let told: string[];
  let states: string[];

  async function start(script: Script = granting, options: Partial<UserDataOptions> = {}): Promise<void> {
    exchange = await ScriptedExchange.start(script);
    told = [];
    states = [];
    stream = new UserDataStream({
      url: `${exchange.url}/ws-api/v3`,
      clock: systemClock,
      random: () => 0.999,
      logger: silentLogger,
      serverClock: { now: () => 1_700_000_000_000 },
      credential,
      listener: {
        onEvent: (event, parsed) => void told.push(`${parsed.e} ${event.toString()}`),
        onGap: (reason) => void told.push(`gap ${reason}`),
        onState: (state) => void states.push(state),
      },
      ...options,
    });
    stream.start();
  }

  afterEach(async () => {
    await stream.close();
    await exchange.stop();
  });

  const live = (): Promise<unknown> => until(() => stream.status().state === 'live', { what: 'live' });

  it('subscribes by signature and hands on the bytes of each event', async () => {
    await start();
    await live();
    expect(exchange.requests).toMatchObject([
      { method: 'userDataStream.subscribe.signature', params: { apiKey: 'k', timestamp: 1_700_000_000_000 } },
    ]);
    exchange.send('{"subscriptionId":0,"event":{"e":"executionReport", "p":"1.50"}}');
    exchange.send('{"event":{"e":"balanceUpdate"}}');
    exchange.send('{"subscriptionId":0,"event":{"e":"somethingNew2027","x":1}}');
    exchange.send('{"subscriptionId":9,"event":{"e":"executionReport"}}'); // of another subscription
    exchange.send('{"event":null}');
    exchange.send('garbage');
    exchange.send('{"subscriptionId":0,"event":{"e":"outboundAccountPosition"}}');
    await until(() => told.length === 4);
    expect(told).toEqual([
      'executionReport {"e":"executionReport", "p":"1.50"}',
      'balanceUpdate {"e":"balanceUpdate"}',
      'somethingNew2027 {"e":"somethingNew2027","x":1}',
      'outboundAccountPosition {"e":"outboundAccountPosition"}',
    ]);
    expect(states).toEqual(['subscribing', 'live']);
  });

  it('subscribes anew after a loss, and announces the gap before an event in the same packet', async () => {
    await start((request, link) => {
      if (exchange.links.length === 2) {
        exchange.send(granting(request, link), [link]);
        exchange.send('{"subscriptionId":0,"event":{"e":"executionReport","n":2}}', [link]);
        return undefined;
      }
      return granting(request, link);
    });
    await live();
    exchange.kill();
    await until(() => told.length === 2);
    expect(told).toEqual(['gap closed', 'executionReport {"e":"executionReport","n":2}']);
    expect(states).toEqual(['subscribing', 'live', 'connecting', 'subscribing', 'live']);
    expect(stream.status()).toMatchObject({ gaps: 1, events: 1, losses: 1 });
  });

  it('announces no gap the first time', async () => {
    await start();
    await live();
    exchange.send('{"subscriptionId":0,"event":{"e":"balanceUpdate"}}');
    await until(() => told.length === 1);
    expect(told[0]).toMatch(/^balanceUpdate/);
  });

  it('is served by the old session until the next is subscribed, and never by both', async () => {
    let hold = true;
    await start((request, link) =>
      exchange.links.length === 2 && hold ? undefined : granting(request, link),
    );
    await live();
    exchange.send({ event: { e: 'serverShutdown', E: 1 } });
    await until(() => exchange.links[1]?.requests.length === 1);
    const both = '{"subscriptionId":0,"event":{"e":"executionReport"}}';
    exchange.send(both);
    await until(() => told.length === 1);
    hold = false;
    const [, next] = exchange.links;
    exchange.send({ id: next?.requests[0]?.id, status: 200, result: { subscriptionId: 0 } }, [next!]);
    await until(() => exchange.open.length === 1);
    expect(exchange.open).toEqual([next]);
    exchange.send(both);
    await until(() => told.length === 3);
    expect(told.map((line) => line.split(' {')[0])).toEqual([
      'executionReport',
      'gap replaced',
      'executionReport',
    ]);
  });

  it('asks again when it is refused, with a fresh time when that was the reason', async () => {
    let syncs = 0;
    await start(
      (request, link) =>
        link.requests.length === 1
          ? { id: request.id, status: 400, error: { code: -1021, msg: 'Timestamp outside of recvWindow.' } }
          : granting(request, link),
      { serverClock: { now: () => 1_700_000_000_000, sync: async () => void syncs++ } },
    );
    await live();
    expect(syncs).toBe(1);
    expect(exchange.links.length).toBe(1);
    expect(told).toEqual([]);
  });

  it('says so when the credentials are refused', async () => {
    await start((request) => ({
      id: request.id,
      status: 401,
      error: { code: -2015, msg: 'Invalid API-key.' },
    }));
    await until(() => stream.status().state === 'refused');
    expect(stream.status().lastError).toBe('Invalid API-key.');
    expect(exchange.requests.length).toBe(1);
  });

  it('takes a subscription that exists already for its own', async () => {
    await start((request) => ({
      id: request.id,
      status: 400,
      error: { code: -2035, msg: 'Subscription active' },
    }));
    await live();
    exchange.send('{"subscriptionId":3,"event":{"e":"balanceUpdate"}}');
    await until(() => told.length === 1);
  });

  it('subscribes anew when the exchange ends the subscription', async () => {
    await start();
    await live();
    exchange.send('{"subscriptionId":0,"event":{"e":"eventStreamTerminated","E":1}}');
    await until(() => told.length === 2);
    expect(told[1]).toBe('gap terminated');
    exchange.send('{"subscriptionId":1,"event":{"e":"balanceUpdate"}}');
    await until(() => told.length === 3);
  });

  it('notices a subscription that vanished in silence', async () => {
    await start(granting, { checkMs: 30 });
    await live();
    await until(() => exchange.requests.filter((r) => r.method === 'session.subscriptions').length >= 2);
    expect(told).toEqual([]);
    exchange.links[0]?.names.clear();
    await until(() => told.length === 1);
    expect(told).toEqual(['gap subscription vanished']);
  });

  it('goes on where the exchange does not answer the check', async () => {
    let checks = 0;
    await start(
      (request, link) => {
        if (request.method !== 'session.subscriptions') return granting(request, link);
        checks++;
        return { id: request.id, status: 400, error: { code: -1000, msg: 'Unknown method' } };
      },
      { checkMs: 10 },
    );
    await live();
    await until(() => checks >= 2);
    expect(told).toEqual([]);
  });
});
