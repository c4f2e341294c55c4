import { type Amount, type SymbolSpec, UNIT } from '../engine/types.js';

/** Median trade of the synthetic market in multiples of the least notional: about 300 USDT. */
const MEDIAN_NOTIONAL = 60n;

/** Volumes of a day of such trades are still counted exactly. */
const MOST_STEPS = 1_000_000_000n;

/** Quantity of an ordinary trade, a whole number of steps. */
export function typicalQuantity(spec: SymbolSpec): Amount {
  const quantity = (spec.minNotional * MEDIAN_NOTIONAL * UNIT) / spec.initialPrice;
  const steps = quantity / spec.stepSize;
  return (steps > MOST_STEPS ? MOST_STEPS : steps > 10n ? steps : 10n) * spec.stepSize;
}

/** Whole steps of at least `quantity` that also satisfy the least notional at `price`. */
export function acceptableQuantity(spec: SymbolSpec, quantity: Amount, price: Amount): Amount {
  const forNotional = (spec.minNotional * UNIT) / price + spec.stepSize;
  const wanted = quantity > forNotional ? quantity : forNotional;
  return (wanted / spec.stepSize + 1n) * spec.stepSize;
}
