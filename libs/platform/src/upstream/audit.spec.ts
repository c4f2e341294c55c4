import { AppError, type Logger, type NewOrderInput, placeOrder } from '@binance-gateway/domain-types';
import { FakeClock } from '@binance-gateway/testing';
import { AuditTrail } from './audit.js';

const INPUT: NewOrderInput = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'MARKET',
  quoteOrderQty: '100',
  newClientOrderId: 'mine-1',
};
const CONTEXT = { requestId: 'request-1', principal: 'bot' };

function trail() {
  const lines: object[] = [];
  const note = (fields: object, message: string): void => void lines.push({ ...fields, message });
  const logger: Logger = { debug: note, info: note, warn: note, error: note };
  return { lines, audit: new AuditTrail(logger, new FakeClock()) };
}

describe('AuditTrail', () => {
  it('notes who placed what and how the exchange calls it', async () => {
    const { lines, audit } = trail();
    const answer = { symbol: 'BTCUSDT', orderId: 7, clientOrderId: 'mine-1', status: 'FILLED' };
    expect(await audit.record(placeOrder, INPUT, CONTEXT, () => Promise.resolve(answer))).toBe(answer);
    expect(lines).toEqual([
      {
        message: 'audit',
        operation: 'place_order',
        principal: 'bot',
        requestId: 'request-1',
        symbol: 'BTCUSDT',
        side: 'BUY',
        type: 'MARKET',
        orderId: 7,
        clientOrderId: 'mine-1',
        outcome: 'ok',
        ms: 0,
      },
    ]);
  });

  it('notes how it failed, and with which id to ask', async () => {
    const { lines, audit } = trail();
    const lost = new AppError('OUTCOME_UNKNOWN', 'x', {
      extra: { outcome: 'UNKNOWN', clientOrderId: 'made-1' },
    });
    await expect(audit.record(placeOrder, INPUT, CONTEXT, () => Promise.reject(lost))).rejects.toBe(lost);
    const bug = new Error('secret text');
    await expect(audit.record(placeOrder, INPUT, CONTEXT, () => Promise.reject(bug))).rejects.toBe(bug);
    expect(lines).toMatchObject([
      { outcome: 'OUTCOME_UNKNOWN', clientOrderId: 'made-1' },
      { outcome: 'INTERNAL', clientOrderId: 'mine-1' },
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret text');
  });
});
