import { formatStreamName, parseStreamName } from '@binance-gateway/domain-types';
import { USER_CHANNEL } from '@binance-gateway/platform';
import { depthWindowName, parseDepthWindowName } from '@binance-gateway/stream-hub';
import type { StreamFeeds } from './stream-feeds.js';

/**
 * Price levels a side of a depth stream; `full` is every level the gateway knows. Books are built from
 * snapshots of 1000 levels and renewed before a quarter of them is used up, so that deeper windows than
 * these could end early.
 */
export const DEPTH_LEVELS = ['5', '10', '20', '50', '100', '200', 'full'] as const;

const ACCEPTED: ReadonlySet<string> = new Set(DEPTH_LEVELS);

/** @returns the channel of a book's top levels; undefined for a number of levels that is not served */
export function depthChannel(symbol: string, levels: string): string | undefined {
  if (!ACCEPTED.has(levels)) return undefined;
  return depthWindowName(symbol, levels === 'full' ? 'full' : Number(levels));
}

/**
 * The channel behind a name in a SUBSCRIBE on `/ws`: a market stream of Binance, `depth:<SYMBOL>:<levels>`,
 * or `user`. Symbols may come in any case.
 * @returns undefined when there is no such stream or symbol
 */
export function resolveStreamName(feeds: StreamFeeds, name: string): string | undefined {
  if (name === USER_CHANNEL) return USER_CHANNEL;
  const depth = parseDepthWindowName(name);
  if (depth) {
    const symbol = depth.symbol.toUpperCase();
    const channel = depthChannel(symbol, String(depth.levels));
    return channel !== undefined && isListed(feeds, symbol) ? channel : undefined;
  }
  const stream = parseStreamName(name);
  if (!stream || ('symbol' in stream && !isListed(feeds, stream.symbol))) return undefined;
  return formatStreamName(stream);
}

/**
 * Before a channel is joined.
 * @throws AppError CREDENTIALS_MISSING for `user` without an account, FULL for one order book too many
 */
export function admitStream(feeds: StreamFeeds, channel: string): void {
  if (channel === USER_CHANNEL) feeds.admitAccount();
  const depth = parseDepthWindowName(channel);
  if (depth) feeds.admitBook(depth.symbol);
}

function isListed({ symbols }: StreamFeeds, symbol: string): boolean {
  if (symbols.get(symbol)) return true;
  // it may be listed since; asks at most once a minute, and the client's next try finds it
  symbols.require(symbol).catch(() => undefined);
  return false;
}
