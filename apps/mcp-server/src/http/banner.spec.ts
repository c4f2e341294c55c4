import { loadConfig } from '@binance-gateway/platform';
import { printBanner } from './banner.js';

const URL = 'http://127.0.0.1:8000';

function printed(env: Readonly<Record<string, string>>, asJson = false): string {
  let text = '';
  printBanner({ config: loadConfig('mcp-server', env), url: URL, asJson, print: (line) => (text += line) });
  return text;
}

describe('the banner of the MCP server', () => {
  it('shows the token that was made, in commands to paste', () => {
    const text = printed({});
    const token = /token +(\S{20,})/.exec(text)?.[1] as string;
    expect(text).toContain(
      `claude mcp add --transport http binance ${URL}/mcp --header 'Authorization: Bearer ${token}'`,
    );
    expect(JSON.parse(printed({}, true))).toMatchObject({
      token: expect.any(String),
      commands: expect.any(Object),
    });
  });

  it('shows no token that was configured, and nothing on a real exchange', () => {
    const configured = { GATEWAY_TOKENS: 'me:my-secret-token' };
    expect(printed(configured)).toContain('Bearer <token>');
    expect(printed(configured)).not.toContain('my-secret-token');
    expect(printed({ ...configured, BINANCE_ENV: 'testnet' })).toBe('');
  });
});
