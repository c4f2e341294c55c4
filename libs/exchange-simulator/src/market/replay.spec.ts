import { join } from 'node:path';
import { type Clock, type WireDepth, type WireDepthUpdate, systemClock } from '@binance-gateway/domain-types';
import {
  FakeClock,
  type WsProbe,
  describeWithFixtures,
  fixture,
  readJsonl,
  until,
} from '@binance-gateway/testing';
import { StreamsBed } from '../server/streams.bed.js';
import { LocalBook } from './market.bed.js';
import { Replay, type ReplayOptions } from './replay.js';
import { type Recording, readRecording } from './recording.js';

const OWN = join(import.meta.dirname, '../../fixtures/simulator-session.jsonl');

let bed: StreamsBed | undefined;

afterEach(async () => {
  await bed?.close();
  bed = undefined;
});

async function play(
  recording: Recording,
  options: Partial<ReplayOptions> = {},
): Promise<{ replay: Replay; bed: StreamsBed }> {
  const clock: Clock = options.clock ?? systemClock;
  const replay = new Replay({ recording, clock, speed: 'max', ...options });
  bed = await StreamsBed.open({ clock, source: replay.streams });
  return { replay, bed };
}

function namesOf(recording: Recording): string[] {
  return [...new Set([...recording.values()].flatMap(({ frames }) => frames.map(({ name }) => name)))];
}

/** Syncs by the documented procedure from what a client has buffered. */
function sync(snapshot: WireDepth, events: readonly WireDepthUpdate[]): LocalBook {
  expect(events[0]?.U).toBeLessThanOrEqual(snapshot.lastUpdateId + 1);
  const book = LocalBook.from(snapshot);
  for (const event of events) if (event.u > snapshot.lastUpdateId) book.apply(event);
  return book;
}

function depthEvents(probe: WsProbe, name: string): WireDepthUpdate[] {
  const own = probe.messages.filter((text) => text.startsWith(`{"stream":"${name}"`));
  return own.map((text) => (JSON.parse(text) as { data: WireDepthUpdate }).data);
}

/** All that holds for any recording. */
function suite(path: () => string): void {
  it('forwards every message byte for byte, in order, to a client that asks for all', async () => {
    const recording = readRecording(path());
    const { bed, replay } = await play(recording);
    const probe = await bed.connect(`/stream?streams=${namesOf(recording).join('/')}`);
    const expected = [...recording.values()].map(({ frames }) =>
      frames.map(({ combined }) => combined.toString()),
    );
    const total = expected.reduce((sum, frames) => sum + frames.length, 0);
    await until(() => probe.messages.length >= total, { timeoutMs: 30_000, what: `${total} messages` });
    expect(replay.isFinished).toBe(true);
    for (const frames of expected) {
      const symbol = /"stream":"([^@]+)@/.exec(frames[0] as string)?.[1];
      const received = probe.messages.filter((text) => text.startsWith(`{"stream":"${symbol}@`));
      expect(received.length).toBe(frames.length);
      expect(received.findIndex((text, i) => text !== frames[i])).toBe(-1);
    }
  });

  it('gives a raw connection the bare payloads', async () => {
    const recording = readRecording(path());
    const name = namesOf(recording).find((text) => text.includes('@depth')) as string;
    const { bed } = await play(recording);
    const probe = await bed.connect(`/ws/${name}`);
    const payloads = [...recording.values()]
      .flatMap(({ frames }) => frames)
      .filter((frame) => frame.name === name)
      .map(({ payload }) => payload.toString());
    await until(() => probe.messages.length === payloads.length, { timeoutMs: 30_000 });
    expect(probe.messages).toEqual(payloads);
  });

  it('lets a client sync even when it asks for the snapshot after everything has been played', async () => {
    const recording = readRecording(path());
    const { bed, replay } = await play(recording);
    const probe = await bed.connect(`/stream?streams=${namesOf(recording).join('/')}`);
    await until(() => replay.isFinished && bed.server.stats().connections === 1 && probe.messages.length > 0);
    await bed.server.drained();
    for (const { symbol, frames } of recording.values()) {
      const name = frames.find((frame) => frame.name.includes('@depth'))?.name as string;
      const diffs = frames.filter((frame) => frame.name === name).length;
      await until(() => depthEvents(probe, name).length === diffs, { timeoutMs: 30_000 });
      const events = depthEvents(probe, name);
      const book = sync(replay.depth(symbol, 5000) as WireDepth, events);
      expect(book.updateId).toBe(events.at(-1)?.u);
    }
  });
}

describe('replay of a session of the simulator', () => suite(() => OWN));

describeWithFixtures('replay of four recorded symbols', () =>
  suite(() => fixture('ws/cryptofeed_BINANCE.jsonl')),
);

