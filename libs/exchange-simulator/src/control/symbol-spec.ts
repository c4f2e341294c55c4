import type { Amount, SymbolSpec } from '../engine/types.js';
import { ControlError, type Fields } from './fields.js';

/** What a new symbol takes over from an old one unless it says otherwise. */
const MODEL = 'BTCUSDT';

/**
 * A symbol from the members of a request: the assets, the first price and what differs from the model.
 * @throws ControlError
 */
export function readSymbolSpec(fields: Fields, known: ReadonlyMap<string, SymbolSpec>): SymbolSpec {
  const baseAsset = fields.text('baseAsset');
  const quoteAsset = fields.text('quoteAsset');
  const symbol = fields.optionalText('symbol') ?? baseAsset + quoteAsset;
  const modelName = fields.optionalText('like') ?? MODEL;
  const model = known.get(modelName) ?? [...known.values()][0];
  if (!model || (fields.has('like') && !known.has(modelName))) {
    throw new ControlError(400, `like must be a listed symbol, e.g. ${MODEL}`, 'like');
  }
  const initialPrice = positive(fields, 'price') ?? model.initialPrice;
  const tickSize = positive(fields, 'tickSize') ?? model.tickSize;
  const stepSize = positive(fields, 'stepSize') ?? model.stepSize;
  if (initialPrice % tickSize !== 0n) {
    throw new ControlError(400, 'price must be a whole number of ticks', 'price');
  }
  return {
    ...model,
    symbol,
    baseAsset,
    quoteAsset,
    initialPrice,
    tickSize,
    minPrice: tickSize,
    stepSize,
    minQty: stepSize,
    minNotional: positive(fields, 'minNotional') ?? model.minNotional,
  };
}

function positive(fields: Fields, name: string): Amount | undefined {
  const amount = fields.optionalAmount(name);
  if (amount === 0n) throw new ControlError(400, `${name} must be more than 0`, name);
  return amount;
}
