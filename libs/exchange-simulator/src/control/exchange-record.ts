import type { Millis, OrderType, Side } from '@binance-gateway/domain-types';
import type { AccountId, Engine } from '../engine/types.js';
import type { RequestLog, RequestRecord } from '../server/request-log.js';
import type { StreamsServer } from '../server/streams.js';
import type { MadeEvent, UserEvents } from '../server/user-events.js';
import { RecordRing, type Sequenced } from './record-ring.js';

/** An order that the exchange took, however it ended. */
export interface AcceptedOrder extends Sequenced {
  readonly time: Millis;
  readonly account: AccountId;
  readonly symbol: string;
  readonly orderId: number;
  readonly orderListId: number;
  readonly clientOrderId: string;
  readonly side: Side;
  readonly type: OrderType;
}

/** A user data event as the exchange made it, before any delay. */
export interface RecordedEvent extends Sequenced, MadeEvent {
  readonly time: Millis;
}

/** A frame of a market stream as the exchange made it, before any fault. */
export interface RecordedFrame extends Sequenced {
  readonly time: Millis;
  readonly stream: string;
  /** JSON text of the payload. */
  readonly payload: string;
}

export interface RecordSources {
  readonly engine: Engine;
  readonly log: RequestLog;
  readonly userEvents: UserEvents;
  readonly streams: StreamsServer;
}

export interface RecordQuery {
  /** Only what came after this sequence number. */
  readonly after?: number | undefined;
  readonly limit?: number | undefined;
}

const KEPT_ORDERS = 100_000;
const KEPT_EVENTS = 100_000;
const KEPT_FRAMES = 100_000;

/** What the exchange itself knows, to hold against what a client believes. */
export class ExchangeRecord {
  private readonly accepted = new RecordRing<AcceptedOrder>(KEPT_ORDERS);
  private readonly events = new RecordRing<RecordedEvent>(KEPT_EVENTS);
  private readonly sent = new RecordRing<RecordedFrame>(KEPT_FRAMES);
  /** Newest order id seen, by symbol: an order is told of many times. */
  private readonly newest = new Map<string, number>();
  private readonly log: RequestLog;
  private readonly streams: StreamsServer;
  private readonly unsubscribe: () => void;

  constructor({ engine, log, userEvents, streams }: RecordSources) {
    this.log = log;
    this.streams = streams;
    this.unsubscribe = engine.subscribe((event) => {
      if (event.kind !== 'execution') return;
      const { order, account, time } = event;
      const { symbol, orderId, orderListId, clientOrderId, side, type } = order;
      if (orderId <= (this.newest.get(symbol) ?? 0)) return;
      this.newest.set(symbol, orderId);
      this.accepted.add({ time, account, symbol, orderId, orderListId, clientOrderId, side, type });
    });
    userEvents.onEvent = (made) => this.events.add({ time: streams.clock.now(), ...made });
  }

  /** Every request that reached the exchange, oldest first; the newest 10,000 are kept. */
  requests(
    match: RecordQuery & { path?: string | undefined; method?: string | undefined } = {},
  ): RequestRecord[] {
    const { path, method } = match;
    const found = this.log
      .all()
      .filter(
        (record) =>
          record.sequence > (match.after ?? 0) &&
          (path === undefined || record.path === path) &&
          (method === undefined || record.method === method),
      );
    return match.limit === undefined ? found : found.slice(0, match.limit);
  }

  /** Every order that was accepted, oldest first; the newest 100,000 are kept. */
  orders(
    match: RecordQuery & { account?: string | undefined; clientOrderId?: string | undefined } = {},
  ): AcceptedOrder[] {
    const { account, clientOrderId } = match;
    return this.accepted.select(
      match,
      (order) =>
        (account === undefined || order.account === account) &&
        (clientOrderId === undefined || order.clientOrderId === clientOrderId),
    );
  }

  /** Every user data event, whether anybody had subscribed or not, oldest first; the newest 100,000 are kept. */
  userEvents(match: RecordQuery & { account?: string | undefined } = {}): RecordedEvent[] {
    return this.events.select(
      match,
      ({ account }) => match.account === undefined || account === match.account,
    );
  }

  /** Frames of subscribed streams since `keepFrames`, oldest first; the newest 100,000 are kept. */
  frames(match: RecordQuery & { stream?: string | undefined } = {}): RecordedFrame[] {
    return this.sent.select(match, ({ stream }) => match.stream === undefined || stream === match.stream);
  }

  /** Off at first: a busy market fills the memory with frames. */
  keepFrames(isOn: boolean): void {
    this.streams.onFrame = isOn
      ? ({ name, raw }) =>
          this.sent.add({ time: this.streams.clock.now(), stream: name, payload: raw.toString('utf8') })
      : undefined;
  }

  /** Forgets; sequence numbers go on. */
  clear(): void {
    this.log.clear();
    for (const ring of [this.accepted, this.events, this.sent]) ring.clear();
  }

  close(): void {
    this.unsubscribe();
  }
}
