import { IntegerField, type JsonSchema, ObjectField, SymbolField, TimestampField } from './field.js';

// what a measured field holds when it is measured
export const DECIMAL = { type: 'string', format: 'decimal' } as const;
export const NUMBER = { type: 'number' } as const;
export const INTEGER = { type: 'integer' } as const;
export const BOOLEAN = { type: 'boolean' } as const;
export const oneOf = (values: readonly string[]): JsonSchema => ({ type: 'string', enum: [...values] });

/** What an answer about a period rests on. */
export class ObservedWindow {
  @IntegerField({ description: 'How far back was asked for, ms' })
  requestedMs!: number;

  @IntegerField({ description: 'How much of that is covered without a gap, ms' })
  coveredMs!: number;

  @TimestampField({ description: 'Begin of what is covered, time of the exchange' })
  from!: number;

  @TimestampField({ description: 'End of what is covered' })
  to!: number;
}

export class WindowAnswer {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @ObjectField(() => ObservedWindow, { description: 'The period' })
  window!: ObservedWindow;

  @IntegerField({ description: 'Trades looked at' })
  trades!: number;
}
