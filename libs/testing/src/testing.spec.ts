import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { WebSocketServer } from 'ws';
import { FakeClock } from './fake-clock.js';
import { readJsonl, readLines } from './fixtures.js';
import { until } from './until.js';
import { UpgradeRefused, WsProbe } from './ws-probe.js';

describe('until', () => {
  it('resolves with the first value that counts', async () => {
    let calls = 0;
    await expect(until(() => (++calls < 4 ? undefined : calls))).resolves.toBe(4);
  });

  it('takes a condition that throws for one that is not met, and shows why in the end', async () => {
    let calls = 0;
    const flaky = (): boolean => {
      if (++calls < 3) throw new Error('not yet');
      return true;
    };
    await expect(until(flaky)).resolves.toBe(true);
    const never = until(() => Promise.reject(new Error('no luck')), { timeoutMs: 20, what: 'luck' });
    await expect(never).rejects.toMatchObject({
      message: 'luck not met within 20 ms',
      cause: { message: 'no luck' },
    });
  });
});

describe('the fake clock', () => {
  it('stands still until told, and fires what falls due in order', async () => {
    const clock = new FakeClock(1_000);
    const fired: string[] = [];
    clock.setTimeout(() => fired.push(`b@${clock.now()}`), 20);
    clock.setTimeout(() => {
      fired.push(`a@${clock.now()}`);
      clock.setTimeout(() => fired.push(`c@${clock.now()}`), 5);
    }, 10);
    const dropped = clock.setTimeout(() => fired.push('never'), 15);
    clock.clearTimeout(dropped);
    expect([clock.now(), clock.monotonic(), clock.pending]).toEqual([1_000, 0, 2]);
    await clock.advance(30);
    expect(fired).toEqual(['a@1010', 'c@1015', 'b@1020']);
    expect([clock.now(), clock.monotonic(), clock.pending]).toEqual([1_030, 30, 0]);
  });

  it('lets promises settle between two timers', async () => {
    const clock = new FakeClock();
    let steps = 0;
    const wait = (): Promise<void> => new Promise((done) => clock.setTimeout(() => done(), 10));
    const walk = async (): Promise<void> => {
      for (let i = 0; i < 3; i++) {
        await wait();
        steps++;
      }
    };
    const walking = walk();
    await clock.advance(30);
    await walking;
    expect(steps).toBe(3);
  });
});

describe('the WebSocket probe', () => {
  it('keeps what it receives, hands it out once, and reports the close', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    server.on('connection', (socket) => {
      socket.on('message', (text: Buffer) => {
        for (const n of [1, 2, 3]) socket.send(JSON.stringify({ n, echo: text.toString('utf8') }));
        socket.close(4001, 'enough');
      });
    });
    const probe = await WsProbe.open(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    probe.send({ hello: 1 });
    expect(await probe.next<{ n: number }>((m) => m.n === 2)).toEqual({ n: 2, echo: '{"hello":1}' });
    expect(await probe.next()).toMatchObject({ n: 3 });
    await until(() => probe.closed);
    expect(probe.closed).toEqual({ code: 4001, reason: 'enough' });
    expect(probe.json()).toHaveLength(3);
    await expect(probe.next(() => true, 50)).rejects.toThrow('message not met');
    server.close();
  });

  it('tells how an upgrade was refused', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    server.on('upgrade', (_request, socket) =>
      socket.end(
        'HTTP/1.1 401 Unauthorized\r\nX-Why: token\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno',
      ),
    );
    const refused = WsProbe.open(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await expect(refused).rejects.toBeInstanceOf(UpgradeRefused);
    await expect(refused).rejects.toMatchObject({ status: 401, body: 'no', headers: { 'x-why': 'token' } });
    server.close();
  });
});

describe('recorded lines', () => {
  it('are read plain and packed', () => {
    const dir = mkdtempSync(join(tmpdir(), 'lines-'));
    const text = '{"a":1}\n{"a":2}\n';
    writeFileSync(join(dir, 'x.jsonl'), text);
    writeFileSync(join(dir, 'x.jsonl.gz'), gzipSync(text));
    expect(readLines(join(dir, 'x.jsonl'))).toEqual(['{"a":1}', '{"a":2}']);
    expect(readJsonl(join(dir, 'x.jsonl.gz'))).toEqual([{ a: 1 }, { a: 2 }]);
    rmSync(dir, { recursive: true });
  });
});
