const INITIAL_BYTES = 1024;

/** What the histories of all channels may take together: whoever subscribes to thousands of streams must not fill the memory. */
export class HistoryPool {
  #taken = 0;

  constructor(private readonly bytes: number) {}

  get taken(): number {
    return this.#taken;
  }

  /** @returns whether there was so much left */
  take(bytes: number): boolean {
    if (this.#taken + bytes > this.bytes) return false;
    this.#taken += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#taken -= bytes;
  }
}

/**
 * The last publications of one channel, copied into one ring of bytes. Keeping references instead would
 * keep alive the 64 KiB chunks the payloads were read in: a quiet channel with 1000 entries could then
 * hold 64 MiB. Bounded by number, by bytes and by what the pool has left; the oldest go first.
 */
export class History {
  #bytes: Buffer;
  readonly #starts: Uint32Array;
  readonly #lengths: Uint32Array;
  /** Slot of the oldest entry. */
  #first = 0;
  #count = 0;
  /** Where the next entry goes, and where the oldest one begins. */
  #tail = 0;
  #head = 0;
  #wrapped = false;

  constructor(
    private readonly maxFrames: number,
    private readonly maxBytes: number,
    private readonly pool = new HistoryPool(Infinity),
  ) {
    this.#starts = new Uint32Array(maxFrames);
    this.#lengths = new Uint32Array(maxFrames);
    const initial = Math.min(INITIAL_BYTES, maxBytes);
    this.#bytes = Buffer.allocUnsafeSlow(pool.take(initial) ? initial : 0);
  }

  get count(): number {
    return this.#count;
  }

  get byteLength(): number {
    return this.#bytes.length;
  }

  push(payload: Buffer): void {
    const length = payload.length;
    if (length > this.maxBytes) {
      this.clear(); // what came before it would not connect to what comes after
      return;
    }
    if (this.#count === this.maxFrames) this.#dropOldest();
    let start = this.#place(length);
    while (start < 0) {
      if (!this.#grow(length)) {
        if (this.#count === 0) return; // there is no room at all, and nothing it would have to join
        this.#dropOldest();
      }
      start = this.#place(length);
    }
    payload.copy(this.#bytes, start);
    const slot = (this.#first + this.#count) % this.maxFrames;
    this.#starts[slot] = start;
    this.#lengths[slot] = length;
    if (this.#count === 0) this.#head = start;
    this.#tail = start + length;
    this.#count++;
  }

  /** Copies of the last `n` entries, oldest first; undefined when so many are not kept. */
  last(n: number): Buffer[] | undefined {
    if (n < 0 || n > this.#count) return undefined;
    const entries: Buffer[] = [];
    for (let i = this.#count - n; i < this.#count; i++) {
      const slot = (this.#first + i) % this.maxFrames;
      const start = this.#starts[slot] as number;
      entries.push(Buffer.from(this.#bytes.subarray(start, start + (this.#lengths[slot] as number))));
    }
    return entries;
  }

  clear(): void {
    this.#first = this.#count = this.#tail = this.#head = 0;
    this.#wrapped = false;
  }

  /** Gives its memory back; it is not to be used any more. */
  release(): void {
    this.clear();
    this.pool.give(this.#bytes.length);
    this.#bytes = Buffer.alloc(0);
  }

  #place(length: number): number {
    if (this.#wrapped) return this.#head - this.#tail >= length ? this.#tail : -1;
    if (this.#bytes.length - this.#tail >= length) return this.#tail;
    if (this.#count === 0 || this.#head < Math.max(1, length)) return -1;
    this.#wrapped = true;
    return 0;
  }

  #dropOldest(): void {
    this.#first = (this.#first + 1) % this.maxFrames;
    this.#count--;
    if (this.#count === 0) {
      this.clear();
      return;
    }
    const head = this.#starts[this.#first] as number;
    if (head < this.#head) this.#wrapped = false;
    this.#head = head;
  }

  /** @returns false when it may not */
  #grow(needed: number): boolean {
    const { length } = this.#bytes;
    const size = Math.min(Math.max(length * 2, length + needed), this.maxBytes);
    if (size <= length || !this.pool.take(size - length)) return false;
    const old = this.last(this.#count) as Buffer[];
    this.#bytes = Buffer.allocUnsafeSlow(size);
    this.clear();
    for (const entry of old) this.push(entry);
    return true;
  }
}
