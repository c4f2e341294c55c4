import { PERMISSIONS, accountName, apiKey, apiSecret, pemKey } from '../../account-shape.js';
import type { SimulatorAccount } from '../../accounts.js';
import { formatAmount } from '../../engine/amount.js';
import { symbolName } from '../../engine/symbol-shape.js';
import type { Amount, CommissionChange, CommissionRates } from '../../engine/types.js';
import { ControlError, type Fields } from '../fields.js';
import type { ControlRequest, ControlRoute } from './route.js';

const KEY_FIELDS = {
  apiKey: 'random when absent',
  apiSecret: 'of an HMAC key; random when absent',
  publicKey: 'of an Ed25519 or RSA key instead: SPKI in PEM',
  permissions: 'list of `TRADE`, `USER_DATA`; both when absent',
} as const;
const MOVE_FIELDS = { asset: 'e.g. `USDT`', amount: 'decimal as text' } as const;
const RATE_FIELDS = '`{maker, taker, buyer?, seller?}`, decimals as text, `0.001` is 10 basis points';

const accountOf = ({ path }: ControlRequest): string => path['account'] as string;

export const ACCOUNT_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/control/accounts',
    summary: 'every account with its API keys, balances and number of open orders',
    run: (_, { control }) => control.accounts.list(),
  },
  {
    method: 'POST',
    path: '/control/accounts',
    summary: 'opens an account; the answer has its API key and secret',
    fields: {
      account: 'its name: up to 64 letters, digits, `.` `_` `-`',
      balances: 'asset to amount as text; the default ones when absent',
      tradeGroupId: 'a whole number: self-trade prevention holds between all accounts of the group',
      ...KEY_FIELDS,
    },
    run: ({ body }, { control }) => {
      const account = dropAbsent({
        id: body.text('account', accountName),
        balances: readBalances(body),
        tradeGroupId: body.optionalInteger('tradeGroupId', { min: 1 }),
        ...readKey(body),
      });
      return control.accounts.create(account);
    },
  },
  {
    method: 'GET',
    path: '/control/accounts/{account}',
    summary: 'one of them',
    run: (request, { control }) => control.accounts.summary(accountOf(request)),
  },
  {
    method: 'POST',
    path: '/control/accounts/{account}/keys',
    summary: 'one more API key of an account',
    fields: KEY_FIELDS,
    run: (request, { control }) => {
      const account = { id: accountOf(request), ...readKey(request.body) };
      return control.accounts.addKey(account);
    },
  },
  {
    method: 'DELETE',
    path: '/control/keys/{apiKey}',
    summary: 'revokes a key, also on sessions that are logged on with it',
    run: ({ path }, { control }) => {
      if (!control.accounts.revokeKey(path['apiKey'] as string))
        throw new ControlError(404, 'no such API key', 'apiKey');
    },
  },
  {
    method: 'POST',
    path: '/control/accounts/{account}/deposits',
    summary: 'a deposit: `balanceUpdate` and `outboundAccountPosition` on the user data stream',
    fields: MOVE_FIELDS,
    run: (request, { control }) => {
      const { asset, amount } = readMove(request.body);
      control.accounts.deposit(accountOf(request), asset, amount);
    },
  },
  {
    method: 'POST',
    path: '/control/accounts/{account}/withdrawals',
    summary: 'the same with a negative delta',
    fields: MOVE_FIELDS,
    run: (request, { control }) => {
      const { asset, amount } = readMove(request.body);
      control.accounts.withdraw(accountOf(request), asset, amount);
    },
  },
  {
    method: 'POST',
    path: '/control/accounts/{account}/locks',
    summary: 'locks a part of the free balance as another system would: `externalLockUpdate`',
    fields: { ...MOVE_FIELDS, unlock: '`true`: the other way round' },
    run: (request, { control }) => {
      const isUnlock = request.body.flag('unlock', false);
      const { asset, amount } = readMove(request.body);
      control.accounts.lock(accountOf(request), asset, isUnlock ? -amount : amount);
    },
  },
  {
    method: 'PUT',
    path: '/control/commissions',
    summary: 'rates of an account and symbol; what is absent stays',
    fields: {
      account: 'all when absent',
      symbol: 'all when absent',
      standard: RATE_FIELDS,
      special: 'the same',
      tax: 'the same',
    },
    run: ({ body }, { control }) => {
      const change: CommissionChange = dropAbsent({
        account: body.optionalText('account'),
        symbol: body.optionalText('symbol'),
        standard: readRates(body, 'standard'),
        special: readRates(body, 'special'),
        tax: readRates(body, 'tax'),
      });
      control.accounts.setCommissions(change);
    },
  },
];

function readBalances(body: Fields): Record<string, string> | undefined {
  const amounts = body.optionalAmounts('balances');
  return (
    amounts && Object.fromEntries(Object.entries(amounts).map(([asset, free]) => [asset, formatAmount(free)]))
  );
}

function readKey(body: Fields): Omit<SimulatorAccount, 'id' | 'balances'> {
  return dropAbsent({
    apiKey: body.optionalText('apiKey', apiKey),
    apiSecret: body.optionalText('apiSecret', apiSecret),
    publicKey: body.optionalText('publicKey', pemKey),
    permissions: body.optionalList('permissions', PERMISSIONS),
  });
}

function readMove(body: Fields): { asset: string; amount: Amount } {
  return { asset: body.text('asset', symbolName), amount: body.positive('amount') };
}

function readRates(body: Fields, name: string): CommissionRates | undefined {
  const rates = body.optionalObject(name);
  if (!rates) return undefined;
  const read = dropAbsent({
    maker: rates.amount('maker'),
    taker: rates.amount('taker'),
    buyer: rates.optionalAmount('buyer'),
    seller: rates.optionalAmount('seller'),
  });
  rates.end();
  return read;
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function dropAbsent<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Present<T>;
}
