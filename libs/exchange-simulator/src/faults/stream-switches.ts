import { ControlError } from '../control/fields.js';
import { symbolName } from '../engine/symbol-shape.js';
import { streamName } from './fault-shapes.js';
import { ALL_STREAMS, FRAME_FAULTS, type FrameFault } from './frame-faults.js';
import type { FaultSwitch } from './switch.js';

const STREAM = 'name of the stream, e.g. `btcusdt@depth@100ms`; every stream when absent';
const BTC_DEPTH = { stream: 'btcusdt@depth@100ms' };

const DAMAGE: Readonly<Record<FrameFault, string>> = {
  drop: 'the next frames are lost: a gap in a sequence',
  duplicate: 'the next frames arrive twice',
  swap: 'the next frames each arrive after their successor',
  overlap: 'the changes of a diff come once more inside the next one, whose `U` reaches back to them',
  alter: 'the next diffs tell the price of a level wrong, which no id shows',
};

const damage = FRAME_FAULTS.map((kind): FaultSwitch => ({
  name: `${kind}Frames`,
  group: 'streams',
  meaning: DAMAGE[kind],
  fields: { stream: STREAM, count: 'how many, `1` when absent' },
  example: { ...BTC_DEPTH, count: 1 },
  read: (fields) => {
    const stream = fields.optionalText('stream', streamName) ?? ALL_STREAMS;
    const count = fields.optionalInteger('count', { min: 1 }) ?? 1;
    return ({ streams }) => streams.damage(stream, kind, count);
  },
}));

/** What happens to the frames of market streams, and to the snapshots that go with them. */
export const STREAM_SWITCHES: readonly FaultSwitch[] = [
  ...damage,
  {
    name: 'damageFrames',
    group: 'streams',
    meaning: 'every frame may be damaged; the same seed and frames, the same damage',
    fields: {
      stream: STREAM,
      seed: '`1` when absent',
      ...Object.fromEntries(FRAME_FAULTS.map((kind) => [kind, 'chance of each frame, 0 to 1'])),
    },
    example: { ...BTC_DEPTH, drop: 0.01, duplicate: 0.01, swap: 0.005, overlap: 0.01, seed: 42 },
    read: (fields) => {
      const stream = fields.optionalText('stream', streamName) ?? ALL_STREAMS;
      const seed = fields.optionalInteger('seed') ?? 1;
      const chances = Object.fromEntries(
        FRAME_FAULTS.map((kind) => [kind, fields.optionalNumber(kind, { min: 0, max: 1 }) ?? 0]),
      );
      return ({ streams }) => ({ end: streams.damageAtRandom(stream, chances, seed) });
    },
  },
  {
    name: 'silenceStream',
    group: 'streams',
    meaning: 'the stream says nothing any more while its connections live on',
    fields: { stream: STREAM },
    example: BTC_DEPTH,
    read: (fields) => {
      const stream = fields.optionalText('stream', streamName) ?? ALL_STREAMS;
      return ({ streams }) => {
        streams.silence(stream);
        return { end: () => streams.silence(stream, false) };
      };
    },
  },
  {
    name: 'holdFrames',
    group: 'streams',
    meaning: 'the frames of a stream wait until the fault is taken back: snapshots run ahead of it',
    fields: { stream: 'name of the stream' },
    example: BTC_DEPTH,
    read: (fields) => {
      const stream = fields.text('stream', streamName);
      return ({ streams }) => ({ end: streams.holdFrames(stream) });
    },
  },
  {
    name: 'staleSnapshots',
    group: 'streams',
    meaning: 'depth answers show the book as it was when the fault began: older than what the stream says',
    fields: { symbol: 'whose', times: 'how many answers, `1` when absent' },
    example: { symbol: 'BTCUSDT', times: 5 },
    read: (fields) => {
      const symbol = fields.text('symbol', symbolName);
      const times = fields.optionalInteger('times', { min: 1 }) ?? 1;
      return ({ snapshots }) => {
        if (!snapshots.has(symbol))
          throw new ControlError(400, `symbol must be a listed one, ${symbol} is none`, 'symbol');
        snapshots.freeze(symbol, times);
        return { isOver: () => !snapshots.isFrozen(symbol), end: () => snapshots.thaw(symbol) };
      };
    },
  },
];
