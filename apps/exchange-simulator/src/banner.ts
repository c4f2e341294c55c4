import type { Simulator } from '@binance-gateway/exchange-simulator';

/** What the operator needs to know, with commands that can be pasted as they are. */
export function banner({ urls, credentials }: Pick<Simulator, 'urls' | 'credentials'>): string {
  const { apiKey, apiSecret } = credentials;
  return `Embedded exchange, not the real one: nothing here is worth anything.

  REST        ${urls.rest}
  streams     ${urls.stream}/ws/btcusdt@trade
  WS API      ${urls.wsApi}
  API key     ${apiKey}
  API secret  ${apiSecret}
  control     ${urls.rest}/control, see docs/simulator.md

  curl '${urls.rest}/api/v3/ticker/price?symbol=BTCUSDT'

  key='${apiKey}' secret='${apiSecret}'
  query="timestamp=$(date +%s)000"
  signature=$(printf %s "$query" | openssl dgst -sha256 -hmac "$secret" | sed 's/^.* //')
  curl -H "X-MBX-APIKEY: $key" "${urls.rest}/api/v3/account?$query&signature=$signature"
`;
}
