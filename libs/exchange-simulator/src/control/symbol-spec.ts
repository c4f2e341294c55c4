import { DEFAULT_SYMBOLS } from '../engine/default-symbols.js';
import { checkRules, symbolName } from '../engine/symbol-shape.js';
import type { SymbolSpec } from '../engine/types.js';
import { ControlError, type Fields } from './fields.js';

/** What a new symbol takes over from an old one unless it says otherwise. */
const MODEL = 'BTCUSDT';

/** Members that have another name in a request. */
const NAMES: Readonly<Record<string, string>> = { initialPrice: 'price' };

/**
 * A symbol from the members of a request: the assets, the first price and what differs from the model.
 * @throws ControlError, WrongValue
 */
export function readSymbolSpec(fields: Fields, known: ReadonlyMap<string, SymbolSpec>): SymbolSpec {
  const baseAsset = fields.text('baseAsset', symbolName);
  const quoteAsset = fields.text('quoteAsset', symbolName);
  const symbol = fields.optionalText('symbol', symbolName) ?? baseAsset + quoteAsset;
  symbolName(symbol, 'symbol');
  const model = modelOf(fields, known);
  const tickSize = fields.optionalPositive('tickSize') ?? model.tickSize;
  const stepSize = fields.optionalPositive('stepSize') ?? model.stepSize;
  const spec = {
    ...model,
    symbol,
    baseAsset,
    quoteAsset,
    initialPrice: fields.optionalPositive('price') ?? model.initialPrice,
    tickSize,
    minPrice: fields.optionalPositive('minPrice') ?? tickSize,
    maxPrice: fields.optionalPositive('maxPrice') ?? model.maxPrice,
    stepSize,
    minQty: fields.optionalPositive('minQty') ?? stepSize,
    maxQty: fields.optionalPositive('maxQty') ?? model.maxQty,
    minNotional: fields.optionalPositive('minNotional') ?? model.minNotional,
  };
  checkRules(spec, '', (name) => NAMES[name] ?? name);
  return spec;
}

function modelOf(fields: Fields, known: ReadonlyMap<string, SymbolSpec>): SymbolSpec {
  const like = fields.optionalText('like', symbolName);
  const model = known.get(like ?? MODEL) ?? [...known.values(), ...DEFAULT_SYMBOLS][0];
  if (!model || (like !== undefined && !known.has(like))) {
    throw new ControlError(400, `like must be one of ${[...known.keys()].join(', ')}`, 'like');
  }
  return model;
}
