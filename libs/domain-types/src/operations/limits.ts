import {
  BooleanField,
  EnumField,
  IntegerField,
  ListField,
  ObjectField,
  TextField,
  TimestampField,
} from './field.js';
import { EmptyInput } from './general.js';
import { defineOperation } from './operation.js';

export class LimitState {
  @TextField({ description: 'REQUEST_WEIGHT, RAW_REQUESTS or ORDERS' })
  rateLimitType!: string;

  @TextField({ description: 'SECOND, MINUTE, HOUR or DAY' })
  interval!: string;

  @IntegerField({ description: 'Number of intervals in a window' })
  intervalNum!: number;

  @IntegerField({ description: 'Most that fits into a window, as the exchange says' })
  limit!: number;

  @IntegerField({
    description: 'Used in the window: what the exchange reported, and what it cannot have reported yet',
  })
  used!: number;

  @TimestampField({ description: 'When the window ends for certain, time of the exchange' })
  resetsAt!: number;
}

export class LaneState {
  @EnumField(['orders', 'recovery', 'snapshots', 'reads'], {
    description:
      'orders: orders, cancels and the question about an order; recovery: what a lost user data stream is made up for with; snapshots: order books; reads: everything else. The first goes first',
  })
  lane!: string;

  @IntegerField({ description: 'Part of every limit it leaves to the lane of orders, percent' })
  keptPercent!: number;

  @IntegerField({
    description: 'How long it may wait for room; what would take longer is refused at once, ms',
  })
  maxWaitMs!: number;

  @IntegerField({ description: 'Requests that wait now' })
  waiting!: number;

  @IntegerField({ description: 'Requests that had to wait, since the start' })
  waited!: number;

  @IntegerField({ description: 'Requests refused before they were sent, since the start' })
  refused!: number;
}

export class SilenceInfo {
  @BooleanField({ description: 'Whether the exchange has banned this address (HTTP 418)' })
  banned!: boolean;

  @IntegerField({ description: 'Nothing is sent for this long, ms; 0 when requests go' })
  remainingMs!: number;

  @IntegerField({ description: 'No new orders are sent for this long, ms; cancels and reads go' })
  ordersRemainingMs!: number;
}

export class ConnectionState {
  @IntegerField({ description: 'Attempts to connect to streams and WebSocket API in the window' })
  attempts!: number;

  @IntegerField({ description: 'Most the gateway makes; the exchange allows 300' })
  limit!: number;

  @IntegerField({ description: 'Length of the window that slides, ms' })
  windowMs!: number;

  @IntegerField({ description: 'No attempt is made for this long, ms' })
  blockedForMs!: number;
}

export class Limits {
  @TimestampField({ description: 'Time of the exchange, to which the windows are aligned' })
  exchangeTime!: number;

  @EnumField(['rest', 'ws'], { description: 'Way of orders to the exchange (`ORDER_TRANSPORT`)' })
  orderTransport!: string;

  @ListField(() => LimitState, { description: 'Limits of the exchange for this address and account' })
  limits!: LimitState[];

  @ListField(() => LaneState, { description: 'Who goes first when a limit is short' })
  lanes!: LaneState[];

  @ObjectField(() => SilenceInfo, {
    description: 'What 429, 418 and -1015 asked for; a ban outlasts a restart',
  })
  silence!: SilenceInfo;

  @ObjectField(() => ConnectionState, { description: 'Connection attempts' })
  connections!: ConnectionState;
}

export const getLimits = defineOperation({
  name: 'get_limits',
  summary: 'What is left of the limits of the exchange, and whether it wants to be left alone',
  description: 'From memory: it costs nothing at the exchange.',
  tag: 'account',
  input: EmptyInput,
  output: { shape: 'one', of: Limits },
  scope: 'read',
  needsAccount: false,
  effect: 'read',
  idempotent: true,
  route: { method: 'GET', path: 'limits' },
  example: {},
});
