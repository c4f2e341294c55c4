import { Rows, fits } from './rows.js';
import type { AccountId, Amount, FillQuery, FillView } from './types.js';

// Columns
const TRADE_ID = 0;
const ALLOCATION_ID = 1;
const ORDER_ID = 2;
const ORDER_LIST_ID = 3;
const TIME = 4;
const CODE = 5;
const NUMBERS = 6;
const PRICE = 0;
const QUANTITY = 1;
const QUOTE_QUANTITY = 2;
const COMMISSION = 3;
const AMOUNTS = 4;

// Bits of the code; the asset has the rest
const IS_BUY = 1;
const IS_MAKER = 2;
const ASSET = 4;

/** An account's newest fills on a symbol, in the order they came: between `limit` and twice as many. */
export class FillLog {
  private readonly rows = new Rows(NUMBERS, AMOUNTS);
  private readonly assets: string[] = [];
  /** Too large for a row. */
  private readonly oversized = new Map<number, FillView>();

  /** @param idColumn what the fills are asked for by */
  constructor(
    private readonly account: AccountId,
    private readonly symbol: string,
    private readonly limit: number,
    private readonly idColumn: 'tradeId' | 'allocationId' = 'tradeId',
  ) {}

  get all(): readonly FillView[] {
    return Array.from({ length: this.rows.count }, (_, row) => this.read(row));
  }

  /** Takes the place of everything held: a saved history goes on. */
  replace(fills: readonly FillView[]): void {
    this.rows.count = 0;
    this.oversized.clear();
    for (const fill of fills) this.push(fill);
  }

  push(fill: FillView): void {
    const row = this.rows.add();
    const { numbers, amounts } = this.rows;
    const number = row * NUMBERS;
    numbers[number + TRADE_ID] = fill.tradeId;
    numbers[number + ALLOCATION_ID] = fill.allocationId ?? -1;
    numbers[number + ORDER_ID] = fill.orderId;
    numbers[number + ORDER_LIST_ID] = fill.orderListId;
    numbers[number + TIME] = fill.time;
    const flags = (fill.side === 'BUY' ? IS_BUY : 0) + (fill.isMaker ? IS_MAKER : 0);
    numbers[number + CODE] = flags + ASSET * this.codeOf(fill.commissionAsset);
    if (fits(fill.price) && fits(fill.quantity) && fits(fill.quoteQuantity) && fits(fill.commission)) {
      const amount = row * AMOUNTS;
      amounts[amount + PRICE] = fill.price;
      amounts[amount + QUANTITY] = fill.quantity;
      amounts[amount + QUOTE_QUANTITY] = fill.quoteQuantity;
      amounts[amount + COMMISSION] = fill.commission;
    } else {
      this.oversized.set(this.keyOf(row), fill);
    }
    // Cutting half at once keeps the cost per fill constant
    if (this.rows.count >= 2 * this.limit) this.forgetOldest();
  }

  /** The first `limit` from an id or a time on; the newest `limit` when neither is given. */
  select({ fromId, orderId, startTime, endTime = Infinity, limit }: FillQuery): FillView[] {
    const { numbers, count } = this.rows;
    const id = this.idColumn === 'tradeId' ? TRADE_ID : ALLOCATION_ID;
    const found: number[] = [];
    for (let row = 0; row < count; row++) {
      const number = row * NUMBERS;
      const time = numbers[number + TIME] as number;
      if (
        (fromId === undefined || (numbers[number + id] as number) >= fromId) &&
        (orderId === undefined || numbers[number + ORDER_ID] === orderId) &&
        (startTime === undefined || time >= startTime) &&
        time <= endTime
      ) {
        found.push(row);
      }
    }
    const newest = limit > 0 ? found.slice(-limit) : [];
    const isAscending = fromId !== undefined || startTime !== undefined;
    return (isAscending ? found.slice(0, limit) : newest).map((row) => this.read(row));
  }

  private read(row: number): FillView {
    const oversized = this.oversized.get(this.keyOf(row));
    if (oversized) return oversized;
    const { numbers, amounts } = this.rows;
    const number = row * NUMBERS;
    const amount = row * AMOUNTS;
    const code = numbers[number + CODE] as number;
    const allocationId = numbers[number + ALLOCATION_ID] as number;
    return {
      tradeId: numbers[number + TRADE_ID] as number,
      symbol: this.symbol,
      account: this.account,
      orderId: numbers[number + ORDER_ID] as number,
      orderListId: numbers[number + ORDER_LIST_ID] as number,
      side: (code & IS_BUY) === 0 ? 'SELL' : 'BUY',
      price: amounts[amount + PRICE] as Amount,
      quantity: amounts[amount + QUANTITY] as Amount,
      quoteQuantity: amounts[amount + QUOTE_QUANTITY] as Amount,
      commission: amounts[amount + COMMISSION] as Amount,
      commissionAsset: this.assets[Math.floor(code / ASSET)] as string,
      isMaker: (code & IS_MAKER) !== 0,
      time: numbers[number + TIME] as number,
      allocationId: allocationId < 0 ? undefined : allocationId,
    };
  }

  /** Both sides of a trade may be the account's own. */
  private keyOf(row: number): number {
    const { numbers } = this.rows;
    const number = row * NUMBERS;
    const tradeId = numbers[number + TRADE_ID] as number;
    const id = tradeId < 0 ? (numbers[number + ALLOCATION_ID] as number) : tradeId;
    return 2 * id + ((numbers[number + CODE] as number) & IS_MAKER) / IS_MAKER;
  }

  private codeOf(asset: string): number {
    const code = this.assets.indexOf(asset);
    return code >= 0 ? code : this.assets.push(asset) - 1;
  }

  private forgetOldest(): void {
    const { rows, oversized, limit } = this;
    const surplus = rows.count - limit;
    for (let row = 0; oversized.size > 0 && row < surplus; row++) oversized.delete(this.keyOf(row));
    rows.move(surplus, 0, limit);
    rows.count = limit;
  }
}
