import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WsProbe, until } from '@binance-gateway/testing';
import { type Reply, type World, startWorld } from '../start-gateway.js';

const OLD = { token: 'e2e-old-token-00000001', apiKey: 'e2e-old-key', apiSecret: 'e2e-old-secret-000001' };
const NEW = { token: 'e2e-new-token-00000001', apiKey: 'e2e-new-key', apiSecret: 'e2e-new-secret-000001' };
const ORDER = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '20' };

describe('what comes from files is read again without a restart', () => {
  let directory: string;
  let world: World;
  const path = (name: string): string => join(directory, name);
  /** As secret stores do it: readers see the old text or the new one, never half of it. */
  const write = (name: string, text: string): void => {
    writeFileSync(path(`${name}.new`), `${text}\n`);
    renameSync(path(`${name}.new`), path(name));
  };

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'rotation-e2e-'));
    write('tokens', `bot:${OLD.token}:read+trade`);
    write('key', OLD.apiKey);
    write('secret', OLD.apiSecret);
    const id = 'team';
    world = await startWorld({
      simulator: {
        accounts: [
          { id, apiKey: OLD.apiKey, apiSecret: OLD.apiSecret },
          { id, apiKey: NEW.apiKey, apiSecret: NEW.apiSecret },
        ],
      },
      env: {
        BINANCE_API_KEY: '',
        BINANCE_API_SECRET: '',
        GATEWAY_TOKENS: '',
        BINANCE_API_KEY_FILE: path('key'),
        BINANCE_API_SECRET_FILE: path('secret'),
        GATEWAY_TOKENS_FILE: path('tokens'),
      },
    });
  });
  afterAll(async () => {
    await world.close();
    rmSync(directory, { recursive: true });
  });

  /** Asks without a pause until it is told to stop. */
  function load(token: () => string): { stop(): Promise<Reply[]>; readonly count: number } {
    const replies: Reply[] = [];
    let isOver = false;
    const worker = async (ask: () => Promise<Reply>): Promise<void> => {
      while (!isOver) replies.push(await ask());
    };
    const { gateway } = world;
    const workers = [
      worker(() => gateway.get('/api/v1/account', token())),
      worker(() => gateway.get('/api/v1/openOrders?symbol=BTCUSDT', token())),
      worker(() => gateway.post('/api/v1/order', ORDER, token())),
    ];
    return {
      get count() {
        return replies.length;
      },
      stop: async () => {
        isOver = true;
        await Promise.all(workers);
        return replies;
      },
    };
  }
  const reload = async (): Promise<void> => {
    const read = (): number => world.gateway.output.split('read again').length;
    const before = read();
    world.gateway.child.kill('SIGHUP');
    await until(() => read() > before);
  };
  const failed = (replies: readonly Reply[]): Reply[] => replies.filter(({ status }) => status !== 200);

  it('OPS-06 the key of the exchange account, under load', async () => {
    const user = await WsProbe.open(`${world.gateway.wsUrl}/ws/user`, {
      headers: { authorization: `Bearer ${OLD.token}` },
    });
    const traffic = load(() => OLD.token);
    await until(() => traffic.count > 30);
    write('key', NEW.apiKey);
    write('secret', NEW.apiSecret);
    await reload();
    // the account's events come by a connection of the new key
    await until(() => world.exchange.control.wsApiConnections > 0);
    // what was signed with the old key is answered by now
    const since = traffic.count;
    await until(() => traffic.count > since + 10);
    world.exchange.control.revokeKey(OLD.apiKey);
    const revoked = traffic.count;
    await until(() => traffic.count > revoked + 30);
    expect(failed(await traffic.stop())).toEqual([]);
    const seen = user.messages.length;
    expect((await world.gateway.post('/api/v1/order', ORDER, OLD.token)).status).toBe(200);
    await until(() => user.messages.slice(seen).some((text) => text.includes('"executionReport"')));
    await user.close();
  });

  it('OPS-06 a token, under load', async () => {
    let token = OLD.token;
    const open = (of: string): Promise<WsProbe> =>
      WsProbe.open(`${world.gateway.wsUrl}/ws`, { headers: { authorization: `Bearer ${of}` } });
    const old = await open(OLD.token);
    const traffic = load(() => token);
    await until(() => traffic.count > 10);
    write('tokens', `bot:${OLD.token}:read+trade\nbot2:${NEW.token}:read+trade`);
    await reload();
    token = NEW.token;
    const current = await open(NEW.token);
    const since = traffic.count;
    await until(() => traffic.count > since + 10);
    write('tokens', `bot2:${NEW.token}:read+trade`);
    await reload();
    const removed = traffic.count;
    await until(() => traffic.count > removed + 10);
    expect(failed(await traffic.stop())).toEqual([]);
    expect((await world.gateway.get('/api/v1/time', OLD.token)).status).toBe(401);
    await until(() => old.closed);
    expect(old.closed?.code).toBe(3500);
    expect(current.closed).toBeUndefined();
    await current.close();
  });

  it('OPS-06 nothing, when a file is not valid', async () => {
    write('tokens', 'no token at all');
    await reload();
    expect(world.gateway.output).toContain('everything stays as it was');
    expect(world.gateway.output).not.toContain('no token at all');
    expect((await world.gateway.get('/api/v1/time', NEW.token)).status).toBe(200);
    for (const { token, apiSecret } of [OLD, NEW]) {
      expect(world.gateway.output).not.toContain(token);
      expect(world.gateway.output).not.toContain(apiSecret);
    }
  });
});
