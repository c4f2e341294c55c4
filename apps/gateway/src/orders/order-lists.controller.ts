import { Controller, Headers, Inject } from '@nestjs/common';
import {
  type AllOrderListsInput,
  type CancelOrderListInput,
  type EmptyInput,
  type LegacyOcoInput,
  type OcoInput,
  type OpoInput,
  type OpocoInput,
  type OrderListRefInput,
  type OtoInput,
  type OtocoInput,
  cancelOrderList,
  getAllOrderLists,
  getOpenOrderLists,
  getOrderList,
  placeLegacyOco,
  placeOco,
  placeOpo,
  placeOpoco,
  placeOto,
  placeOtoco,
} from '@binance-gateway/domain-types';
import type { CallContext, Upstream } from '@binance-gateway/platform';
import { UPSTREAM } from '../core/tokens.js';
import { Caller, Input } from '../http/operation-input.js';
import { OperationRoute } from '../http/operation-route.decorator.js';
import { withIdempotencyKey } from './idempotency-key.js';

type Key = string | undefined;

/** Orders that depend on each other: placing, asking for and cancelling lists of them. */
@Controller('api/v1')
export class OrderListsController {
  constructor(@Inject(UPSTREAM) private readonly upstream: Upstream) {}

  @OperationRoute(placeOco)
  oco(
    @Input(placeOco) input: OcoInput,
    @Caller() caller: CallContext,
    @Headers('idempotency-key') key: Key,
  ): Promise<unknown> {
    return this.upstream.operations.run(placeOco, withIdempotencyKey(placeOco, input, key), caller);
  }

  @OperationRoute(placeLegacyOco)
  legacyOco(
    @Input(placeLegacyOco) input: LegacyOcoInput,
    @Caller() caller: CallContext,
    @Headers('idempotency-key') key: Key,
  ): Promise<unknown> {
    return this.upstream.operations.run(
      placeLegacyOco,
      withIdempotencyKey(placeLegacyOco, input, key),
      caller,
    );
  }

  @OperationRoute(placeOto)
  oto(
    @Input(placeOto) input: OtoInput,
    @Caller() caller: CallContext,
    @Headers('idempotency-key') key: Key,
  ): Promise<unknown> {
    return this.upstream.operations.run(placeOto, withIdempotencyKey(placeOto, input, key), caller);
  }

  @OperationRoute(placeOtoco)
  otoco(
    @Input(placeOtoco) input: OtocoInput,
    @Caller() caller: CallContext,
    @Headers('idempotency-key') key: Key,
  ): Promise<unknown> {
    return this.upstream.operations.run(placeOtoco, withIdempotencyKey(placeOtoco, input, key), caller);
  }

  @OperationRoute(placeOpo)
  opo(
    @Input(placeOpo) input: OpoInput,
    @Caller() caller: CallContext,
    @Headers('idempotency-key') key: Key,
  ): Promise<unknown> {
    return this.upstream.operations.run(placeOpo, withIdempotencyKey(placeOpo, input, key), caller);
  }

  @OperationRoute(placeOpoco)
  opoco(
    @Input(placeOpoco) input: OpocoInput,
    @Caller() caller: CallContext,
    @Headers('idempotency-key') key: Key,
  ): Promise<unknown> {
    return this.upstream.operations.run(placeOpoco, withIdempotencyKey(placeOpoco, input, key), caller);
  }

  @OperationRoute(getOrderList)
  get(@Input(getOrderList) input: OrderListRefInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getOrderList, input, caller);
  }

  @OperationRoute(getOpenOrderLists)
  open(@Input(getOpenOrderLists) input: EmptyInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getOpenOrderLists, input, caller);
  }

  @OperationRoute(getAllOrderLists)
  all(@Input(getAllOrderLists) input: AllOrderListsInput, @Caller() caller: CallContext): Promise<unknown> {
    return this.upstream.operations.run(getAllOrderLists, input, caller);
  }

  @OperationRoute(cancelOrderList)
  cancel(
    @Input(cancelOrderList) input: CancelOrderListInput,
    @Caller() caller: CallContext,
  ): Promise<unknown> {
    return this.upstream.operations.run(cancelOrderList, input, caller);
  }
}
