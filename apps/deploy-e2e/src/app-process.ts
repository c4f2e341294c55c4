import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { until } from '@binance-gateway/testing';
import { ROOT } from './tool.js';

/** A port that nobody holds right now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Any program that is started, watched and ended. */
export class AppProcess {
  /** Everything it has written. */
  output = '';
  readonly child: ChildProcess;

  private constructor(file: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    this.child = spawn(file, args, {
      cwd: ROOT,
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
  }

  /** @param ready what it writes when it can be used */
  static async start(
    file: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    ready: RegExp,
  ): Promise<AppProcess> {
    const app = new AppProcess(file, args, env);
    const hasEnded = (): boolean => app.child.exitCode !== null || app.child.signalCode !== null;
    const what = `${args.at(-1)} to start`;
    await until(() => ready.test(app.output) || hasEnded(), { timeoutMs: 90_000, what }).catch(
      () => undefined,
    );
    if (!ready.test(app.output)) {
      app.child.kill('SIGKILL');
      throw new Error(`${what}: did not happen\n${app.output.slice(-2_000)}`);
    }
    return app;
  }

  /** One of the built apps. */
  static app(name: string, env: Readonly<Record<string, string>>): Promise<AppProcess> {
    const main = join(ROOT, 'apps', name, 'dist/main.js');
    return AppProcess.start(process.execPath, [main], { LOG_FORMAT: 'json', ...env }, /listening/);
  }

  /** @returns the exit code */
  async stop(): Promise<number | null> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = (await exited) as [number | null];
    return code;
  }
}
