import type { Clock } from '@binance-gateway/domain-types';
import type { Engine } from './engine/types.js';
import { MarketData, type MarketQueries } from './market/market-data.js';
import { type Recording, readRecording } from './market/recording.js';
import type { SavedMarketData } from './market/saved-market.js';
import { Replay, type ReplayOptions, replayQueries } from './market/replay.js';
import { SyntheticMarket } from './market/synthetic-market.js';
import { WrongValue } from './shape.js';
import { type StreamSourceFactory, liveStreams } from './server/streams-source.js';

/** A recorded session: streams and depth snapshots are the recording's, everything else the engine's. */
export interface ReplayMarket extends Pick<ReplayOptions, 'speed' | 'holdForSnapshot'> {
  /** Path of a file of JSON lines, `.gz` too, or what `readRecording` made of it. */
  readonly replay: string | Recording;
}

/** `synthetic` trades by itself; with `none` only what tests and clients do happens. */
export type MarketChoice = 'synthetic' | 'none' | ReplayMarket;

export interface MarketParts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly seed: number;
  readonly eventsPerSecond: number | undefined;
  /** What was saved with the engine. */
  readonly saved: SavedMarketData | undefined;
}

export interface RunningMarket {
  readonly data: MarketData;
  /** What REST and the WS API answer from. */
  readonly queries: MarketQueries;
  readonly streams: StreamSourceFactory;
  readonly synthetic: SyntheticMarket | undefined;
  readonly replay: Replay | undefined;
  close(): void;
}

export type LoadedChoice =
  Exclude<MarketChoice, ReplayMarket> | (ReplayMarket & { readonly replay: Recording });

/** Reads the file of a replay, so that its symbols can be listed before anything else starts. @throws WrongValue */
export function loadRecording(choice: MarketChoice): LoadedChoice {
  if (typeof choice !== 'object') return choice;
  const { replay } = choice;
  return { ...choice, replay: typeof replay === 'string' ? recordingAt(replay) : replay };
}

function recordingAt(path: string): Recording {
  try {
    return readRecording(path);
  } catch (error) {
    throw new WrongValue('market.replay', `cannot be read: ${(error as Error).message}`);
  }
}

/** Must run before anything is traded: market data cannot see what happened earlier. */
export function startMarket(choice: LoadedChoice, parts: MarketParts): RunningMarket {
  const { engine, clock, seed, eventsPerSecond, saved } = parts;
  const isSynthetic = choice === 'synthetic';
  const data = new MarketData({
    engine,
    clock,
    ...(isSynthetic ? { historySeed: seed } : {}),
    saved: saved?.symbols,
  });
  const synthetic = isSynthetic
    ? new SyntheticMarket({ engine, clock, seed, eventsPerSecond, saved: saved?.synthetic })
    : undefined;
  synthetic?.start();
  const replay =
    typeof choice === 'object'
      ? new Replay({
          recording: choice.replay,
          clock,
          speed: choice.speed,
          holdForSnapshot: choice.holdForSnapshot,
        })
      : undefined;
  return {
    data,
    queries: replay ? replayQueries(data, replay) : data,
    streams: replay ? replay.streams : liveStreams(data),
    synthetic,
    replay,
    close: () => {
      synthetic?.stop();
      data.close();
    },
  };
}
