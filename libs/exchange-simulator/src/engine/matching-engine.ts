import { amendCommands } from './amend.js';
import { EngineCore } from './engine-core.js';
import { engineReads } from './engine-reads.js';
import { exchangeControl } from './exchange-control.js';
import { listCommands } from './list-commands.js';
import { orderCommands } from './order-commands.js';
import { saveEngine } from './saved-engine.js';
import type { Engine, EngineOptions } from './types.js';

export function createEngine(options: EngineOptions): Engine {
  const core = new EngineCore(options);
  return {
    symbols: core.symbols,
    commissions: core.rates,
    firstTradeId: core.firstTradeId,
    exchangeFilters: core.exchangeFilters,
    sors: core.sors,
    save: () => saveEngine(core),
    subscribe: (listener) => core.events.subscribe(listener),
    ...exchangeControl(core),
    ...orderCommands(core),
    ...listCommands(core),
    ...amendCommands(core),
    ...engineReads(core),
  };
}
