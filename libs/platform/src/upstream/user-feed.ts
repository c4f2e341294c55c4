import { UserDataStream, type UserDataOptions } from '@binance-gateway/binance-client';
import { AppError, type WireUserDataEvent } from '@binance-gateway/domain-types';
import type { Source } from '@binance-gateway/stream-hub';
import type { FillRecovery } from '@binance-gateway/trading';

export interface UserFeedHub {
  publish(name: string, payload: Buffer): void;
  gap(names: readonly string[], reason: string): void;
}

/** Feeds the user channel while somebody reads it. Without credentials there is nothing to feed it from. */
export class UserFeed implements Source {
  private stream: UserDataStream | undefined;
  private name: string | undefined;

  constructor(
    private readonly hub: UserFeedHub,
    private readonly options: Omit<UserDataOptions, 'listener'> | undefined,
    private readonly onEvent: (event: WireUserDataEvent) => void = () => undefined,
    private readonly fills?: Pick<FillRecovery, 'begin' | 'seen' | 'recover'>,
  ) {}

  start(name: string): void {
    if (!this.options) {
      throw new AppError('CREDENTIALS_MISSING', 'events of an account need the credentials of one');
    }
    this.name = name;
    this.stream = this.open(name, 'subscribed');
  }

  /** Subscribes anew: with another key, for one. Readers are told of the gap, and missed fills are fetched. */
  renew(reason: string): void {
    const { name, stream } = this;
    if (name === undefined || !stream) return;
    void stream.close();
    this.stream = this.open(name, reason);
  }

  stop(): void {
    void this.close();
  }

  async close(): Promise<void> {
    const { stream } = this;
    this.stream = undefined;
    await stream?.close();
  }

  /** @param beginning why events may be missing before the first */
  private open(name: string, beginning: string): UserDataStream {
    const isAgain = this.stream !== undefined;
    let isFirst = true;
    const stream = new UserDataStream({
      ...(this.options as Omit<UserDataOptions, 'listener'>),
      listener: {
        onEvent: (event, parsed) => {
          this.hub.publish(name, event);
          this.fills?.seen(parsed);
          this.onEvent(parsed);
        },
        onGap: (reason) => {
          this.hub.gap([name], reason);
          void this.fills?.recover();
        },
        onState: (state) => {
          // who has joined by now may have missed something before the subscription was there
          if (state !== 'live') return;
          if (isFirst) this.hub.gap([name], beginning);
          if (isFirst && isAgain) void this.fills?.recover();
          isFirst = false;
          this.fills?.begin();
        },
      },
    });
    stream.start();
    return stream;
  }
}
