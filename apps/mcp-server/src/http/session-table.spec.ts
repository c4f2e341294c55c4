import { FakeClock } from '@binance-gateway/testing';
import type { Principal } from '@binance-gateway/platform';
import { SessionTable } from './session-table.js';

const PRINCIPAL: Principal = { name: 'trader', scopes: new Set(['read'] as const) };

class FakeSession {
  isConnected = false;
  isClosed = false;
  close(): void {
    this.isClosed = true;
  }
}

describe('a full table of sessions', () => {
  const clock = new FakeClock();
  const table = new SessionTable<FakeSession>({ clock, max: 2, idleMs: 600_000 });
  const [gone, quiet] = [new FakeSession(), new FakeSession()];
  const open = (id: string, session: FakeSession): void => {
    const placed = table.reserve();
    table.add(id, session, PRINCIPAL);
    placed();
  };
  beforeAll(() => {
    open('gone', gone);
    open('quiet', quiet);
    quiet.isConnected = true;
  });

  it('refuses another while its sessions are young', async () => {
    expect(() => table.reserve()).toThrow(expect.objectContaining({ code: 'FULL', retryAfterMs: 10_000 }));
    await clock.advance(59_000);
    expect(() => table.reserve()).toThrow('2 sessions are open already');
    expect([gone.isClosed, quiet.isClosed]).toEqual([false, false]);
  });

  it('ends one that its client has left, not one that is connected or in use', async () => {
    table.use('gone', PRINCIPAL);
    await clock.advance(59_000);
    expect(() => table.reserve()).toThrow('2 sessions are open already');
    await clock.advance(1_000);
    open('next', new FakeSession());
    expect([gone.isClosed, quiet.isClosed, table.size]).toEqual([true, false, 2]);
    expect(() => table.use('gone', PRINCIPAL)).toThrow('There is no such session');
    expect(() => table.reserve()).toThrow('2 sessions are open already');
  });
});

it('ends the sessions of callers whose token was withdrawn, and no others', () => {
  const table = new SessionTable<FakeSession>({ clock: new FakeClock(), max: 3, idleMs: 600_000 });
  const [mine, other] = [new FakeSession(), new FakeSession()];
  const somebody: Principal = { ...PRINCIPAL };
  table.add('mine', mine, PRINCIPAL);
  table.add('other', other, somebody);
  table.endOf((principal) => principal === PRINCIPAL);
  expect([mine.isClosed, other.isClosed, table.size]).toEqual([true, false, 1]);
  expect(() => table.use('mine', PRINCIPAL)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});
