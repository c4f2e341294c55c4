export { type CostBasis, NO_BASIS, type SymbolAssets, applyFill, costBasis } from './cost-basis.js';
export { OrderDesk, type OrderDeskOptions } from './order-desk.js';
export { type OrderEnd, type OrderIntent, type OrderJournal, noJournal } from './order-journal.js';
export { PositionBook, type PositionBookOptions } from './position-book.js';
export { type Holding, type SymbolFills, positionOf, positionsFrom, positionsReport } from './positions.js';
export { checkOrder } from './symbol-checks.js';
