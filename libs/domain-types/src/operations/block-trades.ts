import { BooleanField, DecimalField, IntegerField, SymbolField, TimestampField } from './field.js';
import { defineOperation } from './operation.js';

export class BlockTradesInput {
  @SymbolField()
  symbol!: string;

  @IntegerField({ description: 'Block trade id to begin with' })
  fromId!: number;

  @IntegerField({
    optional: true,
    min: 1,
    max: 1000,
    default: 500,
    example: 100,
    description: 'Most trades to give',
  })
  limit?: number;
}

/** A trade that was agreed on outside the book. */
export class BlockTrade {
  @IntegerField({ description: 'Block trade id' })
  id!: number;

  @DecimalField({ description: 'Price' })
  price!: string;

  @DecimalField({ description: 'Quantity of the base asset' })
  qty!: string;

  @DecimalField({ description: 'Quantity of the quote asset' })
  quoteQty!: string;

  @TimestampField({ description: 'When it was made' })
  time!: number;

  @BooleanField({ description: 'True when the seller was the taker' })
  isBuyerMaker!: boolean;
}

export const getBlockTrades = defineOperation({
  name: 'get_block_trades',
  summary: 'Block trades of a symbol, by id',
  tag: 'market',
  input: BlockTradesInput,
  output: { shape: 'many', of: BlockTrade },
  scope: 'read',
  needsAccount: false,
  effect: 'read',
  idempotent: true,
  route: { method: 'GET', path: 'historicalBlockTrades' },
  upstream: {
    method: 'GET',
    path: '/api/v3/historicalBlockTrades',
    wsMethod: 'blockTrades.historical',
    security: 'NONE',
    weight: 25,
  },
  example: { symbol: 'BTCUSDT', fromId: 1, limit: 10 },
  errors: ['UNKNOWN_SYMBOL'],
});
