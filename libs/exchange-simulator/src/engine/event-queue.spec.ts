import { EngineBed, amount } from './engine.bed.js';

describe('events', () => {
  it('come after the command is done, with increasing execution ids', () => {
    const bed = new EngineBed();
    const seen: number[] = [];
    bed.engine.subscribe((event) => {
      if (event.kind !== 'execution') return;
      expect(bed.engine.openOrders('alice')).toEqual([]);
      seen.push(event.executionId);
    });
    bed.market('alice', 'SELL', '1');
    expect(seen).toEqual([1, 2]);
  });

  it('of a command given by a listener follow those still waiting', () => {
    const bed = new EngineBed();
    let answered = false;
    bed.engine.subscribe((event) => {
      if (event.kind !== 'execution' || answered) return;
      answered = true;
      bed.limit('bob', 'SELL', '1', '11');
    });
    bed.limit('alice', 'BUY', '1', '9');
    expect(bed.takeEvents()).toEqual([
      'alice #1 NEW NEW',
      'level 1 BUY 1@9',
      'balance alice ABC,XYZ',
      'bob #2 NEW NEW',
      'level 2 SELL 1@11',
      'balance bob ABC,XYZ',
    ]);
  });

  it('reach every listener even when one fails, and the failure surfaces', () => {
    const bed = new EngineBed();
    const unsubscribe = bed.engine.subscribe(() => {
      throw new Error('listener broke');
    });
    const late: string[] = [];
    bed.engine.subscribe(({ kind }) => late.push(kind));
    expect(() => bed.limit('alice', 'BUY', '1', '9')).toThrow('listener broke');
    expect(late).toEqual(['execution', 'level', 'balance']);
    expect(bed.book().bids).toEqual(['1@9']);
    unsubscribe();
    expect(() => bed.limit('alice', 'BUY', '1', '9')).not.toThrow();
  });

  it('carry what an execution report needs', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '1', '9');
    bed.limit('bob', 'SELL', '0.4', '9');
    const maker = bed.events.filter((event) => event.kind === 'execution').at(-1);
    expect(maker).toMatchObject({
      account: 'alice',
      executionType: 'TRADE',
      rejectReason: 'NONE',
      fill: { tradeId: 1, quantity: amount('0.4'), isMaker: true, commissionAsset: 'ABC' },
      order: { status: 'PARTIALLY_FILLED', isWorking: true, executedQty: amount('0.4') },
      time: bed.now,
    });
  });

  it('repeat exactly for the same commands at the same times', () => {
    const run = (): unknown => {
      const bed = new EngineBed();
      for (let i = 0; i < 20; i++) {
        bed.now += 7;
        bed.limit(
          i % 3 === 0 ? 'alice' : 'bob',
          i % 2 === 0 ? 'BUY' : 'SELL',
          '1',
          i % 5 === 0 ? '10' : '10.5',
        );
      }
      return bed.events;
    };
    expect(run()).toEqual(run());
  });
});
