/** The newest records of a growing sequence, ascending by id. Holds between `limit` and twice as many. */
export class History<T extends { readonly time: number }> {
  private records: T[] = [];

  constructor(
    private readonly limit: number,
    private readonly idOf: (record: T) => number,
  ) {}

  push(record: T): void {
    this.records.push(record);
    // Cutting half at once keeps the cost per record constant
    if (this.records.length >= 2 * this.limit) this.records = this.records.slice(-this.limit);
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
    const found = this.records.filter(
      (record) =>
        (fromId === undefined || this.idOf(record) >= fromId) &&
        record.time >= startTime &&
        record.time <= endTime &&
        matches(record),
    );
    const ascending = fromId !== undefined || query.startTime !== undefined;
    if (ascending) return found.slice(0, limit);
    return limit > 0 ? found.slice(-limit) : [];
  }
}
