import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { seededRandom } from '@binance-gateway/domain-types';
import { WsProbe, until } from '@binance-gateway/testing';
import { TOKENS, type World, startWorld } from '../start-gateway.js';

const SEED = Number(process.env['SEED'] ?? 1);
const ATTACKERS = 4;
const FRAMES_EACH = 60;
/** Documented in docs/websocket.md: closed for a frame that is too large, too fragmented, not UTF-8 or no WebSocket. */
const DOCUMENTED_CLOSES = [1002, 1006, 1007, 1008, 1009, 3008];

interface Trade {
  stream: string;
  epoch: string;
  offset: number;
  data?: { t: number };
}

describe('bad input on /ws', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  const open = (): Promise<WsProbe> =>
    WsProbe.open(`${world.gateway.wsUrl}/ws`, { headers: { authorization: `Bearer ${TOKENS.reader}` } });

  it(`WS-08 junk and floods, seed ${SEED}: answered or closed, nobody else notices`, async () => {
    const random = seededRandom(SEED);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const witness = await open();
    witness.send({ method: 'SUBSCRIBE', params: ['btcusdt@trade', 'depth:ETHUSDT:20'], id: 1 });
    await witness.next((m) => m['id'] === 1);
    const frames: (() => string | Buffer)[] = [
      () => '{"method":'.repeat(1 + Math.floor(random() * 50)),
      () => 'x'.repeat(1024 * 1024),
      () => 'x'.repeat(2 * 1024 * 1024 + 1),
      () =>
        JSON.stringify({
          method: 'SUBSCRIBE',
          params: Array.from({ length: 10_000 }, (_, i) => `s${i}@trade`),
          id: 1,
        }),
      () =>
        JSON.stringify({
          method: 'SUBSCRIBE',
          params: [pick(['nope@trade', 'btcusdt@nothing', '', '@', '!x@arr'])],
          id: 2,
        }),
      () =>
        JSON.stringify({
          method: pick(['SUBSCRIBE', 'UNSUBSCRIBE', 'NOPE', 7, null]),
          params: pick<unknown>([[], {}, 'a', [1], null]),
          id: pick<unknown>([1.5, {}, [], true, 'i'.repeat(99), -1]),
        }),
      () => randomBytes(Math.floor(random() * 2_000)),
      () => '['.repeat(60_000),
      () =>
        JSON.stringify({
          method: 'SUBSCRIBE',
          params: [{ stream: 'btcusdt@trade', epoch: 'x', offset: pick<unknown>([-1, 2 ** 60, 'a', 5]) }],
          id: 3,
        }),
    ];
    const closes: number[] = [];
    const attack = async (): Promise<void> => {
      let probe = await open();
      for (let i = 0; i < FRAMES_EACH; i++) {
        if (probe.closed) {
          closes.push(probe.closed.code);
          probe = await open();
        }
        const isBurst = random() < 0.02;
        for (let n = isBurst ? 300 : 1; n > 0; n--) probe.send(isBurst ? '{"id":1}' : pick(frames)());
        if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await until(() => probe.messages.length > 0 || probe.closed);
      for (const message of probe.json<{ error?: { code: number } }>()) {
        if (message.error) expect(message.error.code).toBeGreaterThanOrEqual(2);
      }
      await probe.close();
    };
    await Promise.all(Array.from({ length: ATTACKERS }, attack));
    // what is no WebSocket frame at all, after a proper handshake
    await new Promise<void>((resolve) => {
      const { hostname, port } = new URL(world.gateway.url);
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nAuthorization: Bearer ${TOKENS.reader}\r\n` +
            `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
        );
      });
      socket.once('data', () => socket.write(randomBytes(10_000)));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
      socket.resume();
    });
    for (const code of closes) expect(DOCUMENTED_CLOSES).toContain(code);

    const { status } = await world.gateway.get('/health', null);
    expect(status).toBe(200);
    const seen = witness.messages.length;
    await until(() => witness.messages.length > seen + 20, {
      timeoutMs: 30_000,
      what: 'the witness reads on',
    });
    const trades = witness.json<Trade>().filter(({ stream, data }) => stream === 'btcusdt@trade' && data);
    expect(trades.map(({ data }) => data?.t)).toEqual(
      trades.map((_, i) => (trades[0]?.data?.t as number) + i),
    );
    expect(witness.json<{ gap?: boolean }>().filter(({ gap }) => gap)).toEqual([]);
    expect(witness.closed).toBeUndefined();
    expect(world.gateway.output).not.toMatch(/"level":(50|60|"error"|"fatal")/);
    await witness.close();
  }, 180_000);
});
