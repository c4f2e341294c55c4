/**
 * Channel of the account's own events: orders, fills, balances. By itself, because whoever only taps it need not load
 * what feeds it.
 */
export const USER_CHANNEL = 'user';
