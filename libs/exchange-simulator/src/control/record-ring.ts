export interface Sequenced {
  /** Counts from 1 and goes on over `clear`. */
  readonly sequence: number;
}

/** The newest records of one kind, numbered as they came. */
export class RecordRing<T extends Sequenced> {
  private records: T[] = [];
  private lastSequence = 0;

  constructor(private readonly capacity: number) {}

  add(record: Omit<T, 'sequence'>): void {
    this.records.push({ sequence: ++this.lastSequence, ...record } as T);
    // Cut in halves: shifting one by one would make every record pay for the whole ring
    if (this.records.length > 2 * this.capacity) this.records = this.records.slice(-this.capacity);
  }

  /** Oldest first. */
  select(
    query: { after?: number | undefined; limit?: number | undefined },
    matches: (record: T) => boolean,
  ): T[] {
    const kept = this.records.slice(-this.capacity);
    const found = kept.filter((record) => record.sequence > (query.after ?? 0) && matches(record));
    return query.limit === undefined ? found : found.slice(0, query.limit);
  }

  clear(): void {
    this.records = [];
  }
}
