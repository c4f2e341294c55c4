import { formatStreamName, parseStreamName } from '@binance-gateway/domain-types';
import { type StreamFeeds, USER_CHANNEL } from './stream-feeds.js';

/** Price levels a side of a depth stream; `full` is every level the exchange tells of. */
export const DEPTH_LEVELS = ['5', '10', '20', '50', '100', '500', '1000', 'full'] as const;
export type DepthLevels = (typeof DEPTH_LEVELS)[number];

const DEPTH_NAME = /^depth:([^:]{1,40}):([a-z0-9]{1,4})$/;

export function isDepthLevels(text: string): text is DepthLevels {
  return (DEPTH_LEVELS as readonly string[]).includes(text);
}

export function depthChannel(symbol: string, levels: DepthLevels): string {
  return `depth:${symbol}:${levels}`;
}

/**
 * The channel behind a name in a SUBSCRIBE on `/ws`: a market stream of Binance, `depth:<SYMBOL>:<levels>`,
 * or `user`. Symbols may come in any case.
 * @returns undefined when there is no such stream or symbol
 * @throws AppError CREDENTIALS_MISSING for `user` without an account, FULL for one order book too many
 */
export function resolveStreamName(feeds: StreamFeeds, name: string): string | undefined {
  if (name === USER_CHANNEL) {
    feeds.admitAccount();
    return USER_CHANNEL;
  }
  const depth = DEPTH_NAME.exec(name);
  if (depth) {
    const symbol = (depth[1] as string).toUpperCase();
    const levels = depth[2] as string;
    if (!isDepthLevels(levels) || !isListed(feeds, symbol)) return undefined;
    feeds.admitBook(symbol);
    return depthChannel(symbol, levels);
  }
  const stream = parseStreamName(name);
  if (!stream || ('symbol' in stream && !isListed(feeds, stream.symbol))) return undefined;
  return formatStreamName(stream);
}

function isListed({ symbols }: StreamFeeds, symbol: string): boolean {
  if (symbols.get(symbol)) return true;
  // it may be listed since; asks at most once a minute, and the client's next try finds it
  symbols.require(symbol).catch(() => undefined);
  return false;
}
