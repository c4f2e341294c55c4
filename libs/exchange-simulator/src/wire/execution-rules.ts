import type { SymbolSpec } from '../engine/types.js';

/**
 * The execution rules of a symbol. The embedded exchange has none: an order may trade at any price of
 * the book.
 */
export function encodeExecutionRules(_spec: SymbolSpec): Record<string, unknown>[] {
  return [];
}
