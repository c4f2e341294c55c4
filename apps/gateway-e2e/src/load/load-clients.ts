import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface ClientState {
  readonly index: number;
  readonly received: number;
  readonly faults: readonly string[];
  readonly closes: readonly string[];
  /** Times it was told that something is gone. */
  readonly lost: number;
  /** Last offset by stream. */
  readonly offsets: Readonly<Record<string, number>>;
}

export interface Delays {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface LoadOptions {
  readonly url: string;
  readonly token: string;
  readonly clients: number;
  readonly symbols: readonly string[];
  readonly streamsEach: number;
}

/** Many clients in a process of their own, so that their work is not the gateway's. */
export class LoadClients {
  private ids = 0;

  private constructor(private readonly child: ChildProcess) {}

  static async start({ url, token, clients, symbols, streamsEach }: LoadOptions): Promise<LoadClients> {
    const args = [url, token, '0', String(clients), symbols.join(','), String(streamsEach)];
    const child = fork(join(import.meta.dirname, 'clients.mjs'), args, { execArgv: [] });
    await once(child, 'message');
    const load = new LoadClients(child);
    await load.ask('connect');
    return load;
  }

  measure(): Promise<void> {
    return this.ask('measure');
  }

  report(): Promise<Delays> {
    return this.ask('report');
  }

  slow(indexes: readonly number[]): Promise<void> {
    return this.ask('slow', { indexes });
  }

  fast(indexes: readonly number[]): Promise<void> {
    return this.ask('fast', { indexes });
  }

  state(): Promise<ClientState[]> {
    return this.ask('state');
  }

  async close(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  private ask<T>(command: string, rest: object = {}): Promise<T> {
    const id = ++this.ids;
    return new Promise((resolve, reject) => {
      const onMessage = (answer: { id: number; result: T; error?: string }): void => {
        if (answer.id !== id) return;
        this.child.off('message', onMessage as never);
        if (answer.error === undefined) resolve(answer.result);
        else reject(new Error(answer.error));
      };
      this.child.on('message', onMessage as never);
      this.child.send({ id, command, ...rest });
    });
  }
}
