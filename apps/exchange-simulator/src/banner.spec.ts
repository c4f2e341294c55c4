import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startSimulator } from '@binance-gateway/exchange-simulator';
import { banner } from './banner.js';

const run = promisify(execFile);

describe('the banner', () => {
  it('prints commands that work as they are', async () => {
    const simulator = await startSimulator({ market: 'none' });
    const lines = banner(simulator)
      .split('\n')
      .map((line) => line.trim());
    const script = lines.slice(lines.findIndex((line) => line.startsWith('curl'))).join('\n');
    const { stdout } = await run('bash', ['-c', script.replaceAll('curl ', 'curl -s ')]);
    expect(stdout).toContain('{"symbol":"BTCUSDT","price":"96500.00000000"}');
    expect(stdout).toContain('"accountType":"SPOT"');
    await simulator.close();
  });
});
