import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '@binance-gateway/platform';

/** What proxies add to a request. Its connection comes from this machine then, its sender from anywhere. */
const OF_PROXIES = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
] as const;

/** Whether market data is for a caller who shows no key. */
export function isOpenTo({ dropIn }: Pick<Config, 'dropIn'>, headers: IncomingHttpHeaders): boolean {
  if (dropIn.openTo !== 'this machine') return dropIn.openTo === 'everybody';
  return OF_PROXIES.every((name) => headers[name] === undefined);
}
