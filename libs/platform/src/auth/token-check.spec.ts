import { tokenGrants } from '../config/tokens.js';
import { TokenCheck } from './token-check.js';

const check = (text: string): TokenCheck => new TokenCheck(tokenGrants(text));

describe('an Authorization header', () => {
  const tokens = check('bot:aaaaaaaa');

  it.each(['Bearer aaaaaaaa', 'bearer aaaaaaaa', 'Bearer   aaaaaaaa'])('%j names its owner', (header) => {
    expect(tokens.authenticate(header).name).toBe('bot');
  });

  it.each([
    [undefined, 'Send the header "Authorization: Bearer <token>"'],
    ['', 'Authorization must be "Bearer <token>"'],
    ['aaaaaaaa', 'Authorization must be "Bearer <token>"'],
    ['Basic aaaaaaaa', 'Authorization must be "Bearer <token>"'],
    ['Bearer', 'Authorization must be "Bearer <token>"'],
    ['Bearer aaaa aaaa', 'Authorization must be "Bearer <token>"'],
    ['Bearer \u8fd9', 'Authorization must be "Bearer <token>"'],
    ['Bearer bbbbbbbb', 'is not one of the configured tokens'],
  ])('%j is refused, and told what would be right', (header, message) => {
    expect(() => tokens.authenticate(header)).toThrow(message);
  });
});

describe('tokens that change while the process runs', () => {
  it('count from then on, and those that are gone count no more', () => {
    const tokens = check('bot:aaaaaaaa,board:bbbbbbbb:read');
    tokens.replace(tokenGrants('bot:cccccccc,board:bbbbbbbb:read'));
    expect(tokens.identify('aaaaaaaa')).toBeUndefined();
    expect(tokens.identify('cccccccc')?.name).toBe('bot');
    expect(() => tokens.authenticate('Bearer aaaaaaaa')).toThrow(
      expect.objectContaining({ code: 'UNAUTHENTICATED' }),
    );
  });

  it('leave alone whoever came with one that stayed', () => {
    const tokens = check('bot:aaaaaaaa,board:bbbbbbbb:read');
    const bot = tokens.identify('aaaaaaaa')!;
    const board = tokens.identify('bbbbbbbb')!;
    tokens.replace(tokenGrants('new:dddddddd,board:bbbbbbbb:read'));
    expect(tokens.isWithdrawn(board)).toBe(false);
    expect(tokens.identify('bbbbbbbb')).toBe(board);
    expect(tokens.isWithdrawn(bot)).toBe(true);
  });

  it.each([
    ['another scope', 'bot:aaaaaaaa:read'],
    ['another name', 'robot:aaaaaaaa'],
    ['another token', 'bot:bbbbbbbb'],
  ])('are others with %s', (_, after) => {
    const tokens = check('bot:aaaaaaaa');
    const bot = tokens.identify('aaaaaaaa')!;
    tokens.replace(tokenGrants(after));
    expect(tokens.isWithdrawn(bot)).toBe(true);
  });

  it('leave alone callers that came without one', () => {
    const guest = Object.freeze({ name: 'bot', scopes: new Set(['read'] as const) });
    expect(check('bot:aaaaaaaa').isWithdrawn(guest)).toBe(false);
  });

  it('tell who watches when one is withdrawn, and not when one is added', () => {
    const tokens = check('bot:aaaaaaaa');
    let told = 0;
    const stop = tokens.watchWithdrawn(() => void told++);
    tokens.replace(tokenGrants('bot:aaaaaaaa,board:bbbbbbbb'));
    expect(told).toBe(0);
    tokens.replace(tokenGrants('board:bbbbbbbb'));
    expect(told).toBe(1);
    stop();
    tokens.replace(tokenGrants('other:cccccccc'));
    expect(told).toBe(1);
  });
});
