import { AppError, ERROR_TABLE, type ErrorCode } from '@binance-gateway/domain-types';
import { problemType, retryAfterSeconds, toAppError, toProblem } from './problem.js';

const CONTEXT = { requestId: 'request-1', now: Date.UTC(2026, 0, 2, 3, 4, 5, 678) };
const CODES = Object.keys(ERROR_TABLE) as ErrorCode[];

describe('toProblem', () => {
  it('holds the standard members and those of the error', () => {
    const error = new AppError('INSUFFICIENT_BALANCE', '5 USDT available', {
      binanceCode: -2010,
      fields: [{ field: 'quantity', message: 'is too much' }],
      extra: { asset: 'USDT', needed: '50', available: '5' },
    });
    expect(toProblem(error, CONTEXT)).toEqual({
      type: 'urn:binance-gateway:error:insufficient-balance',
      title: 'Insufficient balance',
      status: 400,
      detail: '5 USDT available',
      code: 'INSUFFICIENT_BALANCE',
      retry: 'never',
      requestId: 'request-1',
      timestamp: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
      binanceCode: -2010,
      fields: [{ field: 'quantity', message: 'is too much' }],
      asset: 'USDT',
      needed: '50',
      available: '5',
    });
  });

  it.each(CODES)('renders %s from its row of the table', (code) => {
    const { status, title } = ERROR_TABLE[code];
    expect(toProblem(new AppError(code, 'x'), CONTEXT)).toMatchObject({ status, title, code });
  });

  it('gives every code a type of its own', () => {
    expect(new Set(CODES.map(problemType)).size).toBe(CODES.length);
  });

  it('does not let extra members pass for standard ones', () => {
    const extra = { status: 200, code: 'OK', requestId: 'forged', timestamp: 'never' };
    expect(toProblem(new AppError('CONFLICT', 'x', { extra }), CONTEXT)).toMatchObject({
      status: 409,
      code: 'CONFLICT',
      requestId: 'request-1',
    });
  });
});

describe('retryAfterSeconds', () => {
  it('rounds up, says at least one second, and nothing where waiting does not help', () => {
    const after = (code: ErrorCode, retryAfterMs?: number): number | undefined =>
      retryAfterSeconds(new AppError(code, 'x', retryAfterMs === undefined ? {} : { retryAfterMs }));
    expect(after('RATE_LIMITED', 1_001)).toBe(2);
    expect(after('RATE_LIMITED', 0)).toBe(1);
    expect(after('NOT_READY')).toBe(1);
    expect(after('INVALID_INPUT')).toBeUndefined();
  });
});

describe('toAppError', () => {
  it('keeps what was thrown on purpose', () => {
    const error = new AppError('CONFLICT', 'x');
    expect(toAppError(error)).toBe(error);
  });

  it.each([[new Error('password is hunter2')], ['hunter2'], [{ message: 'hunter2' }], [undefined]])(
    'says nothing of what was not: %p',
    (thrown) => {
      const error = toAppError(thrown);
      expect(error.code).toBe('INTERNAL');
      expect(JSON.stringify(toProblem(error, CONTEXT))).not.toContain('hunter2');
      expect(error.cause).toBe(thrown);
    },
  );
});
