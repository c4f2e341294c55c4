/** The newest records of a growing sequence, in the order they came. Holds between `limit` and twice as many. */
export class History<T> {
  private records: T[] = [];

  constructor(
    private readonly limit: number,
    private readonly idOf: (record: T) => number,
    private readonly timeOf: (record: T) => number,
  ) {}

  get all(): readonly T[] {
    return this.records;
  }

  /** Takes the place of everything held: a saved history goes on. */
  replace(records: readonly T[]): void {
    this.records = [...records];
  }

  push(record: T): void {
    this.records.push(record);
    // Cutting half at once keeps the cost per record constant
    if (this.records.length >= 2 * this.limit) this.records = this.records.slice(-this.limit);
  }

  findLast(matches: (record: T) => boolean): T | undefined {
    for (let i = this.records.length - 1; i >= 0; i--) {
      const record = this.records[i] as T;
      if (matches(record)) return record;
    }
    return undefined;
  }

  /** The first `limit` from an id or a time on; the newest `limit` when neither is given. */
  select(
    query: {
      fromId?: number | undefined;
      startTime?: number | undefined;
      endTime?: number | undefined;
      limit: number;
    },
    matches: (record: T) => boolean,
  ): T[] {
    const { fromId, startTime = -Infinity, endTime = Infinity, limit } = query;
    const found = this.records.filter((record) => {
      const time = this.timeOf(record);
      return (
        (fromId === undefined || this.idOf(record) >= fromId) &&
        time >= startTime &&
        time <= endTime &&
        matches(record)
      );
    });
    const ascending = fromId !== undefined || query.startTime !== undefined;
    if (ascending) return found.slice(0, limit);
    return limit > 0 ? found.slice(-limit) : [];
  }
}
