import { AppError, ERROR_TABLE, invalidInput } from './errors.js';

describe('errors', () => {
  it('name what a caller may do: a retry class fits its status', () => {
    for (const [code, { status, retry, title }] of Object.entries(ERROR_TABLE)) {
      expect(code).toMatch(/^[A-Z_]+$/);
      expect(title.length).toBeGreaterThan(3);
      if (status === 429) expect([code, retry]).toEqual([code, 'after']);
      if (status >= 400 && status < 429 && status !== 408) expect([code, retry]).toEqual([code, 'never']);
    }
    expect(ERROR_TABLE.OUTCOME_UNKNOWN).toMatchObject({ status: 504, retry: 'unknown-outcome' });
  });

  it('carry what a face needs to render them', () => {
    const cause = new Error('socket hang up');
    const error = new AppError('OUTCOME_UNKNOWN', 'no answer', { extra: { clientOrderId: 'a' }, cause });
    expect(error.spec.status).toBe(504);
    expect(error.cause).toBe(cause);
    expect(AppError.is(error)).toBe(true);
    expect(AppError.is(cause)).toBe(false);
    expect(AppError.is(undefined)).toBe(false);
  });

  it('join the fields of an input error', () => {
    const error = invalidInput([
      { field: 'a', message: 'a is wrong' },
      { field: 'b', message: 'b too' },
    ]);
    expect(error.message).toBe('a is wrong; b too');
    expect(error.fields).toHaveLength(2);
  });
});
