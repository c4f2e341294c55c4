import { SYMBOL_STATUSES, type SymbolStatus } from '../enums.js';
import { DecimalField, EnumField, ListField, SymbolField, SymbolsField, TextField } from './field.js';
import { defineOperation } from './operation.js';
import { Rules, atMostOneOf } from './rule.js';

@Rules<ExecutionRulesInput>(atMostOneOf('symbol', 'symbols', 'symbolStatus'))
export class ExecutionRulesInput {
  @SymbolField({ optional: true, description: 'One symbol' })
  symbol?: string;

  @SymbolsField({ optional: true })
  symbols?: string[];

  @EnumField(SYMBOL_STATUSES, { optional: true, description: 'Only symbols in this status' })
  symbolStatus?: SymbolStatus;
}

/** A rule that is applied while an order is matched: what is left of one that breaks it expires. */
export class ExecutionRule {
  @TextField({ description: 'PRICE_RANGE: trades at prices too far from the reference price do not happen' })
  ruleType!: string;

  @DecimalField({ optional: true, description: 'Highest price of a buyer, by the reference price' })
  bidLimitMultUp?: string;

  @DecimalField({ optional: true, description: 'Lowest price of a buyer, by the reference price' })
  bidLimitMultDown?: string;

  @DecimalField({ optional: true, description: 'Highest price of a seller, by the reference price' })
  askLimitMultUp?: string;

  @DecimalField({ optional: true, description: 'Lowest price of a seller, by the reference price' })
  askLimitMultDown?: string;
}

export class SymbolExecutionRules {
  @SymbolField({ description: 'Symbol' })
  symbol!: string;

  @ListField(() => ExecutionRule, { description: 'Its rules' })
  rules!: ExecutionRule[];
}

export class ExecutionRules {
  @ListField(() => SymbolExecutionRules, { description: 'Symbols and their rules' })
  symbolRules!: SymbolExecutionRules[];
}

const WEIGHT_OF_A_SYMBOL = 2;
const WEIGHT_OF_ALL = 40;

export const getExecutionRules = defineOperation({
  name: 'get_execution_rules',
  summary: 'Rules that end an order while it is matched',
  tag: 'market',
  input: ExecutionRulesInput,
  output: { shape: 'one', of: ExecutionRules },
  scope: 'read',
  needsAccount: false,
  effect: 'read',
  idempotent: true,
  route: { method: 'GET', path: 'executionRules' },
  upstream: {
    method: 'GET',
    path: '/api/v3/executionRules',
    wsMethod: 'executionRules',
    security: 'NONE',
    weight: ({ symbol, symbols }) => {
      const count = symbol === undefined ? symbols?.length : 1;
      return count === undefined ? WEIGHT_OF_ALL : Math.min(WEIGHT_OF_ALL, WEIGHT_OF_A_SYMBOL * count);
    },
    weightNote: '2 a symbol, at most 40; all 40',
  },
  example: { symbol: 'BTCUSDT' },
  errors: ['UNKNOWN_SYMBOL'],
});
