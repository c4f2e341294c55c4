import { AppError } from '@binance-gateway/domain-types';
import type { BookHandle, BookKeeper } from '@binance-gateway/stream-hub';

/** The order books, no more than MAX_BOOKS of them at a time. */
export class Books {
  constructor(
    private readonly keeper: BookKeeper,
    readonly max: number,
  ) {}

  /**
   * @param symbol upper case
   * @throws AppError FULL when another book would be one too many
   */
  acquire(symbol: string): BookHandle {
    const kept = this.keeper.states();
    if (!kept.has(symbol) && kept.size >= this.max) {
      throw new AppError('FULL', `${this.max} order books are kept already; ask for one of them, or later`, {
        retryAfterMs: 60_000,
        extra: { maxBooks: this.max },
      });
    }
    return this.keeper.acquire(symbol);
  }

  /**
   * For those who can do without a book: half of the places are left to those who cannot.
   * @throws AppError FULL
   */
  acquireSpare(symbol: string): BookHandle {
    const kept = this.keeper.states();
    if (kept.has(symbol) || kept.size < this.max / 2) return this.acquire(symbol);
    throw new AppError('FULL', 'the other half of the order books is kept for those who need one');
  }

  states(): ReturnType<BookKeeper['states']> {
    return this.keeper.states();
  }

  close(): void {
    this.keeper.close();
  }
}
