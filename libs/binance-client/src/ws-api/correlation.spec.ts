import type { AppError, WireApiResponse } from '@binance-gateway/domain-types';
import { FakeClock } from '@binance-gateway/testing';
import { type AwaitedRequest, type Outcome, PendingRequests } from './correlation.js';

const NOW = 1_700_000_000_000;
const read: AwaitedRequest = { method: 'account.status', isSigned: true, isOrder: false };
const publicRead: AwaitedRequest = { method: 'depth', isSigned: false, isOrder: false };
const order: AwaitedRequest = {
  method: 'order.place',
  isSigned: true,
  isOrder: true,
  clientOrderId: 'mine-1',
};

describe('PendingRequests', () => {
  let clock: FakeClock;
  let pending: PendingRequests;
  let outcomes: Record<string, Outcome>;

  beforeEach(() => {
    clock = new FakeClock();
    pending = new PendingRequests(clock, () => NOW);
    outcomes = {};
  });

  const add = (label: string, request: AwaitedRequest, timeoutMs = 1_000): number =>
    pending.add(request, timeoutMs, (outcome) => {
      if (outcomes[label]) throw new Error(`${label} was settled twice`);
      outcomes[label] = outcome;
    });
  const answer = (response: WireApiResponse): void =>
    pending.answer(response, Buffer.from(JSON.stringify(response)));
  const errorOf = (label: string): AppError | undefined => outcomes[label]?.error;

  it('gives every answer to its request, in any order and with ids of either type', () => {
    const first = add('first', read);
    const second = add('second', publicRead);
    answer({ id: second, status: 200, result: 'two' });
    answer({ id: String(first), status: 200, result: 'one' });
    expect(outcomes['first']?.response?.result).toBe('one');
    expect(outcomes['second']?.response?.result).toBe('two');
    expect(pending.size).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('ends at the deadline: a read has timed out, an order has an unknown outcome', () => {
    add('read', read, 1_000);
    const id = add('order', order, 1_000);
    clock.advanceSync(1_000);
    expect(errorOf('read')).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect(errorOf('order')).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      extra: { outcome: 'UNKNOWN', clientOrderId: 'mine-1' },
    });
    answer({ id, status: 200, result: 'late' });
    expect(pending.size).toBe(0);
  });

  it('ends with the connection in the same way', () => {
    add('read', read);
    add('order', order);
    pending.abandon('the connection was lost');
    expect(errorOf('read')).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(errorOf('order')).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });

  it('classifies refusals', () => {
    const refuse = (
      request: AwaitedRequest,
      status: number,
      code: number,
      msg: string,
      data?: unknown,
    ): AppError => {
      const label = `${request.method} ${status} ${code}`;
      answer({
        id: add(label, request),
        status,
        error: { code, msg, ...(data === undefined ? {} : { data }) },
      });
      return errorOf(label) as AppError;
    };
    expect(refuse(order, 400, -2010, 'Account has insufficient balance for requested action.')).toMatchObject(
      {
        code: 'INSUFFICIENT_BALANCE',
        binanceCode: -2010,
      },
    );
    expect(refuse(order, 504, -1007, 'Timeout waiting for response')).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
    });
    expect(refuse(read, 504, -1007, 'Timeout waiting for response')).toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    });
    expect(
      refuse(order, 409, -2021, 'Order cancel-replace partially failed.', { cancelResult: 'SUCCESS' }),
    ).toMatchObject({
      code: 'PARTIAL_FAILURE',
      extra: { data: { cancelResult: 'SUCCESS' } },
    });
  });

  it('takes retryAfter for the moment it is', () => {
    answer({
      id: add('limited', read),
      status: 429,
      error: { code: -1003, msg: 'Too much', data: { serverTime: NOW - 60_000, retryAfter: NOW - 53_000 } },
    });
    answer({
      id: add('banned', read),
      status: 418,
      error: { code: -1003, msg: 'Banned', data: { retryAfter: NOW + 120_000 } },
    });
    expect(errorOf('limited')).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', retryAfterMs: 7_000 });
    expect(errorOf('banned')).toMatchObject({ code: 'UPSTREAM_BANNED', retryAfterMs: 120_000 });
  });

  describe('an error without an id', () => {
    const revoked = {
      id: null,
      status: 401,
      error: { code: -2015, msg: 'Invalid API-key, IP, or permissions for action.' },
    };

    it('is the answer of the only candidate', () => {
      add('public', publicRead);
      add('order', order);
      answer(revoked);
      expect(errorOf('order')).toMatchObject({ code: 'CREDENTIALS_REFUSED', binanceCode: -2015 });
      expect(outcomes['public']).toBeUndefined();
    });

    it('fails every read it may belong to, and leaves orders open', () => {
      add('read', read);
      add('order', order);
      answer(revoked);
      expect(errorOf('read')).toMatchObject({ code: 'CREDENTIALS_REFUSED' });
      expect(errorOf('order')).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
      expect(errorOf('order')?.cause).toMatchObject({ code: 'CREDENTIALS_REFUSED' });
    });

    it('touches unsigned requests unless it speaks of credentials', () => {
      add('public', publicRead);
      answer({
        id: null,
        status: 400,
        error: { code: -1135, msg: 'This error code will occur if a parameter is invalid.' },
      });
      expect(errorOf('public')).toMatchObject({ binanceCode: -1135 });
    });
  });
});
