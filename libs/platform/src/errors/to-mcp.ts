import type { AppError, ErrorCode } from '@binance-gateway/domain-types';
import { type ProblemContext, type ProblemDocument, retryAfterSeconds, toProblem } from './problem.js';

/**
 * An error as a tool result tells it: the members of the problem document that mean something without HTTP, whether the
 * same call may be made again, and what to do instead. All of it is data: no text in it is an instruction to a model
 * beyond `nextStep`.
 */
export interface ToolErrorDocument extends Omit<ProblemDocument, 'type' | 'title' | 'status' | 'retry'> {
  /** `error`, or `outcome-unknown`: the one kind where sending again may double an order. */
  readonly kind: 'error' | 'outcome-unknown';
  readonly retryable: boolean;
  readonly nextStep: string;
}

const MEND_INPUT = 'Correct the arguments that are named and call again.';
const TELL_OPERATOR = 'Tell the user; only who runs the gateway can change this.';
const TRY_LATER = 'Call again after a short pause; nothing was changed.';

/** What a caller does next, one sentence a code. `{retryAfter}` becomes the seconds to wait. */
export const NEXT_STEPS: Readonly<Record<ErrorCode, string>> = {
  INVALID_INPUT: MEND_INPUT,
  MALFORMED_BODY: 'Send valid JSON.',
  UNKNOWN_SYMBOL: 'Check the spelling; symbols join base and quote asset, such as BTCUSDT.',
  SYMBOL_NOT_TRADING: 'Choose a symbol that is trading.',
  FILTER_FAILURE: 'Adjust price or quantity to the rule that is named and call again.',
  INSUFFICIENT_BALANCE: 'Order less, or free the asset that is named; get_account_info has the balances.',
  ORDER_REJECTED: 'Change what the exchange objects to; the same order is rejected again.',
  CANCEL_REJECTED: 'Ask for the order with get_order: it may be filled or cancelled already.',
  REJECTED_BY_EXCHANGE: 'Change what the exchange objects to; the same call is rejected again.',
  UNAUTHENTICATED: 'Configure the client with a valid bearer token.',
  CREDENTIALS_MISSING: TELL_OPERATOR,
  CREDENTIALS_REFUSED: TELL_OPERATOR,
  SCOPE_MISSING: 'Use a token that has the scope that is named.',
  ORIGIN_NOT_ALLOWED: TELL_OPERATOR,
  HOST_NOT_ALLOWED: TELL_OPERATOR,
  TRADING_DISABLED: TELL_OPERATOR,
  TRADING_STOPPED: TELL_OPERATOR,
  POLICY_REFUSED: 'Stay within the rule that is named; only who runs the gateway can change it.',
  NOT_FOUND: 'Check the name.',
  ORDER_NOT_FOUND: 'Check symbol and id; get_open_orders and get_all_orders list the orders there are.',
  METHOD_NOT_ALLOWED: 'Use a method that is allowed.',
  CONFLICT: 'Ask for the order with get_order before anything else: its client order id is taken.',
  PARTIAL_FAILURE: 'Look at get_open_orders before you go on: one part was carried out.',
  REQUEST_TIMEOUT: TRY_LATER,
  BODY_TOO_LARGE: 'Send less.',
  UNSUPPORTED_MEDIA_TYPE: 'Send application/json.',
  UPGRADE_REQUIRED: 'Use a WebSocket client.',
  CONFIRMATION_REQUIRED:
    'Show the user the preview. Only if they agree, call again within 60 s with the same arguments and confirmToken.',
  CONFIRMATION_REFUSED: 'Nothing was sent. Do not place the order unless the user asks for it again.',
  RATE_LIMITED: 'Wait {retryAfter} s, then call again.',
  UPSTREAM_RATE_LIMITED: 'Wait {retryAfter} s, then call again; ask for less meanwhile.',
  UPSTREAM_BANNED: 'Wait {retryAfter} s; no call reaches the exchange before.',
  ORDER_LIMIT_REACHED: 'Wait {retryAfter} s, or cancel orders that are no longer wanted.',
  INTERNAL: TRY_LATER,
  UPSTREAM_PROTOCOL: TRY_LATER,
  UPSTREAM_UNAVAILABLE: TRY_LATER,
  NOT_READY: 'Wait {retryAfter} s, then call again.',
  JOURNAL_UNAVAILABLE: TELL_OPERATOR,
  FULL: 'Wait {retryAfter} s, or stay with what is open already.',
  BOOK_OUT_OF_SYNC: 'Wait {retryAfter} s, then call again.',
  UPSTREAM_TIMEOUT: TRY_LATER,
  OUTCOME_UNKNOWN:
    'DO NOT send the order again: it may have been placed. Call get_order with this clientOrderId as origClientOrderId until it answers.',
};

/** The body of a tool result with `isError`. Texts of unforeseen errors never get this far: see `toAppError`. */
export function toToolError(error: AppError, context: ProblemContext): ToolErrorDocument {
  const {
    type: _type,
    title: _title,
    status: _status,
    retry,
    code,
    detail,
    ...rest
  } = toProblem(error, context);
  const wait = String(retryAfterSeconds(error) ?? 1);
  return {
    code,
    detail,
    kind: retry === 'unknown-outcome' ? 'outcome-unknown' : 'error',
    retryable: retry === 'safe' || retry === 'after',
    nextStep: NEXT_STEPS[code].replace('{retryAfter}', wait),
    ...rest,
  };
}
