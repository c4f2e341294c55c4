import { AppError, type Operation } from '@binance-gateway/domain-types';
import type { Config } from '../config/load-config.js';

/** What the configuration allows, whoever asks. */
export class Admission {
  constructor(
    private readonly config: Config,
    private readonly hasCredential: boolean,
  ) {}

  /** @throws AppError TRADING_DISABLED or CREDENTIALS_MISSING, saying what to set */
  check(operation: Pick<Operation, 'name' | 'scope' | 'needsAccount'>): void {
    if (operation.scope === 'trade' && !this.config.trading.enabled) {
      throw new AppError(
        'TRADING_DISABLED',
        `${operation.name} is a write; set TRADING_ENABLED=true to allow it`,
      );
    }
    if (operation.needsAccount && !this.hasCredential) {
      throw new AppError(
        'CREDENTIALS_MISSING',
        `${operation.name} needs an exchange account; set BINANCE_API_KEY and BINANCE_API_SECRET (or BINANCE_PRIVATE_KEY_PATH)`,
      );
    }
  }
}
