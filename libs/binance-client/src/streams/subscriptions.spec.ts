import { Subscriptions } from './subscriptions.js';

function of(...names: string[]): Subscriptions {
  const subscriptions = new Subscriptions();
  for (const name of names) subscriptions.add(name);
  return subscriptions;
}

describe('Subscriptions', () => {
  it('goes from pending to confirmed in one request', () => {
    const subscriptions = of('a', 'b');
    const request = subscriptions.next(0);
    expect(request).toEqual({ method: 'SUBSCRIBE', names: ['a', 'b'] });
    expect(subscriptions.next(0)).toBeUndefined();
    expect(subscriptions.confirmed).toBe(0);
    expect(subscriptions.confirm(request!)).toEqual([]);
    expect(subscriptions.confirmed).toBe(2);
    expect(subscriptions.isSettled).toBe(true);
  });

  it('puts at most 200 names into a request', () => {
    const subscriptions = of(...Array.from({ length: 450 }, (_, i) => `s${i}`));
    const sizes = [0, 0, 0, 0].map(() => subscriptions.next(0)?.names.length);
    expect(sizes).toEqual([200, 200, 50, undefined]);
  });

  it('asks for urgent names before all others', () => {
    const subscriptions = new Subscriptions((name) => name.startsWith('btc'));
    for (let i = 0; i < 300; i++) subscriptions.add(`s${i}@trade`);
    subscriptions.add('btcusdt@trade');
    subscriptions.add('btcusdt@depth');
    expect(subscriptions.next(0)?.names.slice(0, 3)).toEqual(['btcusdt@trade', 'btcusdt@depth', 's0@trade']);
  });

  it('forgets a name that was never asked for', () => {
    const subscriptions = of('a');
    subscriptions.remove('a');
    expect(subscriptions.size).toBe(0);
    expect(subscriptions.next(0)).toBeUndefined();
  });

  it('keeps the subscription when a name is given up and wanted again before anything was said', () => {
    const subscriptions = of('a');
    subscriptions.confirm(subscriptions.next(0)!);
    subscriptions.remove('a');
    subscriptions.add('a');
    expect(subscriptions.next(0)).toBeUndefined();
    expect(subscriptions.flowing()).toEqual(['a']);
  });

  it('gives a name up only after its SUBSCRIBE was answered', () => {
    const subscriptions = of('a');
    const request = subscriptions.next(0)!;
    subscriptions.remove('a');
    expect(subscriptions.next(0)).toBeUndefined();
    subscriptions.confirm(request);
    expect(subscriptions.next(0)).toEqual({ method: 'UNSUBSCRIBE', names: ['a'] });
  });

  it('subscribes anew, with a gap, what is wanted again while it is being given up', () => {
    const subscriptions = of('a');
    subscriptions.confirm(subscriptions.next(0)!);
    subscriptions.remove('a');
    const leave = subscriptions.next(0)!;
    subscriptions.add('a');
    expect(subscriptions.next(0)).toBeUndefined();
    expect(subscriptions.confirm(leave)).toEqual(['a']);
    expect(subscriptions.next(0)).toEqual({ method: 'SUBSCRIBE', names: ['a'] });
  });

  it('isolates the one name a server refuses, and keeps asking for it ever more rarely', () => {
    const subscriptions = of('a', 'b', 'bad', 'c');
    const refusedAt: number[] = [];
    for (let now = 0; now < 60_000; now += 250) {
      const request = subscriptions.next(now);
      if (!request) continue;
      if (request.names.includes('bad')) {
        subscriptions.refuse(request, now);
        if (request.names.length === 1) refusedAt.push(now);
      } else {
        subscriptions.confirm(request);
      }
    }
    expect(subscriptions.confirmed).toBe(3);
    expect(subscriptions.size).toBe(4);
    const pauses = refusedAt.slice(1).map((at, i) => at - (refusedAt[i] as number));
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(subscriptions.nextDueAt()).toBe((refusedAt.at(-1) as number) + 30_000);
  });

  it('repeats what was not answered', () => {
    const subscriptions = of('a', 'b');
    subscriptions.expire(subscriptions.next(0)!);
    expect(subscriptions.flowing()).toEqual(['a', 'b']);
    subscriptions.remove('b');
    expect(subscriptions.next(0)).toEqual({ method: 'UNSUBSCRIBE', names: ['b'] });
    expect(subscriptions.next(0)).toEqual({ method: 'SUBSCRIBE', names: ['a'] });
  });

  it('renews only what is flowing', () => {
    const subscriptions = of('a', 'b');
    subscriptions.confirm(subscriptions.next(0)!);
    subscriptions.remove('b');
    subscriptions.renew('a');
    subscriptions.renew('b');
    subscriptions.renew('unknown');
    expect(subscriptions.next(0)).toEqual({ method: 'UNSUBSCRIBE', names: ['a', 'b'] });
  });
});
