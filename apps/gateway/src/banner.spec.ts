import { loadConfig } from '@binance-gateway/platform';
import { printBanner } from './banner.js';

function bannerOf(
  env: Readonly<Record<string, string>>,
  asJson = false,
): { text: string; token: string | undefined } {
  const config = loadConfig('gateway', env);
  let text = '';
  printBanner({ config, url: 'http://127.0.0.1:3000', asJson, print: (line) => (text += line) });
  return { text, token: config.generatedToken?.reveal() };
}

describe('the banner', () => {
  it('shows the token made at this start and commands that hold it', () => {
    const { text, token } = bannerOf({});
    const commands = text.split('\n').filter((line) => /(curl|wscat) /.test(line));
    expect(commands).toHaveLength(3);
    for (const command of commands) expect(command).toContain(`Authorization: Bearer ${token}`);
    expect(text).toContain('http://127.0.0.1:3000/docs');
  });

  it('is one JSON line when the log is JSON on purpose', () => {
    const { text, token } = bannerOf({}, true);
    expect(text).not.toContain('\n');
    expect(JSON.parse(text)).toMatchObject({ token, commands: { price: expect.stringContaining('curl') } });
  });

  it('knows no configured token', () => {
    const { text } = bannerOf({ GATEWAY_TOKENS: 'bot:configured-token' });
    expect(text).toContain('Bearer <token>');
    expect(text).not.toContain('configured-token');
  });

  it('offers no order, and without a new token nothing at all, on a real exchange', () => {
    expect(bannerOf({ BINANCE_ENV: 'mainnet' }).text).not.toContain('/api/v1/order');
    expect(bannerOf({ BINANCE_ENV: 'mainnet', GATEWAY_TOKENS: 'bot:t' }).text).toBe('');
  });
});
