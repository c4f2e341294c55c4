import type { Side, SymbolStatus } from '@binance-gateway/domain-types';
import type { EngineCore } from './engine-core.js';
import type { AccountEvent, AccountId, Amount, Engine } from './types.js';

type Control = Pick<
  Engine,
  | 'addAccount'
  | 'transfer'
  | 'lockExternally'
  | 'balances'
  | 'maxAsset'
  | 'tradeGroupId'
  | 'commissionsOf'
  | 'setCommissions'
  | 'setReferencePrice'
  | 'setSymbolStatus'
  | 'addSymbol'
  | 'removeSymbol'
  | 'expireOpenOrders'
  | 'assertConserved'
>;

/** What only the exchange itself does: accounts, rates, symbols. */
export function exchangeControl(core: EngineCore): Control {
  const { accounts, events } = core;

  function emitSymbol(symbol: string, status: SymbolStatus | 'DELISTED'): void {
    events.emit({ kind: 'symbol', symbol, status, time: core.begin() });
    events.deliver();
  }

  function emitBalance(account: AccountId, asset: string, cause: AccountEvent): void {
    events.emit(cause);
    const balances = [accounts.get(account).balance(asset).view()];
    events.emit({ kind: 'balance', account, balances, time: cause.time });
    events.deliver();
  }

  function expireOpenOrders(symbol: string, side?: Side): void {
    const market = core.market(symbol);
    core.begin();
    for (const seat of accounts.seatsOf(symbol)) {
      for (const order of [...seat.orders.open.values()]) {
        if (order.isOpen && (side === undefined || order.side === side)) {
          core.flow.expireByExchange(market, order);
        }
      }
    }
    events.deliver();
  }

  return {
    expireOpenOrders,
    addAccount: (account, balances, options) => {
      accounts.add(account, balances, options);
    },

    transfer: (account: AccountId, asset: string, delta: Amount) => {
      accounts.transfer(accounts.get(account), asset, delta);
      emitBalance(account, asset, { kind: 'transfer', account, asset, delta, time: core.begin() });
    },

    lockExternally: (account, asset, delta) => {
      accounts.get(account).lockExternally(asset, delta);
      emitBalance(account, asset, { kind: 'externalLock', account, asset, delta, time: core.begin() });
    },

    balances: (account) =>
      accounts
        .get(account)
        .allBalances()
        .map((balance) => balance.view()),

    tradeGroupId: (account) => accounts.get(account).tradeGroupId ?? -1,

    maxAsset: (account) => accounts.get(account).maxAsset ?? {},

    commissionsOf: (account, symbol) => {
      core.seatAt(account, symbol);
      return core.commissions.schedule(account, symbol);
    },

    setCommissions: (change) => {
      core.commissions.change(change);
      for (const account of accounts.all) {
        for (const seat of account.seats.values()) seat.commission = undefined;
      }
    },

    setReferencePrice: (symbol, price) => {
      core.market(symbol).referencePrice = { price, time: core.now };
    },

    setSymbolStatus: (symbol, status) => {
      core.market(symbol).status = status;
      emitSymbol(symbol, status);
    },

    addSymbol: (spec, status = 'TRADING') => {
      if (core.symbols.has(spec.symbol)) throw new Error(`${spec.symbol} is listed already`);
      core.list(spec).status = status;
      emitSymbol(spec.symbol, status);
    },

    removeSymbol: (symbol) => {
      expireOpenOrders(symbol);
      core.unlist(symbol);
      emitSymbol(symbol, 'DELISTED');
    },

    assertConserved: () => {
      accounts.assertConserved();
    },
  };
}
