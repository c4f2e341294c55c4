import type { SpotClient } from '@binance-gateway/binance-client';
import {
  type Limits,
  type Operation,
  createApiKey,
  amendOrder,
  armDeadMan,
  cancelOpenOrders,
  cancelOrder,
  cancelOrderList,
  getDeadMan,
  getIntent,
  getLimits,
  getOrder,
  getPositions,
  listApiKeys,
  listDeadMen,
  listIntents,
  listTradingStops,
  placeLegacyOco,
  placeOco,
  placeOpo,
  placeOpoco,
  placeOrder,
  placeOto,
  placeOtoco,
  placeSorOrder,
  previewOrder,
  replaceOrder,
  resumeTrading,
  revokeApiKey,
  setDeadMan,
  stopTrading,
  testOrder,
  testSorOrder,
} from '@binance-gateway/domain-types';
import type { OrderDesk, PositionBook, Previewer } from '@binance-gateway/trading';
import type { Admission } from './admission.js';
import type { KeyAdministration } from './key-administration.js';
import type { Analytics } from './analytics/analytics.js';
import type { AuditTrail } from './audit.js';
import type { Reads } from './live/reads.js';
import type { OrderRecords } from './order-records.js';
import type { TradingSwitches } from './trading-switches.js';
import type { CallContext, Operations } from './upstream.js';

export interface OperationParts {
  readonly admission: Admission;
  readonly audit: AuditTrail;
  readonly spot: SpotClient;
  readonly reads: Reads;
  readonly analytics: Pick<Analytics, 'answers'>;
  readonly desk: OrderDesk;
  readonly previewer: Previewer;
  readonly positions: PositionBook;
  readonly records: OrderRecords;
  readonly stopping: TradingSwitches;
  readonly keys: KeyAdministration;
  readonly limits: () => Limits;
}

type Run = (input: never, context: CallContext) => Promise<unknown>;

/** Sends each operation to whoever carries it out: orders to the desk, order books to analytics, the rest to the exchange. */
export function createOperations({
  admission,
  audit,
  spot,
  reads,
  analytics,
  desk,
  previewer,
  positions,
  records,
  stopping,
  keys,
  limits,
}: OperationParts): Operations {
  const owners = new Map<string, Run>(analytics.answers);
  const route = <I extends object>(
    operation: Operation<I>,
    run: (input: I, context: CallContext) => Promise<unknown>,
  ): unknown => owners.set(operation.name, run as Run);
  route(placeOrder, (input, context) => desk.place(input, context));
  route(testOrder, (input, context) => desk.test(input, context));
  route(previewOrder, (input, { principal }) => previewer.preview(input, principal));
  route(getOrder, (input, context) => desk.query(input, context));
  route(cancelOrder, (input, context) => desk.cancel(input, context));
  route(cancelOpenOrders, (input, context) => desk.cancelOpen(input, context));
  for (const list of [placeOco, placeLegacyOco, placeOto, placeOtoco, placeOpo, placeOpoco] as Operation[]) {
    route(list, (input, context) => desk.placeList(list, input, context));
  }
  route(cancelOrderList, (input, context) => desk.cancelList(input, context));
  route(replaceOrder, (input, context) => desk.replace(input, context));
  route(amendOrder, (input, context) => desk.amend(input, context));
  route(placeSorOrder, (input, context) => desk.placeSor(input, context));
  route(testSorOrder, (input, context) => desk.testSor(input, context));
  route(getIntent, async (input) => records.get(input));
  route(listIntents, async (input) => records.list(input));
  route(getLimits, async () => limits());
  route(stopTrading, (input, context) => stopping.stop(input, context));
  route(resumeTrading, (input) => stopping.resume(input));
  route(listTradingStops, async () => stopping.stops());
  route(armDeadMan, async (input, context) => stopping.arm(input, context));
  route(getDeadMan, async (_, context) => stopping.deadMan(context));
  route(setDeadMan, (input) => stopping.armOf(input));
  route(listDeadMen, async () => stopping.deadMen());
  route(createApiKey, (input, context) => keys.create(input, context));
  route(listApiKeys, () => keys.list());
  route(revokeApiKey, (input) => keys.revoke(input));
  route(getPositions, (input, context) => positions.report(input, context));
  return {
    admit: (operation) => admission.check(operation),
    // not async: a read from memory has nothing to wait for
    run: <I extends object>(operation: Operation<I>, input: I, context: CallContext): Promise<unknown> => {
      try {
        admission.check(operation);
      } catch (error) {
        return Promise.reject(error as Error);
      }
      const own = owners.get(operation.name) as
        ((input: I, context: CallContext) => Promise<unknown>) | undefined;
      if (operation.effect === 'read')
        return own ? own(input, context) : reads.run(operation, input, context);
      const run = (): Promise<unknown> => (own ? own(input, context) : spot.run(operation, input, context));
      return audit.record(operation, input, context, run);
    },
  };
}
