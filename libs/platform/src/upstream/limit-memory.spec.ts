import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@binance-gateway/domain-types';
import { FakeClock } from '@binance-gateway/testing';
import { loadConfig } from '../config/load-config.js';
import { rememberedSilence } from './limit-memory.js';

describe('what outlasts a restart', () => {
  let directory: string;
  let file: string;
  const open = (clock: FakeClock): ReturnType<typeof rememberedSilence> =>
    rememberedSilence(loadConfig('gateway', { BINANCE_ENV: 'testnet', DATA_DIR: directory }), false, {
      clock,
      logger: silentLogger,
    });

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'limits-'));
    file = join(directory, 'limits', 'testnet.json');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('is a ban, for what is left of it', () => {
    const clock = new FakeClock();
    open(clock).begin(120_000, true);
    const next = open(new FakeClock(clock.now() + 30_000));
    expect([next.remainingMs, next.isBan]).toEqual([90_000, true]);
    expect(open(new FakeClock(clock.now() + 120_000)).remainingMs).toBe(0);
    expect(readdirSync(join(directory, 'limits'))).toEqual(['testnet.json']);
  });

  it('is the longest of what the processes of this address were told', () => {
    const clock = new FakeClock();
    const [one, other] = [open(clock), open(clock)];
    one.begin(300_000, true);
    other.begin(60_000, false);
    other.beginOrders(10_000);
    const next = open(clock);
    expect([next.remainingMs, next.isBan, next.ordersRemainingMs]).toEqual([300_000, true, 10_000]);
  });

  it.each(['', '{"until":', 'null', '{"until":"soon","banned":true,"ordersUntil":0}'])(
    'is nothing when the file is broken, and the next ban mends it: %j',
    (text) => {
      const clock = new FakeClock();
      open(clock).begin(1_000, true);
      writeFileSync(file, text);
      const silence = open(clock);
      expect(silence.remainingMs).toBe(0);
      silence.begin(5_000, true);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
        until: clock.now() + 5_000,
        banned: true,
        ordersUntil: 0,
      });
    },
  );

  it('refuses requests also when it cannot be written down', () => {
    writeFileSync(join(directory, 'limits'), 'in the way');
    const silence = open(new FakeClock());
    silence.begin(5_000, true);
    expect(silence.remainingMs).toBe(5_000);
  });
});
