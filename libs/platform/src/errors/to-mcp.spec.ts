import { AppError, ERROR_TABLE, type ErrorCode, invalidInput } from '@binance-gateway/domain-types';
import { NEXT_STEPS, toToolError } from './to-mcp.js';
import { toProblem } from './problem.js';

const CONTEXT = { requestId: 'r-1', now: 1_767_225_600_000 };

describe('an error as a tool result', () => {
  it('tells what the problem document tells, without what only HTTP needs', () => {
    const error = new AppError('INSUFFICIENT_BALANCE', 'USDT: needed 500, available 3', {
      binanceCode: -2010,
      extra: { asset: 'USDT', needed: '500', available: '3' },
    });
    const document = toToolError(error, CONTEXT);
    const { type: _, title: _1, status: _2, retry: _3, ...shared } = toProblem(error, CONTEXT);
    expect(document).toMatchObject(shared);
    expect(document).toMatchObject({ kind: 'error', retryable: false });
    expect(document).not.toHaveProperty('status');
  });

  it('names the fields of a wrong input', () => {
    const document = toToolError(invalidInput([{ field: 'limit', message: 'limit must be 1' }]), CONTEXT);
    expect(document['fields']).toEqual([{ field: 'limit', message: 'limit must be 1' }]);
  });

  it('says for how long to wait', () => {
    const document = toToolError(
      new AppError('UPSTREAM_BANNED', 'banned', { retryAfterMs: 30_001 }),
      CONTEXT,
    );
    expect(document).toMatchObject({ retryable: true, retryAfter: 31 });
    expect(document.nextStep).toContain('Wait 31 s');
  });

  it('makes an unknown outcome a kind of its own that says not to send again', () => {
    const extra = { outcome: 'UNKNOWN', clientOrderId: 'bg-1' };
    const document = toToolError(new AppError('OUTCOME_UNKNOWN', 'no answer', { extra }), CONTEXT);
    expect(document).toMatchObject({ kind: 'outcome-unknown', retryable: false, clientOrderId: 'bg-1' });
    expect(document.nextStep).toContain('DO NOT send the order again');
  });

  it.each(Object.keys(ERROR_TABLE) as ErrorCode[])('has a next step for %s', (code) => {
    const document = toToolError(new AppError(code, 'detail'), CONTEXT);
    expect(document.nextStep).toMatch(/\.$/);
    expect(document.nextStep).not.toContain('{');
    expect(document.retryable).toBe(['safe', 'after'].includes(ERROR_TABLE[code].retry));
    expect(NEXT_STEPS[code].length).toBeLessThan(170);
  });
});
