import {
  BooleanField,
  ClientOrderIdField,
  EnumField,
  IntegerField,
  ObjectField,
  SymbolField,
  TextField,
  TimestampField,
  TimestampInputField,
} from './field.js';
import { defineOperation } from './operation.js';
import { Rules, startBeforeEnd } from './rule.js';

/**
 * How far an order has come. `INTENT`: recorded, not known to be sent. `SENT`: on a socket. `ACCEPTED`: the exchange has
 * it. `REFUSED`: the exchange, or the gateway before sending, refused it. `UNKNOWN`: it may have been accepted, and is
 * being asked for. `NOT_PLACED`: it was sent without an answer, and the exchange has proved not to have it.
 */
export const INTENT_STATES = ['INTENT', 'SENT', 'ACCEPTED', 'REFUSED', 'UNKNOWN', 'NOT_PLACED'] as const;
export type IntentState = (typeof INTENT_STATES)[number];

export class IntentRefInput {
  @ClientOrderIdField({ description: 'Client order id of the order' })
  clientOrderId!: string;
}

@Rules<IntentsInput>(startBeforeEnd())
export class IntentsInput {
  @EnumField(INTENT_STATES, { optional: true, description: 'Only intents in this state' })
  state?: IntentState;

  @SymbolField({ optional: true, description: 'Only orders of this symbol' })
  symbol?: string;

  @TextField({
    optional: true,
    pattern: /^[A-Za-z0-9_.-]{1,40}$/,
    hint: 'must be the name of a token',
    maxLength: 40,
    example: 'bot',
    description: 'Only orders of this token, by its name',
  })
  principal?: string;

  @TimestampInputField({ optional: true, description: 'First moment, inclusive' })
  startTime?: number;

  @TimestampInputField({ optional: true, description: 'Last moment, inclusive' })
  endTime?: number;

  @IntegerField({
    optional: true,
    min: 1,
    max: 1000,
    default: 100,
    example: 100,
    description: 'Most intents to give',
  })
  limit?: number;
}

/** Why an order was refused, in the words of the answer the caller got. */
export class IntentError {
  @TextField({ description: 'Code of the error' })
  code!: string;

  @TextField({ maxLength: 2_000, description: 'What was wrong' })
  message!: string;

  @IntegerField({ optional: true, min: -100_000, max: 0, example: -2010, description: "Binance's own code" })
  binanceCode?: number;
}

/** The input of the operation that placed it, with the ids the gateway made. */
export class IntendedOrder {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;
}

/** What the exchange answered: an order, an order list, or both halves of a replacement. */
export class IntentAnswer {
  @IntegerField({ optional: true, description: 'Order id of the exchange, of a single order' })
  orderId?: number;

  @IntegerField({ optional: true, min: -1, description: 'Order list id, -1 for none' })
  orderListId?: number;
}

/** One order as the journal has it, from the moment before it was sent. */
export class Intent {
  @ClientOrderIdField({ description: 'Client order id: the key' })
  clientOrderId!: string;

  @EnumField(INTENT_STATES, { description: 'How far it has come' })
  state!: IntentState;

  @BooleanField({ description: 'Whether the state is final' })
  isSettled!: boolean;

  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @TextField({ description: 'Name of the token that placed it' })
  principal!: string;

  @TextField({ description: 'Name of the operation that placed it' })
  operation!: string;

  @ObjectField(() => IntendedOrder, { description: 'The order, or the order list, as it was asked for' })
  order!: IntendedOrder;

  @TimestampField({ description: 'When it was recorded, before it was sent' })
  createdAt!: number;

  @TimestampField({ optional: true, description: 'When it was handed to a socket' })
  sentAt?: number;

  @TimestampField({ optional: true, description: 'When its state became final, or unknown' })
  endedAt?: number;

  @EnumField(['answer', 'query', 'event'], {
    optional: true,
    description: 'What settled it: the answer to the order, asking for it, or an event of the account',
  })
  settledBy?: 'answer' | 'query' | 'event';

  @ObjectField(() => IntentAnswer, {
    optional: true,
    description: 'What was placed, as it was when it was accepted; it is not kept up to date',
  })
  answer?: IntentAnswer;

  @ObjectField(() => IntentError, { optional: true, description: 'Why it was refused, or is unknown' })
  error?: IntentError;
}

const intentRead = {
  tag: 'orders',
  scope: 'read',
  needsAccount: true,
  effect: 'read',
  idempotent: true,
} as const;

export const getIntent = defineOperation({
  ...intentRead,
  name: 'get_intent',
  summary: 'What became of an order, from the journal',
  description:
    'After a 504 with outcome UNKNOWN: asked here until isSettled is true, costs nothing at the exchange.',
  input: IntentRefInput,
  output: { shape: 'one', of: Intent },
  route: { method: 'GET', path: 'intents/{clientOrderId}' },
  example: { clientOrderId: 'my-order-1' },
  errors: ['ORDER_NOT_FOUND', 'JOURNAL_UNAVAILABLE'],
});

export const listIntents = defineOperation({
  ...intentRead,
  name: 'list_intents',
  summary: 'Orders in the journal, the newest first',
  description: 'Looks through the newest 20000 orders of the time asked for.',
  input: IntentsInput,
  output: { shape: 'many', of: Intent },
  route: { method: 'GET', path: 'intents' },
  example: { symbol: 'BTCUSDT', limit: 10 },
  errors: ['JOURNAL_UNAVAILABLE'],
});
