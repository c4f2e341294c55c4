import { AppError, type Clock, type Logger, type Operation } from '@binance-gateway/domain-types';
import type { CallContext } from './upstream.js';

type Run = () => Promise<unknown>;

/** Writes one line about each write: who did what to which order, and how it ended. Amounts belong to the journal. */
export class AuditTrail {
  constructor(
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  async record<I extends object>(
    operation: Operation<I>,
    input: I,
    context: CallContext,
    run: Run,
  ): Promise<unknown> {
    const start = this.clock.monotonic();
    const note = (outcome: string, ids: object): void =>
      this.logger.info(
        {
          operation: operation.name,
          principal: context.principal,
          requestId: context.requestId,
          ...idsOf(input),
          ...ids,
          outcome,
          ms: Math.round(this.clock.monotonic() - start),
        },
        'audit',
      );
    try {
      const answer = await run();
      note('ok', idsOf(answer));
      return answer;
    } catch (error) {
      const known = AppError.is(error) ? error : undefined;
      note(known?.code ?? 'INTERNAL', idsOf(known?.extra));
      throw error;
    }
  }
}

/** What names an order, as far as it is there. */
function idsOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const { symbol, side, type, orderId, clientOrderId, newClientOrderId, origClientOrderId } = value as Record<
    string,
    unknown
  >;
  const ids = {
    symbol,
    side,
    type,
    orderId,
    clientOrderId: clientOrderId ?? newClientOrderId,
    origClientOrderId,
  };
  return Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== undefined));
}
