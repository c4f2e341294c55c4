import type { Channel } from './channel.js';
import type { Client } from './client.js';
import type { Position } from './envelope.js';

/** One client's interest in one channel. */
export class Subscription {
  /** Place in the channel's list of readers; -1 when not in it. */
  index = -1;
  /** The position written last before something of this channel began to wait in a stalled client's queue. */
  lastWritten: Position | undefined;

  constructor(
    readonly client: Client,
    readonly channel: Channel,
  ) {}
}
