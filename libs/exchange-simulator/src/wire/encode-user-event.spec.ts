import { describeWithFixtures, fixture, readJsonl } from '@binance-gateway/testing';
import { EngineBed, amount } from '../engine/engine.bed.js';
import { encodeUserEvent } from './encode-user-event.js';

type Event = Record<string, unknown> & { e: string };

/** What the account's stream would carry of everything since the last call. */
function streamOf(bed: EngineBed, account: string): Event[] {
  return bed.events
    .splice(0)
    .flatMap((event) => ('account' in event && event.account === account ? [event] : []))
    .map((event) => encodeUserEvent(event, bed.now) as Event);
}

const namesOf = (event: Event | undefined): string[] => Object.keys(event ?? {});

describeWithFixtures('recorded lives of orders', () => {
  const recorded = readJsonl<{ raw: Event & { data?: Event } }>(
    fixture('ws/user_data_events_live.jsonl'),
  ).map(({ raw }) => raw.data ?? raw);
  const recordedOf = (type: string): Event => recorded.find(({ e }) => e === type) as Event;

  it('a purchase that rests and is filled: the same events in the same order, with the same members', () => {
    const start = recorded.findIndex(({ e }) => e === 'outboundAccountPosition') - 1;
    const life = recorded.slice(start, start + 3);
    const bed = new EngineBed({ commissions: { maker: amount('0.00075'), taker: amount('0.001') } });
    bed.limit('alice', 'BUY', '0.1', '9');
    bed.limit('bob', 'SELL', '0.1', '9');
    const ours = streamOf(bed, 'alice');
    expect(ours.slice(0, 3).map(({ e, x, X }) => [e, x, X])).toEqual(life.map(({ e, x, X }) => [e, x, X]));
    ours.slice(0, 3).forEach((event, i) => {
      expect(namesOf(event)).toEqual(namesOf(life[i]));
    });
    const [, , fill] = ours;
    expect(fill).toMatchObject({ w: false, m: true, M: true, n: '0.00007500', N: 'ABC' });
  });

  it('an order list and a deposit', () => {
    const bed = new EngineBed();
    bed.oto(
      'alice',
      bed.terms('BUY', 'LIMIT', { price: '9', quantity: '2', timeInForce: 'GTC' }),
      bed.terms('SELL', 'LIMIT', { price: '11', quantity: '2', timeInForce: 'GTC' }),
    );
    const list = streamOf(bed, 'alice').find(({ e }) => e === 'listStatus');
    const sample = recordedOf('listStatus');
    expect(namesOf(list)).toEqual(namesOf(sample));
    expect(list).toMatchObject({ c: sample['c'], l: sample['l'], L: sample['L'], r: sample['r'] });
    bed.engine.transfer('alice', 'XYZ', amount('1'));
    expect(namesOf(streamOf(bed, 'alice')[0])).toEqual(namesOf(recordedOf('balanceUpdate')));
  });
});

describe('members that only some reports have', () => {
  it('of a cancel, an amendment, a trailing stop and a pegged order', () => {
    const bed = new EngineBed();
    bed.limit('alice', 'BUY', '2', '9');
    bed.engine.amend({
      account: 'alice',
      symbol: 'ABCXYZ',
      ref: { orderId: 1 },
      newQty: amount('1'),
      newClientOrderId: 'new',
    });
    bed.engine.cancel('alice', 'ABCXYZ', { orderId: 1 }, 'cancel');
    bed.place('alice', 'SELL', { type: 'STOP_LOSS', quantity: amount('1'), trailingDelta: 100 });
    bed.limit('bob', 'BUY', '1', '8');
    bed.place('alice', 'BUY', {
      timeInForce: 'GTC',
      quantity: amount('1'),
      pegPriceType: 'PRIMARY_PEG',
    });
    const [, replaced, canceled, trailing, pegged] = streamOf(bed, 'alice').filter(
      ({ e }) => e === 'executionReport',
    );
    expect(replaced).toMatchObject({ x: 'REPLACED', c: 'new', C: 'id-1', q: '1.00000000' });
    expect(canceled).toMatchObject({ x: 'CANCELED', c: 'cancel', C: 'new' });
    expect(trailing).toMatchObject({ d: 100, D: bed.now, w: false });
    expect(pegged).toMatchObject({ p: '0.00000000', gP: 'PRIMARY_PEG', gp: '8.00000000' });
  });
});
