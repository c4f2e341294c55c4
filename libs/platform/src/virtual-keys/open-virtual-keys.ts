import { resolve } from 'node:path';
import { AppError, type Clock, type Policy } from '@binance-gateway/domain-types';
import type { Config } from '../config/load-config.js';
import { exchangeName } from '../upstream/endpoints.js';
import { KeySeal } from './key-seal.js';
import { memoryKeyStore, openKeyStore } from './key-store.js';
import { VirtualKeys } from './virtual-keys.js';

export interface OpenVirtualKeysOptions {
  readonly config: Config;
  readonly clock: Clock;
  /** The keys end with the exchange, and so with the process. */
  readonly isEmbedded: boolean;
}

/** Opens the store of virtual keys at the first call; a process that has no drop-in face never does. */
export class VirtualKeyring {
  private opened: Promise<VirtualKeys> | undefined;
  private current: VirtualKeys | undefined;

  constructor(private readonly options: OpenVirtualKeysOptions) {}

  /** @throws AppError NOT_READY when the store cannot be opened; the next call tries again */
  keys(): Promise<VirtualKeys> {
    this.opened ??= this.open()
      .then((keys) => (this.current = keys))
      .catch((cause: unknown) => {
        this.opened = undefined;
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new AppError('NOT_READY', `the store of API keys cannot be opened: ${reason}`, { cause });
      });
    return this.opened;
  }

  /** Of a key that is in use: by then the store is open. */
  policyOf(name: string): Policy | undefined {
    return this.current?.byName(name)?.policy;
  }

  async close(): Promise<void> {
    await (await this.opened?.catch(() => undefined))?.close();
  }

  private async open(): Promise<VirtualKeys> {
    const { config, clock, isEmbedded } = this.options;
    const isTaken = (name: string): boolean => config.tokens.some((token) => token.name === name);
    if (isEmbedded) {
      return new VirtualKeys({ store: memoryKeyStore(), seal: KeySeal.ephemeral(), clock, isTaken });
    }
    const directory = resolve(config.journal.directory, 'keys', exchangeName(config));
    const passphrase = config.dropIn.keysSecret;
    const seal = passphrase ? KeySeal.ofPassphrase(passphrase) : KeySeal.ofFile(directory);
    return new VirtualKeys({ store: await openKeyStore(directory), seal, clock, isTaken });
  }
}
