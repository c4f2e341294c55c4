import { type InputRequiredResult, inputRequired, inputResponse } from '@modelcontextprotocol/server';
import {
  AppError,
  type Clock,
  Decimal,
  type DecimalString,
  type NewOrderInput,
  getPrice,
  testOrder,
} from '@binance-gateway/domain-types';
import type { CallContext, Config, Operations } from '@binance-gateway/platform';
import { ConfirmTokens } from './confirm-tokens.js';

/** What the client can do for a confirmation, and what it has brought back. */
export interface ClientDialog {
  /** Whether it can show its user a form. */
  readonly canElicit: boolean;
  readonly responses: Record<string, unknown> | undefined;
  /** What came back with them. As it came: nobody has vouched for it. */
  readonly state: unknown;
}

/** People read before they press. */
const FORM_TTL_MS = 5 * 60_000;
const TOKEN_TTL_MS = 60_000;

/** The argument by which a client without forms confirms. Not a part of the order. */
export const CONFIRM_TOKEN = 'confirmToken';

/**
 * Holds an order back until its user has agreed: by a form of the client, or, where it has none, by a second call with
 * a token that is good once, for 60 s, for exactly this order. Whatever goes wrong, the order is not placed.
 */
export class OrderConfirmation {
  private readonly tokens: ConfirmTokens;

  constructor(
    private readonly config: Config,
    clock: Clock,
  ) {
    this.tokens = new ConfirmTokens(clock);
  }

  /**
   * @returns undefined when the order may be placed, else what to ask the client for
   * @throws AppError CONFIRMATION_REQUIRED, CONFIRMATION_REFUSED, and what `test_order` says of the order
   */
  async check(
    operations: Operations,
    order: NewOrderInput,
    confirmToken: unknown,
    dialog: ClientDialog,
    context: CallContext,
  ): Promise<InputRequiredResult | undefined> {
    if (dialog.canElicit) {
      const isAnswered = typeof dialog.state === 'string';
      if (isAnswered) return this.readForm(order, dialog, context.principal);
      return this.form(await this.preview(operations, order, context), order, context.principal);
    }
    if (confirmToken !== undefined) return this.redeem(order, confirmToken, context.principal);
    const preview = await this.preview(operations, order, context);
    throw new AppError('CONFIRMATION_REQUIRED', `${describe(preview)} Nothing was sent yet.`, {
      extra: { preview, confirmToken: this.tokens.issue(context.principal, order, TOKEN_TTL_MS) },
    });
  }

  private form(preview: Preview, order: NewOrderInput, principal: string): InputRequiredResult {
    return inputRequired({
      requestState: this.tokens.issue(principal, order, FORM_TTL_MS),
      inputRequests: {
        confirm: inputRequired.elicit({
          message: describe(preview),
          requestedSchema: {
            type: 'object',
            properties: { place: { type: 'boolean', title: 'Place this order', default: false } },
            required: ['place'],
          },
        }),
      },
    });
  }

  private readForm(order: NewOrderInput, dialog: ClientDialog, principal: string): undefined {
    if (!this.tokens.redeem(dialog.state as string, principal, order)) throw stale();
    const answer = inputResponse(dialog.responses, 'confirm');
    const agreed =
      answer.kind === 'elicit' && answer.action === 'accept' && answer.content?.['place'] === true;
    if (!agreed) throw new AppError('CONFIRMATION_REFUSED', 'The user did not agree to the order');
  }

  private redeem(order: NewOrderInput, token: unknown, principal: string): undefined {
    if (typeof token !== 'string' || !this.tokens.redeem(token, principal, order)) throw stale();
  }

  /** What the exchange says to the order without placing it, and about what it is worth. */
  private async preview(
    operations: Operations,
    order: NewOrderInput,
    context: CallContext,
  ): Promise<Preview> {
    const [price] = await Promise.all([
      operations.run(getPrice, { symbol: order.symbol }, context),
      operations.run(testOrder, order, context),
    ]);
    const { price: lastPrice } = price as { price: DecimalString };
    return {
      exchange: this.config.binance.environment,
      order: { ...order },
      lastPrice,
      estimatedQuote: estimateOf(order, lastPrice),
    };
  }
}

interface Preview {
  readonly exchange: string;
  readonly order: Readonly<Record<string, unknown>>;
  readonly lastPrice: DecimalString;
  readonly estimatedQuote: DecimalString;
}

function estimateOf(
  { quantity, price, quoteOrderQty }: NewOrderInput,
  lastPrice: DecimalString,
): DecimalString {
  if (quoteOrderQty !== undefined) return quoteOrderQty;
  return Decimal.of(quantity ?? '0')
    .times(Decimal.of(price ?? lastPrice))
    .round(8)
    .toString();
}

function describe({ exchange, order, lastPrice, estimatedQuote }: Preview): string {
  const { symbol, side, type, ...rest } = order;
  const details = Object.entries(rest).map(([name, value]) => `${name} ${String(value)}`);
  return `Place on ${exchange}: ${String(side)} ${String(symbol)} ${String(type)}, ${details.join(', ')}. About ${estimatedQuote} in the quote asset; last price ${lastPrice}.`;
}

function stale(): AppError {
  return new AppError(
    'CONFIRMATION_REFUSED',
    'The confirmation is used up, too old or for another order; call again without confirmToken for a new one',
  );
}
