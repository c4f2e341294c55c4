import { DISCONNECT, reasonOf, shouldReconnect } from './disconnect.js';

describe('DISCONNECT', () => {
  it('has codes that are never renumbered', () => {
    const codes = Object.fromEntries(Object.entries(DISCONNECT).map(([name, { code }]) => [name, code]));
    expect(codes).toEqual({
      SHUTDOWN: 3001,
      INTERNAL: 3004,
      SLOW: 3008,
      GAP: 3010,
      NO_PONG: 3012,
      EXPIRED: 3013,
      TOO_MANY_MESSAGES: 3014,
      UNAUTHORIZED: 3500,
      BAD_REQUEST: 3501,
      STREAM_ENDED: 3502,
    });
  });

  it('says by range alone whether to reconnect', () => {
    for (const { code, reconnect } of Object.values(DISCONNECT)) {
      expect(shouldReconnect(code)).toBe(reconnect);
    }
    expect([1006, 3499, 4000, 4499].map(shouldReconnect)).toEqual([true, true, true, true]);
    expect([3500, 3999, 4500, 4999].map(shouldReconnect)).toEqual([false, false, false, false]);
  });

  it('cuts a reason to what a close frame holds, between characters', () => {
    expect(reasonOf(DISCONNECT.SLOW)).toBe('slow');
    expect(reasonOf(DISCONNECT.SLOW, 'btcusdt@trade e1 7')).toBe('slow: btcusdt@trade e1 7');
    for (let length = 30; length < 70; length++) {
      const reason = reasonOf(DISCONNECT.SLOW, '币'.repeat(length));
      expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
      expect(reason).not.toContain('\uFFFD');
    }
  });
});
