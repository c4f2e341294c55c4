import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type WireDepth, seededRandom, silentLogger, systemClock } from '@binance-gateway/domain-types';
import type { Simulator } from '@binance-gateway/exchange-simulator';
import { until } from '@binance-gateway/testing';
import { Recorder } from './recorder.js';

const STREAMS = ['BTCUSDT@depth@100ms', 'btcusdt@trade', 'btcusdt@bookTicker', 'ethusdt@depth@100ms'];

describe('a recording', () => {
  const directory = mkdtempSync(join(tmpdir(), 'recorder-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  const record = (exchange: Simulator, lines: string[]): Recorder =>
    new Recorder({
      url: exchange.urls.stream,
      streams: STREAMS,
      clock: systemClock,
      random: seededRandom(1),
      logger: silentLogger,
      write: (line) => void lines.push(line.toString()),
      fetchSnapshot: async (symbol, limit) => {
        const answer = await fetch(`${exchange.urls.rest}/api/v3/depth?symbol=${symbol}&limit=${limit}`);
        return (await answer.json()) as WireDepth;
      },
    });

  const rawOf = (line: string): string => line.slice(line.indexOf('"raw":') + 6, -1);
  const framesOf = (lines: readonly string[], stream: string): string[] =>
    lines.map(rawOf).filter((raw) => raw.startsWith(`{"stream":"${stream}"`));

  it('is played by the exchange again, byte for byte, and gives the same again when it is recorded', async () => {
    const { readRecording, startSimulator } = await import('@binance-gateway/exchange-simulator');
    const first: string[] = [];
    const live = await startSimulator({ seed: 3, eventsPerSecond: 200 });
    const recorder = record(live, first);
    await until(() => recorder.status().snapshots === 2 && recorder.status().frames > 300);
    await recorder.close();
    await live.close();
    expect(recorder.status().gaps).toBe(1); // its own end
    const path = join(directory, 'session.jsonl');
    writeFileSync(path, first.join('\n') + '\n');
    const parsed = readRecording(path);
    expect([...parsed.keys()].sort()).toEqual(['BTCUSDT', 'ETHUSDT']);
    for (const { snapshot, frames } of parsed.values()) {
      expect(snapshot?.position).toBeGreaterThan(0);
      expect(frames.every(({ atMs }, i) => i === 0 || atMs >= frames[i - 1]!.atMs)).toBe(true);
    }

    const second: string[] = [];
    const replaying = await startSimulator({ market: { replay: path, speed: 10 } });
    const again = record(replaying, second);
    await until(
      () =>
        replaying.market.replay?.isFinished &&
        again.status().frames === recorder.status().frames &&
        again.status().snapshots === 2,
    );
    await again.close();
    await replaying.close();
    for (const name of [
      'btcusdt@depth@100ms',
      'btcusdt@trade',
      'btcusdt@bookTicker',
      'ethusdt@depth@100ms',
    ]) {
      expect(framesOf(second, name)).toEqual(framesOf(first, name));
    }
    const snapshots = (lines: readonly string[]): string[] =>
      lines
        .filter((line) => line.includes('"url"'))
        .map((line) => line.slice(line.indexOf('"url"')))
        .sort();
    expect(snapshots(second).join() === snapshots(first).join()).toBe(true);
    expect(readFileSync(path, 'utf8').split('\n')[0]).toMatch(/^\{"recvNs":"\d{19}","raw":\{"stream":"/);
  });

  it('tells of interruptions and takes another snapshot', async () => {
    const { startSimulator } = await import('@binance-gateway/exchange-simulator');
    const lines: string[] = [];
    const live = await startSimulator({ seed: 4, eventsPerSecond: 100 });
    const recorder = record(live, lines);
    await until(() => recorder.status().snapshots === 2);
    live.control.streams.killConnections();
    await until(() => recorder.status().snapshots === 4);
    expect(recorder.status().gaps).toBe(1);
    await recorder.close();
    await live.close();
  });

  it('refuses what is no stream', () => {
    const options = { streams: ['nonsense'], clock: systemClock, random: () => 0, logger: silentLogger };
    const rest = {
      url: 'ws://127.0.0.1:1',
      write: () => undefined,
      fetchSnapshot: () => Promise.reject(new Error()),
    };
    expect(() => new Recorder({ ...options, ...rest })).toThrow('nonsense is no stream');
  });
});
