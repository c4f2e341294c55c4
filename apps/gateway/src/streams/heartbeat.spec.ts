import { FakeClock } from '@binance-gateway/testing';
import { Heartbeat, PING_INTERVAL_MS } from './heartbeat.js';

describe('heartbeat', () => {
  const clock = new FakeClock();
  const heartbeat = new Heartbeat(clock);

  function connection(drained: () => number | undefined = () => undefined) {
    const seen = { pings: 0, isDead: false };
    const target = { ping: () => seen.pings++, onDead: () => (seen.isDead = true), drained };
    return { seen, pulse: heartbeat.start(target) };
  }

  it('pings each connection once an interval, a few at a time, from one timer', () => {
    const connections = Array.from({ length: 90 }, connection);
    expect(clock.pending).toBe(1);
    clock.advanceSync(PING_INTERVAL_MS / 30);
    expect(connections.filter(({ seen }) => seen.pings === 1)).toHaveLength(3);
    clock.advanceSync(PING_INTERVAL_MS - PING_INTERVAL_MS / 30);
    expect(connections.every(({ seen }) => seen.pings === 1)).toBe(true);
    connections.forEach(({ pulse }) => pulse.stop());
    clock.advanceSync(PING_INTERVAL_MS);
    expect(clock.pending).toBe(0);
  });

  it('gives up two unanswered pings later, unless any sign of life comes', () => {
    const silent = connection();
    const alive = connection();
    for (let i = 0; i < 3; i++) {
      clock.advanceSync(PING_INTERVAL_MS);
      alive.pulse.beat();
    }
    expect([silent.seen, alive.seen]).toEqual([
      { pings: 2, isDead: true },
      { pings: 3, isDead: false },
    ]);
    alive.pulse.stop();
  });

  it('takes what a backed-up reader still reads for a sign of life', () => {
    let bytes = 0;
    const slow = connection(() => (bytes += 1_000));
    const stuck = connection(() => 1_000);
    for (let i = 0; i < 5; i++) clock.advanceSync(PING_INTERVAL_MS);
    expect([slow.seen.isDead, stuck.seen.isDead]).toEqual([false, true]);
    slow.pulse.stop();
  });
});
