import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Silence, type SilenceState } from '@binance-gateway/binance-client';
import type { Clock, Logger } from '@binance-gateway/domain-types';
import type { Config } from '../config/load-config.js';
import { exchangeName } from './endpoints.js';

export interface LimitMemoryDeps {
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * What the exchange said about leaving it alone, kept over a restart: who asks again during a ban makes it longer.
 * A small file replaced at once, and not a table of the journal: it belongs to the address and not to an account, has
 * to be readable when the journal is not, and is written only when a limit was broken.
 */
export function rememberedSilence(
  config: Config,
  isEmbedded: boolean,
  { clock, logger }: LimitMemoryDeps,
): Silence {
  // The embedded exchange ends with the process, and so does what it said
  if (isEmbedded) return new Silence(clock);
  const file = resolve(config.journal.directory, 'limits', `${exchangeName(config)}.json`);
  const silence = new Silence(clock, (state) => {
    try {
      replaceFile(file, JSON.stringify(later(state, readable(file))));
    } catch (error) {
      logger.error({ error, file }, 'a ban could not be written down; a restart would forget it');
    }
  });
  try {
    const state = read(file);
    if (state) silence.restore(state);
  } catch (error) {
    logger.warn({ error, file }, 'the file of bans cannot be read; it is as if there were none');
  }
  if (silence.remainingMs > 0) {
    logger.warn(
      { seconds: Math.ceil(silence.remainingMs / 1_000), banned: silence.isBan },
      'the exchange asked an earlier process for silence; nothing is sent until it is over',
    );
  }
  return silence;
}

/** Another process of the same address may have heard of a longer one. */
function later(own: SilenceState, kept: SilenceState | undefined): SilenceState {
  if (!kept) return own;
  return {
    until: Math.max(own.until, kept.until),
    banned: own.until >= kept.until ? own.banned : kept.banned,
    ordersUntil: Math.max(own.ordersUntil, kept.ordersUntil),
  };
}

function readable(file: string): SilenceState | undefined {
  try {
    return read(file);
  } catch {
    return undefined; // about to be replaced
  }
}

/** @throws SyntaxError, or TypeError for a file that is not ours */
function read(file: string): SilenceState | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const state = JSON.parse(text) as Partial<SilenceState> | null;
  const { until, banned, ordersUntil } = state ?? {};
  if (!Number.isFinite(until) || typeof banned !== 'boolean' || !Number.isFinite(ordersUntil)) {
    throw new TypeError('it does not hold until, banned and ordersUntil');
  }
  return state as SilenceState;
}

/** Old or new, never half: written beside it, then renamed. Processes of one address hear of a ban at the same moment. */
function replaceFile(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${randomUUID()}`;
  const handle = openSync(fresh, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(fresh, file);
}
