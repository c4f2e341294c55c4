import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '@binance-gateway/exchange-simulator';
import { MAIN } from '../start-gateway.js';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  return new Promise((resolve) => {
    const { PATH } = process.env;
    execFile(process.execPath, [MAIN, ...args], { env: { PATH, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

describe('the doctor', () => {
  let dataDir: string;
  beforeAll(() => (dataDir = mkdtempSync(join(tmpdir(), 'doctor-e2e-'))));
  afterAll(() => rmSync(dataDir, { recursive: true }));

  it('OPS-07 finds a gateway without any setting well', async () => {
    const { code, stdout } = await run(['--doctor'], { PORT: '0', DATA_DIR: dataDir });
    expect(stdout).toMatch(/^ok {4}node/);
    expect(stdout).not.toMatch(/FAIL|WARN/);
    expect(code).toBe(0);
  });

  it('OPS-07 waits for an exchange that does not answer, and fails with its address', async () => {
    const exchange = await startSimulator({ eventsPerSecond: 0 });
    const { rest, stream, wsApi } = exchange.urls;
    await exchange.close();
    const { code, stdout } = await run(['--doctor', '--json'], {
      PORT: '0',
      DATA_DIR: dataDir,
      BINANCE_REST_URL: rest,
      BINANCE_STREAM_URL: stream,
      BINANCE_WS_API_URL: wsApi,
    });
    const { ok, findings } = JSON.parse(stdout) as {
      ok: boolean;
      findings: { check: string; found: string }[];
    };
    expect([code, ok]).toEqual([1, false]);
    expect(findings.find(({ check }) => check === 'rest')?.found).toContain(rest);
  });

  it('OPS-07 knows its own arguments only', async () => {
    const { code, stderr } = await run(['--docter'], {});
    expect(code).toBe(2);
    expect(stderr).toContain('Usage: node main.js [--doctor [--json]]');
  });
});
