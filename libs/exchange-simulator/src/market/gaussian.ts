import type { Random } from '@binance-gateway/domain-types';

/** Standard normal; Box and Muller, one of the pair. */
export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Deterministic 32 bits of a text (FNV-1a); gives every symbol and hour a random stream of its own. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
