import { crc32 } from 'node:zlib';
import { AppError } from '@binance-gateway/domain-types';
import type { IntentRecord } from '../order-journal.js';

const CHECKSUM_BYTES = 4;

/** Checksum, then JSON: a record that a disk has changed is recognised before anybody acts on it. */
export function encodeRecord(record: IntentRecord): Buffer {
  const json = Buffer.from(JSON.stringify(record), 'utf8');
  const bytes = Buffer.allocUnsafe(CHECKSUM_BYTES + json.length);
  bytes.writeUInt32BE(crc32(json), 0);
  json.copy(bytes, CHECKSUM_BYTES);
  return bytes;
}

/** @throws AppError JOURNAL_UNAVAILABLE when the bytes are not what was written */
export function decodeRecord(clientOrderId: string, bytes: Buffer): IntentRecord {
  const json = bytes.subarray(CHECKSUM_BYTES);
  if (bytes.length <= CHECKSUM_BYTES || crc32(json) !== bytes.readUInt32BE(0)) {
    throw new AppError(
      'JOURNAL_UNAVAILABLE',
      `the record of order ${clientOrderId} in the journal is damaged`,
      {
        extra: { clientOrderId },
      },
    );
  }
  return JSON.parse(json.toString('utf8')) as IntentRecord;
}
