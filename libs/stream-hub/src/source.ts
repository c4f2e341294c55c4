import type { StreamTraits } from '@binance-gateway/domain-types';

/**
 * Feeds channels made inside the house: windowed depth, user data. Registered with `hub.addSource`, it is
 * started with the first reader of a name and stopped a while after the last one, and publishes through
 * `hub.publish` like the broker does.
 */
export interface Source {
  /** Default: sequenced, never conflated. */
  readonly traits?: StreamTraits;
  start(name: string): void;
  stop(name: string): void;
  /**
   * The state as of the last publication, sent to each joiner before the messages that continue it;
   * undefined while there is none, in which case the source publishes it to all as soon as there is.
   * A source with snapshots answers `hub.gap` by publishing a new one: its readers are never closed for a gap.
   */
  snapshot?(name: string): Buffer | undefined;
}
