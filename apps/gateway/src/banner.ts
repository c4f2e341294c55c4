import type { Config } from '@binance-gateway/platform';

export interface BannerOptions {
  readonly config: Config;
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  /** For log collectors; a person gets text to paste, whether stdout is a terminal or a pipe of a task runner. */
  readonly asJson: boolean;
  readonly print: (text: string) => void;
}

/** Commands that work as they are on this gateway; the token is in them when it was made at this start. */
export function commandsFor(url: string, token: string, canTrade: boolean): Record<string, string> {
  const auth = `-H 'Authorization: Bearer ${token}'`;
  return {
    price: `curl -s ${auth} '${url}/api/v1/ticker/price?symbol=BTCUSDT'`,
    ...(canTrade
      ? {
          order: `curl -s ${auth} -H 'Content-Type: application/json' -d '{"symbol":"BTCUSDT","side":"BUY","type":"MARKET","quoteOrderQty":"100"}' ${url}/api/v1/order`,
        }
      : {}),
    stream: `npx -y wscat -H 'Authorization: Bearer ${token}' -c ${url.replace(/^http/, 'ws')}/ws/ticker/BTCUSDT`,
  };
}

/**
 * What to try first. Printed past the log, which would redact the token: it is shown once, here, because
 * nobody could know it otherwise. Silent when tokens are configured on a real exchange.
 */
export function printBanner({ config, url, asJson, print }: BannerOptions): void {
  const generated = config.generatedToken?.reveal();
  const isSimulator = config.binance.environment === 'simulator';
  if (generated === undefined && !isSimulator) return;
  const commands = commandsFor(url, generated ?? '<token>', isSimulator);
  const docs = `${url}/docs`;
  if (asJson) {
    print(JSON.stringify({ level: 'info', msg: 'try it', token: generated, docs, commands }));
    return;
  }
  const lines = Object.entries(commands).map(([name, command]) => `  ${name.padEnd(6)} ${command}`);
  print(
    [
      '',
      `  Binance Gateway on ${url}, exchange: ${config.binance.environment}`,
      `  docs   ${docs}`,
      ...(generated ? [`  token  ${generated}`] : []),
      '',
      ...lines,
      '',
    ].join('\n'),
  );
}
