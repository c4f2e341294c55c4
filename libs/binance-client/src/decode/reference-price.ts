import { allowDecimals, listOf, objectOf, requireDecimals, requireInteger, requireText } from './shape.js';

/** `referencePrice` is null while there is none. */
export function decodeReferencePrice(wire: unknown): unknown {
  const reference = objectOf(wire, 'referencePrice');
  requireText(reference, 'symbol', 'referencePrice');
  requireInteger(reference, 'timestamp', 'referencePrice');
  if (reference['referencePrice'] !== null) requireDecimals(reference, ['referencePrice'], 'referencePrice');
  return reference;
}

export function decodeReferenceCalculation(wire: unknown): unknown {
  const calculation = objectOf(wire, 'referencePrice/calculation');
  requireText(calculation, 'symbol', 'referencePrice/calculation');
  requireText(calculation, 'calculationType', 'referencePrice/calculation');
  return calculation;
}

const MULTIPLIERS = ['bidLimitMultUp', 'bidLimitMultDown', 'askLimitMultUp', 'askLimitMultDown'];

/** Rules of a kind that we don't know pass: they only describe what the exchange will do. */
export function decodeExecutionRules(wire: unknown): unknown {
  const answer = objectOf(wire, 'executionRules');
  listOf(answer['symbolRules'], 'executionRules.symbolRules', (item, where) => {
    const symbol = objectOf(item, where);
    requireText(symbol, 'symbol', where);
    listOf(symbol['rules'], `${where}.rules`, (rule, path) => {
      requireText(objectOf(rule, path), 'ruleType', path);
      allowDecimals(objectOf(rule, path), MULTIPLIERS, path);
    });
  });
  return answer;
}

export function decodeBlockTrade(wire: unknown): unknown {
  const trade = objectOf(wire, 'historicalBlockTrades');
  requireInteger(trade, 'id', 'historicalBlockTrades');
  requireInteger(trade, 'time', 'historicalBlockTrades');
  requireDecimals(trade, ['price', 'qty', 'quoteQty'], 'historicalBlockTrades');
  return trade;
}
