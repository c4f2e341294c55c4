import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { LeapClock } from './leap-clock.js';
import { WsProbe } from './ws-probe.js';

describe('the leaping clock', () => {
  it('fires timers in order of time, then of setting, and leaps over the time between them', async () => {
    const clock = new LeapClock({ startMs: 1_000 });
    const fired: string[] = [];
    const note = (name: string) => () => void fired.push(`${name}@${clock.now()}`);
    for (const ms of [70, 10, 40, 10, 30]) clock.setTimeout(note(String(ms)), ms);
    clock.clearTimeout(clock.setTimeout(note('never'), 5));
    clock.setTimeout(() => clock.setTimeout(note('nested'), 5), 20);
    await clock.advance(60);
    expect(fired).toEqual(['10@1010', '10@1010', 'nested@1025', '30@1030', '40@1040']);
    expect([clock.now(), clock.monotonic()]).toEqual([1_060, 60]);
    await clock.advance(86_400_000);
    expect(fired.at(-1)).toBe('70@1070');
  });

  it('stands still while something crosses a socket, however many hours pass', async () => {
    const clock = new LeapClock();
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    server.on('connection', (socket) => {
      const tick = (): void => {
        socket.send(String(clock.monotonic()));
        clock.setTimeout(tick, 60_000);
      };
      clock.setTimeout(tick, 60_000);
    });
    const probe = await WsProbe.open(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const late: string[] = [];
    probe.socket.on('message', (text: Buffer) => {
      if (clock.monotonic() !== Number(text.toString())) late.push(text.toString());
    });
    await clock.until(() => probe.messages.length === 600, 11 * 3_600_000);
    expect(probe.messages).toHaveLength(600);
    expect(late).toEqual([]);
    await probe.close();
    server.close();
  });

  it('gives up in virtual time, and waits for promises', async () => {
    const clock = new LeapClock();
    await expect(clock.until(() => false, 5_000, 'never')).rejects.toThrow(
      'never not met within 5000 virtual ms',
    );
    const later = new Promise<number>((resolve) => clock.setTimeout(() => resolve(7), 3_600_000));
    await expect(clock.during(later, 4_000_000)).resolves.toBe(7);
  });

  it('holds time while something is busy, but not for ever', async () => {
    let isBusy = true;
    const clock = new LeapClock({ isBusy: () => isBusy });
    let fired = 0;
    clock.setTimeout(() => fired++, 10);
    const passing = clock.advance(10);
    for (let i = 0; i < 100; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(fired).toBe(0);
    isBusy = false;
    await passing;
    expect(fired).toBe(1);
    isBusy = true;
    await clock.advance(10);
    expect(clock.monotonic()).toBe(20);
  });
});
