import type { Millis } from '@binance-gateway/domain-types';
import type { Key, RootDatabase } from 'lmdb';

/** Trading of an owner that was stopped. */
export interface Stop {
  readonly principal: string;
  readonly since: Millis;
  /** Who stopped it. */
  readonly by: string;
  readonly reason?: string;
}

/** A countdown that cancels an owner's orders when nobody winds it up in time. */
export interface Countdown {
  readonly principal: string;
  readonly seconds: number;
  readonly dueAt: Millis;
}

const stopKey = (principal: string): Key => ['k', principal];
const countdownKey = (principal: string): Key => ['d', principal];

type Write = <T>(change: () => T) => Promise<T>;

/** What is on record about owners, beside their orders: every process on the directory sees the same. */
export class OwnerStore {
  constructor(
    private readonly db: RootDatabase<Buffer>,
    /** In a transaction, durable once it resolves. */
    private readonly write: Write,
  ) {}

  stopOf(principal: string): Stop | undefined {
    return read<Stop>(this.db.get(stopKey(principal)));
  }

  stops(): Stop[] {
    return this.range<Stop>('k', 'l');
  }

  /** @returns the one that holds: an earlier one stays */
  stop(stop: Stop): Promise<Stop> {
    return this.write(() => {
      const known = this.stopOf(stop.principal);
      if (known) return known;
      this.db.putSync(stopKey(stop.principal), bytesOf(stop));
      return stop;
    });
  }

  /** @returns whether there was one */
  release(principal: string): Promise<boolean> {
    return this.write(() => this.db.removeSync(stopKey(principal)));
  }

  countdownOf(principal: string): Countdown | undefined {
    return read<Countdown>(this.db.get(countdownKey(principal)));
  }

  countdowns(): Countdown[] {
    return this.range<Countdown>('d', 'e');
  }

  async wind(countdown: Countdown): Promise<void> {
    await this.write(() => void this.db.putSync(countdownKey(countdown.principal), bytesOf(countdown)));
  }

  async unwind(principal: string): Promise<void> {
    await this.write(() => void this.db.removeSync(countdownKey(principal)));
  }

  /** Takes a countdown that has run out: of several processes one gets it, and none when it was wound up meanwhile. */
  take({ principal, dueAt }: Countdown): Promise<boolean> {
    return this.write(() => {
      if (this.countdownOf(principal)?.dueAt !== dueAt) return false;
      return this.db.removeSync(countdownKey(principal));
    });
  }

  private range<T>(from: string, to: string): T[] {
    const found = this.db.getRange({ start: [from], end: [to] });
    return [...found].map(({ value }) => JSON.parse(value.toString()) as T);
  }
}

function bytesOf(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function read<T>(bytes: Buffer | undefined): T | undefined {
  return bytes && (JSON.parse(bytes.toString()) as T);
}
