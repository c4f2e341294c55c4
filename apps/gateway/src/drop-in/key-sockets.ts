import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Millis, TimerHandle } from '@binance-gateway/domain-types';
import type { Upstream, VirtualKey, VirtualKeys } from '@binance-gateway/platform';
import { CLOCK, UPSTREAM } from '../core/tokens.js';

interface Opened {
  readonly key: VirtualKey;
  readonly onRevoked: () => void;
}

/** A key that another process has revoked is noticed within this. */
const LOOK_EVERY_MS: Millis = 500;

/** Open connections by the key they were opened with: a revoked key ends them. */
@Injectable()
export class KeySockets {
  private readonly opened = new Set<Opened>();
  private timer: TimerHandle | undefined;
  private watched: VirtualKeys | undefined;

  constructor(
    @Inject(UPSTREAM) private readonly upstream: Upstream,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @returns how to forget the connection */
  async add(key: VirtualKey, onRevoked: () => void): Promise<() => void> {
    const keys = await this.upstream.keyring.keys();
    if (!this.watched) {
      this.watched = keys;
      keys.watchRevoked(() => this.look());
    }
    const entry: Opened = { key, onRevoked };
    this.opened.add(entry);
    this.timer ??= this.clock.setTimeout(this.turn, LOOK_EVERY_MS);
    // it may have been revoked while it was let in
    if (!keys.isCurrent(key)) onRevoked();
    return () => void this.opened.delete(entry);
  }

  private readonly turn = (): void => {
    this.timer = undefined;
    this.look();
    if (this.opened.size > 0) this.timer = this.clock.setTimeout(this.turn, LOOK_EVERY_MS);
  };

  private look(): void {
    for (const entry of [...this.opened]) {
      if (this.watched?.isCurrent(entry.key)) continue;
      this.opened.delete(entry);
      entry.onRevoked();
    }
  }

  close(): void {
    this.clock.clearTimeout(this.timer);
    this.opened.clear();
  }
}
