/** The newest items of a sequence whose ids count up by one. */
export class Recent<T> {
  private items: T[] = [];
  private firstId = 0;

  /** @param kept at least this many are available, at most twice as many in memory */
  constructor(
    private readonly kept: number,
    private readonly idOf: (item: T) => number,
  ) {}

  push(item: T): void {
    if (this.items.length === 0) this.firstId = this.idOf(item);
    this.items.push(item);
    if (this.items.length < 2 * this.kept) return;
    this.items = this.items.slice(-this.kept);
    this.firstId = this.idOf(this.items[0] as T);
  }

  /** Those that are sure to be available, oldest first. */
  all(): readonly T[] {
    return this.items.slice(-this.kept);
  }

  last(): T | undefined {
    return this.items.at(-1);
  }

  newest(limit: number): T[] {
    return this.items.slice(-limit);
  }

  /** Ids from `id` on; those no longer kept are left out. */
  from(id: number, limit: number): T[] {
    const index = Math.max(0, id - this.firstId);
    return this.items.slice(index, index + limit);
  }

  /** Position of the first item for which `isLater` holds; it must hold for all that follow. */
  firstWhere(isLater: (item: T) => boolean): number {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isLater(this.items[middle] as T)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  slice(start: number, end: number): T[] {
    return this.items.slice(start, end);
  }
}
