import { AppError, type Millis, type Operation } from '@binance-gateway/domain-types';
import { decodeOutput } from '../decode/output.js';
import { outcomeUnknown } from '../errors.js';
import type { CallContext, RestClient } from '../rest/rest-client.js';
import type { BalanceExplainer } from './insufficient-balance.js';
import type { SymbolRules } from './symbol-rules.js';

export interface SpotClientOptions {
  readonly rest: RestClient;
  readonly symbols: SymbolRules;
  readonly explainBalance: BalanceExplainer;
  /** Time of the exchange. */
  readonly now: () => Millis;
}

/** The domain client: operations in, checked answers out. Knows symbols; refuses unknown ones without asking. */
export class SpotClient {
  readonly symbols: SymbolRules;

  constructor(private readonly options: SpotClientOptions) {
    this.symbols = options.symbols;
  }

  /**
   * @param input checked by `parseInput` of the operation
   * @returns the output the operation describes
   * @throws AppError; of a write OUTCOME_UNKNOWN when it was sent and nothing definite came back
   */
  async run<I extends object>(op: Operation<I>, input: I, context: CallContext = {}): Promise<unknown> {
    await this.checkSymbols(input);
    let wire: unknown;
    try {
      wire = await this.options.rest.call(op, input, context);
    } catch (error) {
      if (!AppError.is(error) || error.code !== 'INSUFFICIENT_BALANCE') throw error;
      throw await this.options.explainBalance(input, error);
    }
    try {
      return decodeOutput(op, wire, this.options.now());
    } catch (error) {
      if (op.effect === 'read' || !AppError.is(error)) throw error;
      // The exchange did answer with success: whatever we cannot read of it may well have been carried out
      const { clientOrderId } = (wire ?? {}) as { clientOrderId?: unknown };
      throw outcomeUnknown(
        { operation: op.name, ...(typeof clientOrderId === 'string' ? { clientOrderId } : {}) },
        `its answer could not be read (${error.message})`,
        { cause: error },
      );
    }
  }

  private async checkSymbols(input: object): Promise<void> {
    const { symbol, symbols } = input as { symbol?: string; symbols?: readonly string[] };
    if (symbol !== undefined) await this.symbols.require(symbol);
    for (const name of symbols ?? []) await this.symbols.require(name, 'symbols');
  }
}