describeWithFixtures('replay of 650 recorded seconds', () => {
  const path = fixture('ws/btcusdt_20240808T235414Z_depth100ms+bookTicker+trade+snapshot.jsonl.gz');

  it('builds the expected books, dropping nothing at full speed before a slow reader', async () => {
    const { bed, replay } = await play(readRecording(path));
    const probe = await bed.connect('/stream?streams=btcusdt@depth@100ms/btcusdt@bookTicker/btcusdt@trade');
    probe.socket.pause();
    await until(() => bed.server.stats().backlogBytes > 0);
    // A full socket holds the replay back: the rest of the session does not pile up in memory
    expect(replay.isFinished).toBe(false);
    expect(bed.server.stats().backlogBytes).toBeLessThan(2_000_000);
    probe.socket.resume();
    await until(() => probe.messages.length === 99_573, { timeoutMs: 60_000 });
    const events = depthEvents(probe, 'btcusdt@depth@100ms');
    const snapshot = replay.depth('BTCUSDT', 5000) as WireDepth;
    const book = LocalBook.from(snapshot);
    const checkpoints = new Map(
      readJsonl<{ afterUpdateId: number; bids: [string, string][]; asks: [string, string][] }>(
        fixture('ws/btcusdt_expected_book_checkpoints.jsonl'),
      ).map((checkpoint) => [checkpoint.afterUpdateId, checkpoint]),
    );
    let checked = 0;
    for (const event of events) {
      if (event.u <= snapshot.lastUpdateId) continue;
      book.apply(event);
      const expected = checkpoints.get(event.u);
      if (!expected) continue;
      checked++;
      expect(book.top(20)).toEqual({ bids: expected.bids, asks: expected.asks });
    }
    expect(checked).toBe(65);
  }, 120_000);
});

describe('Replay', () => {
  const recording = readRecording(OWN);
  const [recorded] = [...recording.values()];
  const depthName = recorded?.frames.find(({ name }) => name.includes('@depth'))?.name as string;
  const tradeName = recorded?.frames.find(({ name }) => name.endsWith('@trade'))?.name as string;
  const symbol = recorded?.symbol as string;

  it('waits for a subscriber of the depth stream', async () => {
    const { bed, replay } = await play(recording);
    const probe = await bed.connect(`/ws/${tradeName}`);
    probe.send({ method: 'LIST_SUBSCRIPTIONS', id: 1 });
    await probe.next();
    expect(replay.isFinished).toBe(true);
    expect(probe.messages).toHaveLength(1);
    probe.send({ method: 'SUBSCRIBE', params: [depthName], id: 2 });
    await until(() => probe.messages.length > 20);
  });

  it.each([1, 4])('keeps to the recorded time at %i times the speed', async (speed) => {
    const clock = new FakeClock();
    const published: number[] = [];
    const replay = new Replay({ recording, clock, speed });
    const source = replay.streams({
      publish: () => published.push(clock.now()),
      drained: () => Promise.resolve(),
    });
    const start = clock.now();
    source.start(depthName);
    const frames = recorded?.frames ?? [];
    const length = (frames.at(-1)?.atMs as number) - (frames[0]?.atMs as number);
    await clock.advance(0);
    await clock.advance(length / speed + 1);
    expect(published).toHaveLength(frames.length);
    published.forEach((time, i) => {
      const due = ((frames[i]?.atMs as number) - (frames[0]?.atMs as number)) / speed;
      expect(time - start).toBeGreaterThanOrEqual(Math.floor(due));
      expect(time - start).toBeLessThan(due + 2);
    });
    source.close();
  });

  it('starts from the beginning for whoever comes after everybody has left', async () => {
    const { bed } = await play(recording);
    const texts: string[] = [];
    for (let i = 0; i < 2; i++) {
      const probe = await bed.connect(`/ws/${depthName}`);
      await until(() => probe.messages.length > 3);
      texts.push(probe.messages[0] as string);
      await probe.close();
      await until(() => bed.server.stats().connections === 0);
    }
    expect(texts[1]).toBe(texts[0]);
  });

  it('can wait with the rest until the snapshot has been asked for', async () => {
    const { bed, replay } = await play(recording, { holdForSnapshot: true });
    const probe = await bed.connect(`/stream?streams=${namesOf(recording).join('/')}`);
    const position = recorded?.snapshot?.position as number;
    await until(() => probe.messages.length === position);
    expect(replay.isFinished).toBe(false);
    expect(replay.depth(symbol, 5)?.bids).toHaveLength(5);
    await until(() => replay.isFinished);
    await until(() => probe.messages.length === recorded?.frames.length);
  });

  it('has no snapshot of a symbol that was not recorded', () => {
    const replay = new Replay({ recording, clock: new FakeClock() });
    expect(replay.depth('NOSUCH', 100)).toBeUndefined();
    expect(replay.symbols).toEqual([symbol]);
  });
});
