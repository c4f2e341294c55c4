import { REFUSE } from '../refusal.js';
import { type TimeUnit, parseTimeUnit } from '../time-unit.js';

/** What the URL of a stream connection asks for. */
export interface StreamTarget {
  /** Messages come as `{stream, data}`. */
  readonly isCombined: boolean;
  readonly names: readonly string[];
  readonly timeUnit: TimeUnit;
}

/**
 * `/ws/<stream>/…` raw, `/stream?streams=<stream>/…` combined, and `/stream/ws/…`, which ccxt makes of a base URL,
 * raw. https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
 * @throws Refusal for what is no percent-encoded text, and for a time unit there is not
 */
export function streamTarget(url: string): StreamTarget {
  const [path = '', query = ''] = url.split('?', 2);
  const [, mode, ...rest] = path.split('/').map(decode);
  const isAlias = mode === 'stream' && rest.some((part) => part !== '');
  const listed = mode === 'ws' || isAlias ? rest : (parameter(query, 'streams') ?? '').split('/');
  return {
    isCombined: mode === 'stream' && !isAlias,
    names: listed.filter((name, i) => name !== '' && !(isAlias && i === 0 && name === 'ws')),
    timeUnit: parseTimeUnit(parameter(query, 'timeUnit')),
  };
}

/** Not URLSearchParams: a plus sign is part of a stream name (kline_1d@+08:00), not a blank. */
export function parameter(query: string, name: string): string | undefined {
  const pair = query.split('&').find((text) => text.startsWith(`${name}=`));
  return pair === undefined ? undefined : decode(pair.slice(name.length + 1));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw REFUSE.illegalEncoding();
  }
}
