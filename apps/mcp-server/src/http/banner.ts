import type { Config } from '@binance-gateway/platform';

export interface BannerOptions {
  readonly config: Config;
  /** `http://127.0.0.1:8000` */
  readonly url: string;
  readonly asJson: boolean;
  readonly print: (text: string) => void;
}

/**
 * How to connect. Printed past the log, which would redact the token: it is shown once, here, because nobody could
 * know it otherwise. Silent when tokens are configured on a real exchange.
 */
export function printBanner({ config, url, asJson, print }: BannerOptions): void {
  const generated = config.generatedToken?.reveal();
  const { environment } = config.binance;
  if (generated === undefined && environment !== 'simulator') return;
  const token = generated ?? '<token>';
  const commands = {
    'claude code': `claude mcp add --transport http binance ${url}/mcp --header 'Authorization: Bearer ${token}'`,
    inspector: `npx @modelcontextprotocol/inspector --cli ${url}/mcp --transport http --method tools/list --header 'Authorization: Bearer ${token}'`,
  };
  if (asJson) {
    print(JSON.stringify({ level: 'info', msg: 'try it', token: generated, commands }));
    return;
  }
  const lines = Object.entries(commands).map(([name, command]) => `  ${name.padEnd(12)}${command}`);
  print(
    [
      '',
      `  Binance Gateway MCP server on ${url}/mcp (SSE: ${url}/mcp/sse), exchange: ${environment}`,
      ...(generated ? [`  token       ${generated}`] : []),
      '',
      ...lines,
      '',
    ].join('\n'),
  );
}
