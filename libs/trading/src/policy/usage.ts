import { Decimal, type Millis } from '@binance-gateway/domain-types';
import type { Charge, IntentRecord } from '../order-journal.js';

export interface UsageOptions {
  /** Records created at this time or later, by whatever process. @throws AppError JOURNAL_UNAVAILABLE */
  readonly since: (from: Millis) => Iterable<IntentRecord>;
  /** Time of the exchange. */
  readonly now: () => Millis;
}

/** What an owner has used up of the limits of a policy. */
interface Account {
  /** By the asset it is measured in. */
  readonly spent: Map<string, Decimal>;
  /** When orders of the last minute were recorded. */
  readonly recent: Millis[];
}

interface Counted {
  readonly owner: string;
  readonly charge: Charge | undefined;
  /** When it was recorded, under this id for the last time. */
  readonly at: Millis;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Orders of other processes on the same journal are looked for this often. */
const LOOK_EVERY_MS = 1_000;
/** A record may become visible a little later than its time says. */
const OVERLAP_MS = 5_000;
/** How long an order is remembered by its id, so that its worth can be given back. */
const REMEMBER_MS = 300_000;

/**
 * Orders and their worth by owner, of this minute and this day. It comes from the journal, so that neither a restart nor
 * a second process on the same directory forgets any of it.
 */
export class Usage {
  private readonly accounts = new Map<string, Account>();
  /** Counted and not settled, or so new that the journal may show them again. */
  private readonly counted = new Map<string, Counted>();
  private readonly fading: { readonly id: string; readonly at: Millis }[] = [];
  private day = -1;
  private lookedAt = -Infinity;

  constructor(private readonly options: UsageOptions) {}

  /** @throws AppError JOURNAL_UNAVAILABLE */
  refresh(): void {
    const now = this.options.now();
    const day = Math.floor(now / DAY_MS);
    if (day !== this.day) this.startDay(day);
    else if (now - this.lookedAt < LOOK_EVERY_MS) return;
    const from =
      this.lookedAt === -Infinity ? Math.min(day * DAY_MS, now - MINUTE_MS) : this.lookedAt - OVERLAP_MS;
    this.lookedAt = now;
    for (const record of this.options.since(Math.floor(from))) {
      if (!this.counted.has(record.clientOrderId)) this.take(record);
    }
    this.forget(now);
  }

  /** Worth of the orders of today, in this asset. */
  spent(owner: string, asset: string): Decimal {
    return this.accounts.get(owner)?.spent.get(asset) ?? Decimal.ZERO;
  }

  /** Times of the orders of the last minute, the oldest first. */
  recent(owner: string): readonly Millis[] {
    const recent = this.accounts.get(owner)?.recent ?? [];
    const from = this.options.now() - MINUTE_MS;
    while (recent.length > 0 && (recent[0] as Millis) <= from) recent.shift();
    return recent;
  }

  /** Milliseconds until this many orders of the last minute are older than that. */
  untilFree(owner: string, orders: number): Millis {
    const at = this.accounts.get(owner)?.recent[orders - 1] ?? this.options.now();
    return Math.max(1, Math.ceil(at + MINUTE_MS - this.options.now()));
  }

  /** Milliseconds until the day is over, UTC by the clock of the exchange. */
  untilTomorrow(): Millis {
    return DAY_MS - (this.options.now() % DAY_MS);
  }

  /** An order is about to be recorded. */
  add(id: string, owner: string, orders: number, charge: Charge | undefined): void {
    const now = this.options.now();
    const { recent } = this.accountOf(owner);
    for (let i = 0; i < orders; i++) recent.push(now);
    this.counted.set(id, { owner, charge, at: now });
    if (charge) this.spend(owner, charge.asset, Decimal.of(charge.amount));
    this.fading.push({ id, at: now });
  }

  /** It was not placed after all: its worth is given back. That it was tried stays. */
  giveBack(id: string): void {
    const known = this.counted.get(id);
    if (!known?.charge) return;
    this.spend(known.owner, known.charge.asset, Decimal.of(known.charge.amount).negated());
    this.counted.set(id, { ...known, charge: undefined });
  }

  private startDay(day: number): void {
    this.day = day;
    for (const account of this.accounts.values()) account.spent.clear();
    for (const [id, known] of this.counted) this.counted.set(id, { ...known, charge: undefined });
  }

  private take({ clientOrderId, principal, createdAt, state, charge, orders = 1 }: IntentRecord): void {
    const now = this.options.now();
    const wasPlaced = state !== 'REFUSED' && state !== 'NOT_PLACED';
    const isToday = Math.floor(createdAt / DAY_MS) === this.day;
    const counts = charge && wasPlaced && isToday ? charge : undefined;
    this.counted.set(clientOrderId, { owner: principal, charge: counts, at: createdAt });
    this.fading.push({ id: clientOrderId, at: createdAt });
    if (counts) this.spend(principal, counts.asset, Decimal.of(counts.amount));
    if (createdAt <= now - MINUTE_MS) return;
    const { recent } = this.accountOf(principal);
    for (let i = 0; i < orders; i++) recent.push(createdAt);
    recent.sort((a, b) => a - b);
  }

  private spend(owner: string, asset: string, amount: Decimal): void {
    const { spent } = this.accountOf(owner);
    spent.set(asset, (spent.get(asset) ?? Decimal.ZERO).plus(amount));
  }

  /** An order that is neither new nor about to end needs no remembering. */
  private forget(now: Millis): void {
    this.fading.sort((a, b) => a.at - b.at);
    const before = now - REMEMBER_MS;
    while (this.fading[0] && this.fading[0].at < before) {
      const { id } = this.fading.shift() as { id: string };
      // one that was tried again meanwhile would be taken from the journal as another
      if ((this.counted.get(id)?.at ?? before) < before) this.counted.delete(id);
    }
  }

  private accountOf(owner: string): Account {
    const known = this.accounts.get(owner);
    if (known) return known;
    const account: Account = { spent: new Map(), recent: [] };
    this.accounts.set(owner, account);
    return account;
  }
}
