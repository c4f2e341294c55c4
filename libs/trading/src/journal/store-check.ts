import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { AppError } from '@binance-gateway/domain-types';

const MAGIC = 0xbeefc0de;
const HEADER_BYTES = 24;
/** Offsets in a meta page, after its header: lmdb.h of LMDB's data format 2, on 64 bits. */
const META = { magic: 0, pageSize: 24, lastPage: 24 + 2 * 48, transaction: 24 + 2 * 48 + 8 } as const;
const META_BYTES = META.transaction + 8;

/**
 * Looks at a store before it is mapped into memory, where a file that ends too early would end the process with SIGBUS
 * in place of an error.
 * @throws AppError JOURNAL_UNAVAILABLE when the file is not a store, or shorter than the store says
 */
export function checkStore(file: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw damaged(file, `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  try {
    const { size } = fstatSync(descriptor);
    if (size === 0) return; // a process was ended while it created the store: nothing was in it
    const first = readMeta(descriptor, 0);
    const pageSize = first?.pageSize ?? 0;
    // One of the two meta pages may be half written; the other one then counts
    const second = pageSize > 0 ? readMeta(descriptor, pageSize) : findSecond(descriptor);
    const latest = [first, second]
      .filter((meta) => meta !== undefined)
      .sort((a, b) => (a.transaction < b.transaction ? 1 : -1))[0];
    if (!latest) throw damaged(file, 'is not a journal');
    const needed = (latest.lastPage + 1n) * BigInt(latest.pageSize);
    if (BigInt(size) < needed && !canBeRead(file)) {
      throw damaged(file, `ends after ${size} of ${needed} bytes`);
    }
  } finally {
    closeSync(descriptor);
  }
}

const READ_ALL = `
const db = require(process.argv[1]).open({ path: process.argv[2], readOnly: true, encoding: 'binary' });
for (const _ of db.getRange()) void _;
process.exit(0);`;

/** A store may be shorter when its last pages are free ones. Whether it is, a process of its own finds out: it may die of it. */
function canBeRead(file: string): boolean {
  const lmdb = createRequire(import.meta.url).resolve('lmdb');
  const probe = spawnSync(process.execPath, ['-e', READ_ALL, lmdb, dirname(file)], { stdio: 'ignore' });
  return probe.status === 0;
}

interface Meta {
  readonly pageSize: number;
  readonly lastPage: bigint;
  readonly transaction: bigint;
}

function findSecond(descriptor: number): Meta | undefined {
  for (const pageSize of [4_096, 8_192, 16_384, 32_768, 65_536]) {
    const meta = readMeta(descriptor, pageSize);
    if (meta?.pageSize === pageSize) return meta;
  }
  return undefined;
}

function readMeta(descriptor: number, offset: number): Meta | undefined {
  const bytes = Buffer.alloc(META_BYTES);
  if (readSync(descriptor, bytes, 0, META_BYTES, offset + HEADER_BYTES) < META_BYTES) return undefined;
  if (bytes.readUInt32LE(META.magic) !== MAGIC) return undefined;
  const pageSize = bytes.readUInt32LE(META.pageSize);
  const isPowerOfTwo = (pageSize & (pageSize - 1)) === 0;
  if (pageSize < 256 || pageSize > 65_536 || !isPowerOfTwo) return undefined;
  return {
    pageSize,
    lastPage: bytes.readBigUInt64LE(META.lastPage),
    transaction: bytes.readBigUInt64LE(META.transaction),
  };
}

function damaged(file: string, what: string): AppError {
  return new AppError(
    'JOURNAL_UNAVAILABLE',
    `${file} ${what}; orders are refused until the journal is restored, or moved away after a look at the account`,
  );
}
