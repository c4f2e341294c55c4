import type { WireDepthUpdate, WireLevel } from '@binance-gateway/domain-types';

/**
 * Two successive `depthUpdate` events as one that covers both ranges of update ids. Quantities are
 * absolute, so the later one counts. Payloads of other streams: the later one as it is.
 */
export function mergeDiffs(earlier: string, later: string): string {
  const [first, second] = [earlier, later].map((text) => JSON.parse(text) as Partial<WireDepthUpdate>);
  if (first?.e !== 'depthUpdate' || second?.e !== 'depthUpdate') return later;
  return JSON.stringify({
    ...second,
    U: first.U,
    b: mergeLevels(first.b ?? [], second.b ?? []),
    a: mergeLevels(first.a ?? [], second.a ?? []),
  });
}

function mergeLevels(earlier: readonly WireLevel[], later: readonly WireLevel[]): WireLevel[] {
  return [...new Map([...earlier, ...later].map((level) => [level[0], level])).values()];
}
