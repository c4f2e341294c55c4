import { AppError, formatStreamName, invalidInput, isSymbolName } from '@binance-gateway/domain-types';
import { USER_CHANNEL } from '@binance-gateway/platform';
import type { StreamFeeds } from './stream-feeds.js';
import { DEPTH_LEVELS, depthChannel } from './stream-names.js';
import type { UpgradeMatch } from './upgraded-socket.js';

export const MANY_PATH = '/ws';
export const TICKER_PATH = '/ws/ticker/:symbol';
export const DEPTH_PATH = '/ws/depth/:symbol';
export const USER_PATH = '/ws/user';

const DEFAULT_DEPTH_LEVELS = '20';

interface StreamPath {
  /** Names of its query parameters. */
  readonly query: readonly string[];
  /**
   * The channel this path reads; undefined where the client chooses.
   * @throws AppError INVALID_INPUT, UNKNOWN_SYMBOL, FULL, CREDENTIALS_MISSING
   */
  channel(match: UpgradeMatch, feeds: StreamFeeds): Promise<string | undefined>;
}

/** What each path of a gateway needs to know before the upgrade. */
export const STREAM_PATHS: Readonly<Record<string, StreamPath>> = {
  [MANY_PATH]: {
    query: [],
    channel: async (_match, { symbols }) => {
      await symbols.all(); // names are checked against it without waiting
      return undefined;
    },
  },
  [TICKER_PATH]: {
    query: [],
    channel: async (match, feeds) =>
      formatStreamName({ kind: 'ticker', symbol: await symbolOf(match, feeds) }),
  },
  [DEPTH_PATH]: {
    query: ['levels'],
    channel: async (match, feeds) => {
      const levels = match.query.get('levels') ?? DEFAULT_DEPTH_LEVELS;
      if (depthChannel('', levels) === undefined) {
        throw invalidInput([
          { field: 'levels', message: `levels must be one of ${DEPTH_LEVELS.join(', ')}` },
        ]);
      }
      const symbol = await symbolOf(match, feeds);
      feeds.admitBook(symbol);
      return depthChannel(symbol, levels);
    },
  },
  [USER_PATH]: {
    query: [],
    channel: (_match, feeds) => {
      feeds.admitAccount();
      return Promise.resolve(USER_CHANNEL);
    },
  },
};

/** @throws AppError as `StreamPath.channel`; also for query parameters the path does not have */
export async function channelOf(match: UpgradeMatch, feeds: StreamFeeds): Promise<string | undefined> {
  const path = STREAM_PATHS[match.path];
  if (!path) throw new AppError('NOT_FOUND', `There is no stream at ${match.path}`);
  checkQuery(match.query, path.query);
  return path.channel(match, feeds);
}

function checkQuery(query: URLSearchParams, known: readonly string[]): void {
  const fields = [...new Set(query.keys())]
    .filter((name) => !known.includes(name) || query.getAll(name).length > 1)
    .map((name) => ({
      field: name,
      message: known.includes(name)
        ? `${name} is given more than once`
        : `${name} is not a parameter of this path`,
    }));
  if (fields.length > 0) throw invalidInput(fields);
}

async function symbolOf({ params }: UpgradeMatch, { symbols }: StreamFeeds): Promise<string> {
  const symbol = (params['symbol'] as string).toUpperCase();
  if (!isSymbolName(symbol)) {
    const message = 'symbol must be letters, digits, "-", "_" or ".", e.g. BTCUSDT';
    throw new AppError('UNKNOWN_SYMBOL', message, { fields: [{ field: 'symbol', message }] });
  }
  await symbols.require(symbol);
  return symbol;
}
