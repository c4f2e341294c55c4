import fc from 'fast-check';
import { Handover } from './handover.js';

type Told = { name: string; event: Record<string, unknown> } | { gap: readonly string[] };

class Crossing {
  readonly told: Told[] = [];
  readonly handover: Handover;
  crossed = 0;

  constructor(names: readonly string[]) {
    this.handover = new Handover(
      names,
      { onFrame: (name, payload) => void this.told.push({ name, event: JSON.parse(payload.toString()) }) },
      (gap) => void this.told.push({ gap }),
      () => this.crossed++,
    );
  }

  old(name: string, event: unknown): void {
    const payload = Buffer.from(JSON.stringify(event));
    this.handover.fromOld.onFrame(name, payload, payload);
  }

  next(name: string, event: unknown): void {
    const payload = Buffer.from(JSON.stringify(event));
    this.handover.fromNew.onFrame(name, payload, payload);
  }

  get events(): Record<string, unknown>[] {
    return this.told.flatMap((item) => ('event' in item ? [item.event] : []));
  }
}

const trade = (t: number): { e: string; t: number } => ({ e: 'trade', t });

describe('Handover', () => {
  it('drops what both connections bring', () => {
    const crossing = new Crossing(['a@trade']);
    crossing.old('a@trade', trade(1));
    crossing.next('a@trade', trade(1));
    crossing.old('a@trade', trade(2));
    crossing.next('a@trade', trade(2));
    crossing.next('a@trade', trade(3));
    expect(crossing.events.map((event) => event['t'])).toEqual([1, 2, 3]);
    expect(crossing.crossed).toBe(1);
  });

  it('holds the faster connection back until the slower has caught up', () => {
    const crossing = new Crossing(['a@aggTrade']);
    const agg = (a: number): unknown => ({ e: 'aggTrade', a });
    for (const id of [5, 6, 7]) crossing.next('a@aggTrade', agg(id));
    crossing.old('a@aggTrade', agg(3));
    expect(crossing.events).toHaveLength(1);
    crossing.old('a@aggTrade', agg(4));
    expect(crossing.events.map((event) => event['a'])).toEqual([3, 4, 5, 6, 7]);
  });

  it('joins depth events that are cut differently', () => {
    const crossing = new Crossing(['a@depth']);
    crossing.old('a@depth', { U: 1, u: 6 });
    crossing.next('a@depth', { U: 4, u: 9 });
    crossing.old('a@depth', { U: 7, u: 12 });
    crossing.next('a@depth', { U: 10, u: 11 });
    expect(crossing.events).toEqual([
      { U: 1, u: 6 },
      { U: 4, u: 9 },
      { U: 10, u: 11 },
    ]);
  });

  it('changes over at once where the newest event is all there is to know', () => {
    const crossing = new Crossing(['a@bookTicker', 'a@kline_1m', 'a@depth5@100ms']);
    expect(crossing.handover.waiting).toBe(0);
    crossing.old('a@bookTicker', { u: 1 });
    crossing.next('a@bookTicker', { u: 2 });
    expect(crossing.told).toEqual([{ name: 'a@bookTicker', event: { u: 2 } }]);
  });

  it('tells of a gap at once where nobody can know', () => {
    expect(new Crossing(['!miniTicker@arr', 'a@somethingNew']).told).toEqual([
      { gap: ['!miniTicker@arr', 'a@somethingNew'] },
    ]);
  });

  it('lets a silent stream continue, unless the old connection broke off', () => {
    const quiet = new Crossing(['a@trade']);
    quiet.handover.finish(false);
    expect(quiet.told).toEqual([]);
    const cut = new Crossing(['a@trade']);
    cut.handover.finish(true);
    expect(cut.told).toEqual([{ gap: ['a@trade'] }]);
  });

  it('gives a gap to streams that did not meet in time, before what was held', () => {
    const crossing = new Crossing(['a@trade', 'b@trade']);
    crossing.next('a@trade', trade(9));
    crossing.old('b@trade', trade(1));
    crossing.handover.finish(false);
    crossing.next('a@trade', trade(10));
    expect(crossing.told).toEqual([
      { name: 'b@trade', event: trade(1) },
      { gap: ['a@trade', 'b@trade'] },
      { name: 'a@trade', event: trade(9) },
      { name: 'a@trade', event: trade(10) },
    ]);
  });

  it('gives a gap when an event cannot be placed or too many wait', () => {
    const unreadable = new Crossing(['a@trade']);
    unreadable.next('a@trade', { e: 'trade' });
    unreadable.old('a@trade', trade(1));
    unreadable.next('a@trade', trade(2));
    unreadable.handover.finish(false);
    expect(unreadable.told).toEqual([{ name: 'a@trade', event: trade(1) }, { gap: ['a@trade'] }]);

    const flooded = new Crossing(['a@trade']);
    for (let id = 1; id <= 1_500; id++) flooded.next('a@trade', trade(id));
    flooded.handover.finish(false);
    flooded.next('a@trade', trade(1_501));
    expect(flooded.told).toEqual([{ gap: ['a@trade'] }, { name: 'a@trade', event: trade(1_501) }]);
  });

  it('never leaves a hole or a step back without a gap, however the two connections run', () => {
    /** Cuts ids 1..100 into consecutive events. */
    const cuts = fc
      .array(fc.integer({ min: 1, max: 9 }), { minLength: 100, maxLength: 100 })
      .map((lengths) => {
        const events: { U: number; u: number }[] = [];
        for (let U = 1, i = 0; U <= 100; i++) {
          const u = Math.min(100, U + (lengths[i] as number) - 1);
          events.push({ U, u });
          U = u + 1;
        }
        return events;
      });
    const run = fc.record({
      oldCut: cuts,
      newCut: cuts,
      newFrom: fc.integer({ min: 0, max: 30 }),
      oldBefore: fc.integer({ min: 0, max: 30 }),
      turns: fc.array(fc.boolean(), { maxLength: 60 }),
      hasBrokenOff: fc.boolean(),
    });
    fc.assert(
      fc.property(run, ({ oldCut, newCut, newFrom, oldBefore, turns, hasBrokenOff }) => {
        const older = oldCut.slice(oldBefore);
        const newer = newCut.slice(newFrom);
        // the old connection has delivered everything before, and lags by whatever the turns make of it
        const before = oldCut[oldBefore - 1]?.u ?? 0;
        const crossing = new Crossing(['a@depth@100ms']);
        for (const isOld of turns) {
          const event = (isOld ? older : newer).shift();
          if (event) (isOld ? crossing.old : crossing.next).call(crossing, 'a@depth@100ms', event);
        }
        crossing.handover.finish(hasBrokenOff);
        for (const event of newer) crossing.next('a@depth@100ms', event);
        let last: number | undefined = crossing.told.some((item) => 'gap' in item) ? before : undefined;
        for (const item of crossing.told) {
          if ('gap' in item) {
            last = undefined;
            continue;
          }
          const { U, u } = item.event as { U: number; u: number };
          if (last !== undefined) {
            expect(U).toBeLessThanOrEqual(last + 1);
            expect(u).toBeGreaterThan(last);
          }
          last = u;
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
