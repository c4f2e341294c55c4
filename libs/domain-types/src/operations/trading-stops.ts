import {
  BooleanField,
  IntegerField,
  ListField,
  ObjectField,
  SymbolField,
  TextField,
  TimestampField,
} from './field.js';
import { EmptyInput } from './general.js';
import { defineOperation } from './operation.js';

const NAME_PATTERN = /^[A-Za-z0-9_.-]{1,40}$/;
const principalField = (description: string): PropertyDecorator =>
  TextField({
    pattern: NAME_PATTERN,
    hint: 'must be the name of a token or of an API key of the gateway',
    maxLength: 40,
    example: 'local',
    description,
  });

const MAX_SECONDS = 86_400;

export class StopTradingInput {
  @principalField('Whose trading is stopped')
  principal!: string;

  @TextField({ optional: true, maxLength: 200, example: 'runs wild', description: 'Why, for the record' })
  reason?: string;
}

export class ResumeTradingInput {
  @principalField('Who may trade again')
  principal!: string;
}

/** An order that was cancelled. */
export class SweptOrder {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @IntegerField({ description: 'Order id of the exchange' })
  orderId!: number;

  @TextField({ description: 'Client order id' })
  clientOrderId!: string;
}

/** How far the cancelling of somebody's orders has come. It goes on behind the answer until nothing is left. */
export class OrderSweep {
  @BooleanField({ description: 'Whether no order is left, and none can turn up any more' })
  isClear!: boolean;

  @ListField(() => SweptOrder, { description: 'Orders that were cancelled so far' })
  canceled!: SweptOrder[];

  @IntegerField({ description: 'Orders still open when they were last asked for' })
  openOrders!: number;

  @IntegerField({ description: 'Orders that were sent before, and whose outcome is not known yet' })
  unresolved!: number;

  @TextField({ optional: true, maxLength: 2_000, description: 'What went wrong last; it is tried again' })
  lastError?: string;
}

export class TradingStop {
  @principalField('Whose trading is stopped')
  principal!: string;

  @TimestampField({ description: 'Since when' })
  since!: number;

  @TextField({ description: 'Name of the token that stopped it' })
  by!: string;

  @TextField({ optional: true, description: 'Why' })
  reason?: string;

  @ObjectField(() => OrderSweep, { optional: true, description: 'What became of the open orders' })
  sweep?: OrderSweep;
}

export class ResumedTrading {
  @principalField('Who may trade again')
  principal!: string;

  @BooleanField({ description: 'Whether trading had been stopped' })
  wasStopped!: boolean;
}

export class ArmDeadManInput {
  @IntegerField({
    min: 0,
    max: MAX_SECONDS,
    example: 30,
    description: 'Seconds until all your orders are cancelled, counted anew by each call; 0 switches it off',
  })
  seconds!: number;
}

export class SetDeadManInput extends ArmDeadManInput {
  @principalField('Whose orders are cancelled')
  principal!: string;
}

export class DeadManTimer {
  @principalField('Whose orders are cancelled')
  principal!: string;

  @BooleanField({ description: 'Whether it is running' })
  isArmed!: boolean;

  @IntegerField({ optional: true, description: 'Seconds it was set to' })
  seconds?: number;

  @TimestampField({ optional: true, description: 'When it goes off, unless it is set again before' })
  dueAt?: number;

  @TimestampField({ optional: true, description: 'When it last went off' })
  wentOffAt?: number;

  @ObjectField(() => OrderSweep, { optional: true, description: 'What became of the orders then' })
  sweep?: OrderSweep;
}

const administration = { tag: 'admin', scope: 'admin', needsAccount: true } as const;

export const stopTrading = defineOperation({
  ...administration,
  name: 'stop_trading',
  summary: 'Cancel all orders of a token and refuse new ones',
  description:
    'The kill switch. The refusal holds from this answer on and over a restart, until it is taken back. Orders are cancelled one by one, those alone that were placed under this name; what cannot be cancelled at once is tried again behind the answer.',
  effect: 'destructive',
  idempotent: true,
  input: StopTradingInput,
  output: { shape: 'one', of: TradingStop },
  route: { method: 'POST', path: 'admin/kill' },
  example: { principal: 'local' },
  errors: ['NOT_FOUND', 'JOURNAL_UNAVAILABLE'],
});

export const listTradingStops = defineOperation({
  ...administration,
  name: 'list_trading_stops',
  summary: 'Tokens whose trading is stopped',
  effect: 'read',
  idempotent: true,
  input: EmptyInput,
  output: { shape: 'many', of: TradingStop },
  route: { method: 'GET', path: 'admin/kill' },
  example: {},
  errors: ['JOURNAL_UNAVAILABLE'],
});

export const resumeTrading = defineOperation({
  ...administration,
  name: 'resume_trading',
  summary: 'Let a token trade again',
  effect: 'write',
  idempotent: true,
  input: ResumeTradingInput,
  output: { shape: 'one', of: ResumedTrading },
  route: { method: 'DELETE', path: 'admin/kill' },
  example: { principal: 'local' },
  errors: ['JOURNAL_UNAVAILABLE'],
});

export const setDeadMan = defineOperation({
  ...administration,
  name: 'set_dead_man',
  summary: "Set another token's dead-man timer, or switch it off",
  effect: 'write',
  idempotent: true,
  input: SetDeadManInput,
  output: { shape: 'one', of: DeadManTimer },
  route: { method: 'POST', path: 'admin/deadMan' },
  example: { principal: 'local', seconds: 0 },
  errors: ['NOT_FOUND', 'JOURNAL_UNAVAILABLE'],
});

export const listDeadMen = defineOperation({
  ...administration,
  name: 'list_dead_men',
  summary: 'Dead-man timers that run',
  effect: 'read',
  idempotent: true,
  input: EmptyInput,
  output: { shape: 'many', of: DeadManTimer },
  route: { method: 'GET', path: 'admin/deadMan' },
  example: {},
  errors: ['JOURNAL_UNAVAILABLE'],
});

export const armDeadMan = defineOperation({
  tag: 'orders',
  scope: 'trade',
  needsAccount: true,
  name: 'arm_dead_man',
  summary: 'Cancel all my orders unless I call again in time',
  description:
    'Each call begins the countdown anew, so a program that calls every ten seconds with 30 keeps its orders, and loses them half a minute after it fell silent. It also goes off when the gateway was down at that moment, as soon as it is back.',
  effect: 'write',
  idempotent: true,
  input: ArmDeadManInput,
  output: { shape: 'one', of: DeadManTimer },
  route: { method: 'POST', path: 'deadMan' },
  example: { seconds: 0 },
  errors: ['JOURNAL_UNAVAILABLE', 'TRADING_DISABLED'],
});

export const getDeadMan = defineOperation({
  tag: 'orders',
  scope: 'read',
  needsAccount: true,
  name: 'get_dead_man',
  summary: 'My dead-man timer',
  effect: 'read',
  idempotent: true,
  input: EmptyInput,
  output: { shape: 'one', of: DeadManTimer },
  route: { method: 'GET', path: 'deadMan' },
  example: {},
  errors: ['JOURNAL_UNAVAILABLE'],
});
