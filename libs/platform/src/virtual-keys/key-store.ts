import { mkdirSync } from 'node:fs';
import type { RootDatabase } from 'lmdb';

/** Records of keys by API key, and the one API key a name stands for. */
export interface KeyStore {
  get(apiKey: string): Buffer | undefined;
  apiKeyOf(name: string): string | undefined;
  all(): Iterable<readonly [apiKey: string, record: Buffer]>;
  /** @returns false when the name is taken */
  add(name: string, apiKey: string, record: Buffer): Promise<boolean>;
  /** @returns false when there is no such name */
  remove(name: string): Promise<boolean>;
  close(): Promise<void>;
}

const keyOf = (apiKey: string): string[] => ['k', apiKey];
const nameOf = (name: string): string[] => ['n', name];

/**
 * On disk, for every process that has the directory open: what one of them revokes, the others do not find any more.
 * Reading is a look into mapped memory.
 */
export async function openKeyStore(directory: string): Promise<KeyStore> {
  // Loaded here: a process that verifies no keys does not pay for it
  const { open } = await import('lmdb');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const db: RootDatabase<Buffer> = open<Buffer>({
    path: directory,
    noSubdir: false,
    encoding: 'binary',
    overlappingSync: false,
    eventTurnBatching: false,
  });
  const apiKeyOf = (name: string): string | undefined => db.get(nameOf(name))?.toString();
  return {
    get: (apiKey) => db.get(keyOf(apiKey)),
    apiKeyOf,
    *all() {
      for (const { key, value } of db.getRange({ start: ['k'], end: ['l'] })) {
        yield [(key as string[])[1] as string, value] as const;
      }
    },
    add: (name, apiKey, record) =>
      db.transaction(() => {
        if (db.doesExist(nameOf(name))) return false;
        db.putSync(nameOf(name), Buffer.from(apiKey));
        db.putSync(keyOf(apiKey), record);
        return true;
      }),
    remove: (name) =>
      db.transaction(() => {
        const apiKey = apiKeyOf(name);
        if (apiKey === undefined) return false;
        db.removeSync(keyOf(apiKey));
        db.removeSync(nameOf(name));
        return true;
      }),
    close: () => db.close(),
  };
}

/** Ends with the process, as the embedded exchange does. */
export function memoryKeyStore(): KeyStore {
  const records = new Map<string, Buffer>();
  const names = new Map<string, string>();
  return {
    get: (apiKey) => records.get(apiKey),
    apiKeyOf: (name) => names.get(name),
    all: () => records,
    add: (name, apiKey, record) => {
      if (names.has(name)) return Promise.resolve(false);
      names.set(name, apiKey);
      records.set(apiKey, record);
      return Promise.resolve(true);
    },
    remove: (name) => {
      const apiKey = names.get(name);
      names.delete(name);
      return Promise.resolve(apiKey !== undefined && records.delete(apiKey));
    },
    close: () => Promise.resolve(),
  };
}
