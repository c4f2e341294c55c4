import type { Logger } from '@binance-gateway/domain-types';
import type { TokenCheck } from '../auth/token-check.js';
import type { Environment } from '../config/from-environment.js';
import { type Config, ConfigError, type CredentialConfig, loadConfig } from '../config/load-config.js';
import { secretsOf } from '../config/secrets.js';
import type { Scrubber } from '../logging/redact.js';
import type { Upstream } from '../upstream/upstream.js';

export interface ReloadTargets {
  readonly tokens: Pick<TokenCheck, 'replace'>;
  readonly upstream: Pick<Upstream, 'useCredential'>;
  readonly scrubber: Pick<Scrubber, 'learn'>;
  readonly logger: Logger;
}

/**
 * Reads the files of the configuration again and takes over what can change while the process runs: tokens, and the
 * key of the exchange account. What is wrong with them is logged and changes nothing.
 */
export class Reload {
  constructor(
    private config: Config,
    private readonly targets: ReloadTargets,
    private readonly environment?: Environment,
  ) {}

  run(): void {
    const { tokens, upstream, scrubber, logger } = this.targets;
    try {
      const next = loadConfig(this.config.app, this.environment);
      scrubber.learn(secretsOf(next));
      const { credential } = next.binance;
      const isNewKey = !isSame(this.config.binance.credential, credential);
      if (isNewKey && credential) upstream.useCredential(credential);
      else if (isNewKey) throw new Error('the key of the exchange account is gone; that needs a restart');
      // without configured tokens the one made at the start goes on
      if (!next.generatedToken) tokens.replace(next.tokens);
      this.config = next;
      logger.info(
        { tokens: next.tokens.map(({ name }) => name), isNewKey },
        'tokens and exchange key read again',
      );
    } catch (error) {
      const said = error instanceof ConfigError ? { problems: error.problems } : { error };
      logger.error(said, 'the configuration cannot be read again; everything stays as it was');
    }
  }
}

/**
 * Calls `reload` on SIGHUP. Not to be used where nothing is read from files: there, the hang-up of a terminal must
 * end the process, as it does by default.
 * @returns how to stop listening
 */
export function onReloadSignal(reload: () => void): () => void {
  process.on('SIGHUP', reload);
  return () => void process.off('SIGHUP', reload);
}

function isSame(a: CredentialConfig | undefined, b: CredentialConfig | undefined): boolean {
  return clear(a) === clear(b);
}

function clear(credential: CredentialConfig | undefined): string | undefined {
  if (!credential) return undefined;
  const { apiKey } = credential;
  const rest =
    'apiSecret' in credential
      ? [credential.apiSecret.reveal()]
      : [credential.privateKey.reveal(), credential.passphrase?.reveal() ?? ''];
  return JSON.stringify([apiKey.reveal(), ...rest]);
}
