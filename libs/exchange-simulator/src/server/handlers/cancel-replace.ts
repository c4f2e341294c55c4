import { CANCEL_RESTRICTIONS } from '@binance-gateway/domain-types';
import type { CancelReplaceCommand, CancelReplaceResult, Outcome } from '../../engine/types.js';
import { EngineReject } from '../../engine/types.js';
import { CancelReplaceError, REFUSE } from '../../wire/api-error.js';
import { encodePlaced } from '../../wire/encode-order.js';
import { encodeCanceled } from '../../wire/encode-order-list.js';
import type { Params } from '../../wire/params.js';
import { type AnyEndpoint, type Call, type Exchange, endpoint } from '../endpoint.js';
import {
  type OrderTicket,
  defaultResponse,
  readOrder,
  readOrderRef,
  readResponseType,
} from './read-order.js';

const MODES = ['STOP_ON_FAILURE', 'ALLOW_FAILURE'] as const;
const OVER_LIMIT_MODES = ['DO_NOTHING', 'CANCEL_ONLY'] as const;

interface Input {
  readonly ticket: OrderTicket;
  readonly cancel: Omit<CancelReplaceCommand, 'order' | 'newOrderRefusal'>;
  readonly isCancelOnly: boolean;
  readonly responseType: ReturnType<typeof readResponseType>;
}

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#cancel-an-existing-order-and-send-a-new-order-trade */
export const CANCEL_REPLACE: AnyEndpoint = endpoint<Input>({
  rest: { method: 'POST', path: '/api/v3/order/cancelReplace' },
  ws: 'order.cancelReplace',
  security: 'TRADE',
  weight: 1,
  freeOnSuccess: true,
  orders: 1,
  goesOnOverLimit: true,
  read: readInput,
  run,
});

function readInput(params: Params, exchange: Exchange): Input {
  const ticket = readOrder(params, exchange);
  const mode = params.enum('cancelReplaceMode', MODES, () => REFUSE.invalidValue('cancelReplaceMode'));
  const overLimit = params.enum('orderRateLimitExceededMode', OVER_LIMIT_MODES, () =>
    REFUSE.invalidValue('orderRateLimitExceededMode'),
  );
  return {
    ticket,
    cancel: {
      mode: params.required('cancelReplaceMode', mode),
      cancel: readOrderRef(params, 'cancelOrderId', 'cancelOrigClientOrderId'),
      cancelClientOrderId: params.clientOrderId('cancelNewClientOrderId') ?? exchange.newClientOrderId(),
      restriction: params.enum('cancelRestrictions', CANCEL_RESTRICTIONS, REFUSE.cancelRestrictions),
    },
    isCancelOnly: overLimit === 'CANCEL_ONLY',
    responseType: readResponseType(params, defaultResponse(ticket.type)),
  };
}

function run(input: Input, { exchange, account, overLimit }: Call): unknown {
  const { ticket, cancel, isCancelOnly, responseType } = input;
  if (overLimit && !isCancelOnly) throw overLimit;
  const result = exchange.engine.cancelReplace({
    ...cancel,
    order: { ...ticket, account },
    ...(overLimit ? { newOrderRefusal: new EngineReject(overLimit.code, overLimit.message) } : {}),
  });
  const { canceled, placed } = result;
  const body = {
    cancelResult: canceled.result,
    newOrderResult: placed.result,
    cancelResponse: shown(canceled, encodeCanceled),
    newOrderResponse: shown(placed, (value) => encodePlaced(value, responseType)),
  };
  if (canceled.result === 'SUCCESS' && placed.result === 'SUCCESS') return body;
  throw new CancelReplaceError(statusOf(result, cancel.mode, overLimit !== undefined), body);
}

function shown<T>(outcome: Outcome<T>, encode: (value: T) => unknown): unknown {
  if (outcome.result === 'SUCCESS') return encode(outcome.value);
  return outcome.result === 'FAILURE' ? { code: outcome.reject.code, msg: outcome.reject.message } : null;
}

/** The table of the documentation: 409 when one half succeeded, 429 when the order count is what failed. */
function statusOf(
  { canceled, placed }: CancelReplaceResult,
  mode: CancelReplaceCommand['mode'],
  isOverLimit: boolean,
): number {
  if (isOverLimit && mode === 'STOP_ON_FAILURE') return 429;
  return canceled.result === 'SUCCESS' || placed.result === 'SUCCESS' ? 409 : 400;
}
