import { SYMBOL_STATUSES, type SymbolStatus } from '../enums.js';
import {
  EnumField,
  IntegerField,
  NullableDecimalField,
  SymbolField,
  TextField,
  TimestampField,
} from './field.js';
import { SymbolInput } from './market-data.js';
import { defineOperation } from './operation.js';

/** Price that filters and execution rules measure by. */
export class ReferencePrice {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @NullableDecimalField({ description: 'Reference price, null while there is none' })
  referencePrice!: string | null;

  @TimestampField({ description: 'When it was valid' })
  timestamp!: number;
}

export class ReferencePriceCalculationInput {
  @SymbolField()
  symbol!: string;

  @EnumField(SYMBOL_STATUSES, { optional: true, description: 'Only when the symbol is in this status' })
  symbolStatus?: SymbolStatus;
}

/** How the reference price comes about: a mean of the trades in buckets of time, or from outside. */
export class ReferencePriceCalculation {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @TextField({ description: 'ARITHMETIC_MEAN or EXTERNAL' })
  calculationType!: string;

  @IntegerField({ optional: true, description: 'Of a mean: number of buckets' })
  bucketCount?: number;

  @IntegerField({ optional: true, description: 'Of a mean: milliseconds of a bucket' })
  bucketWidthMs?: number;

  @IntegerField({ optional: true, description: 'Id of the calculation outside' })
  externalCalculationId?: number;
}

const referenceRead = {
  tag: 'market',
  scope: 'read',
  needsAccount: false,
  effect: 'read',
  idempotent: true,
  errors: ['UNKNOWN_SYMBOL', 'NOT_FOUND'],
} as const;

export const getReferencePrice = defineOperation({
  ...referenceRead,
  name: 'get_reference_price',
  summary: 'Price that filters and execution rules of a symbol measure by',
  description: 'A 404 means that the symbol has never had one.',
  input: SymbolInput,
  output: { shape: 'one', of: ReferencePrice },
  route: { method: 'GET', path: 'referencePrice' },
  upstream: {
    method: 'GET',
    path: '/api/v3/referencePrice',
    wsMethod: 'referencePrice',
    security: 'NONE',
    weight: 2,
  },
  example: { symbol: 'BTCUSDT' },
});

export const getReferencePriceCalculation = defineOperation({
  ...referenceRead,
  name: 'get_reference_price_calculation',
  summary: 'How the reference price of a symbol comes about',
  description: 'A 404 means that none is worked out for the symbol.',
  input: ReferencePriceCalculationInput,
  output: { shape: 'one', of: ReferencePriceCalculation },
  route: { method: 'GET', path: 'referencePrice/calculation' },
  upstream: {
    method: 'GET',
    path: '/api/v3/referencePrice/calculation',
    wsMethod: 'referencePrice.calculation',
    security: 'NONE',
    weight: 2,
  },
  example: { symbol: 'BTCUSDT' },
});
