import { silentLogger } from '@binance-gateway/domain-types';
import { FakeClock } from '@binance-gateway/testing';
import type { Tap } from '@binance-gateway/stream-hub';
import { SilenceWatch } from './silence-watch.js';

/** A hub of which only positions and one tap are needed. */
class Bed {
  readonly clock = new FakeClock();
  readonly channels = new Map<string, { epoch: string; offset: number }>();
  readonly renewed: string[] = [];
  alarms = 0;
  evidence: Tap | undefined;
  silentMs: number | undefined = 0;
  readonly watch = new SilenceWatch({
    clock: this.clock,
    logger: silentLogger,
    hub: {
      positions: () => this.channels.entries(),
      tap: (_name, tap) => {
        this.evidence = tap;
        return () => (this.evidence = undefined);
      },
    },
    streams: { silentMs: () => this.silentMs, renew: (names) => void this.renewed.push(...names) },
    onSilentStream: () => this.alarms++,
  });

  say(name: string): void {
    const { offset } = this.channels.get(name) ?? { offset: 0 };
    this.channels.set(name, { epoch: 'e', offset: offset + 1 });
  }

  tell(s: string, c: string, v: string): void {
    this.evidence?.onMessage(Buffer.from(JSON.stringify([{ s, c, v }])));
  }

  /** One second after another; `each` says what happens in it. */
  async seconds(count: number, each: (second: number) => void = () => undefined): Promise<void> {
    for (let i = 0; i < count; i++) {
      each(i);
      await this.clock.advance(1_000);
    }
  }
}

describe('SilenceWatch', () => {
  let bed: Bed;
  beforeEach(() => (bed = new Bed()));
  afterEach(() => bed.watch.close());

  it.each(['btcusdt@trade', 'btcusdt@depth@100ms', 'btcusdt@kline_1m', 'btcusdt@bookTicker'])(
    'subscribes %s anew, once, when its symbol is traded without a word of it',
    async (name) => {
      bed.say(name);
      bed.say('ethusdt@trade');
      await bed.seconds(3);
      let volume = 1;
      await bed.seconds(8, () => {
        bed.tell('BTCUSDT', '100.0', `${volume++}.0`);
        bed.say('ethusdt@trade');
      });
      expect(bed.renewed).toEqual([name]);
      expect(bed.alarms).toBe(1);
      await bed.seconds(15, () => bed.tell('BTCUSDT', '100.0', `${volume++}.0`));
      expect(bed.renewed).toEqual([name]);
      await bed.seconds(30, () => bed.tell('BTCUSDT', '100.0', `${volume++}.0`));
      expect(bed.renewed).toEqual([name, name]);
    },
  );

  it('leaves streams alone that speak, or whose symbol is quiet', async () => {
    bed.say('btcusdt@trade');
    bed.say('bnbusdt@trade');
    await bed.seconds(60, (i) => {
      bed.say('btcusdt@trade');
      bed.tell('BTCUSDT', '100.0', `${i}.0`);
      // an old trade has left the day: the ticker changes, nobody traded
      bed.tell('BNBUSDT', '5.0', `${1_000 - i}.0`);
    });
    expect(bed.renewed).toEqual([]);
  });

  it('leaves streams alone that a trade need not change, or that are not subscribed, or whose connection is dead', async () => {
    for (const name of ['btcusdt@blockTrade', 'btcusdt@referencePrice', 'nonsense']) bed.say(name);
    await bed.seconds(20, (i) => bed.tell('BTCUSDT', '100.0', `${i}.0`));
    bed.say('btcusdt@trade');
    await bed.seconds(2);
    for (const silentMs of [undefined, 60_000]) {
      bed.silentMs = silentMs;
      await bed.seconds(20, (i) => bed.tell('BTCUSDT', '100.0', `${i}.0`));
    }
    expect(bed.renewed).toEqual([]);
  });

  it('finds the stream of all tickers itself dead by the trades of others', async () => {
    bed.say('!miniTicker@arr');
    bed.say('btcusdt@trade');
    await bed.seconds(12, () => bed.say('btcusdt@trade'));
    expect(bed.renewed).toEqual(['!miniTicker@arr']);
  });

  it('reads the tickers only while there is something to watch, and survives what it cannot read', async () => {
    await bed.seconds(3);
    expect(bed.evidence).toBeUndefined();
    bed.say('btcusdt@trade');
    await bed.seconds(2);
    expect(bed.evidence).toBeDefined();
    bed.evidence?.onMessage(Buffer.from('nonsense'));
    bed.evidence?.onMessage(Buffer.from('{"not":"a list"}'));
    bed.channels.clear();
    await bed.seconds(2);
    expect(bed.evidence).toBeUndefined();
  });
});
