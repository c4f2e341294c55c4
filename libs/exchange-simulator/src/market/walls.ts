import { type Random, SIDES, type Side } from '@binance-gateway/domain-types';
import type { OrderView } from '../engine/types.js';
import { type Liquidity, type Quote, behind } from './liquidity.js';
import type { SavedWalls } from './saved-market.js';

const COUNT = 20;
const FIRST_DISTANCE = 0.004;
const SPACING = 1.17;
/** A side's walls together, in market orders of the largest permitted size. */
const DEPTH = 1.5;

/**
 * Large orders from 0.4 to 9 percent away from the price: behind the levels of the day-to-day market
 * there is always enough for one more market order.
 */
export class Walls {
  private readonly standing: Record<Side, (Quote | undefined)[]> = { BUY: [], SELL: [] };
  private readonly stepsEach: number;
  private next = 0;

  constructor(
    private readonly liquidity: Liquidity,
    private readonly random: Random,
  ) {
    const { maxMarketQty, stepSize } = liquidity.spec;
    this.stepsEach = (DEPTH * Number(maxMarketQty / stepSize)) / COUNT;
  }

  build(fairTick: number): void {
    for (let i = 0; i < COUNT * SIDES.length; i++) this.mendOne(fairTick);
  }

  save(): SavedWalls {
    const ids = (side: Side): (number | null)[] =>
      Array.from({ length: COUNT }, (_, i) => this.standing[side][i]?.orderId ?? null);
    return { BUY: ids('BUY'), SELL: ids('SELL') };
  }

  /**
   * @param orders all that rest, by id
   * @returns the ids of those that are walls
   */
  adopt(saved: SavedWalls, orders: ReadonlyMap<number, OrderView>): Set<number> {
    const adopted = new Set<number>();
    for (const side of SIDES) {
      this.standing[side] = saved[side].slice(0, COUNT).map((id) => {
        const order = id === null || adopted.has(id) ? undefined : orders.get(id);
        if (order?.side !== side) return undefined;
        adopted.add(order.orderId);
        return this.liquidity.adopt(order);
      });
    }
    return adopted;
  }

  /** Rebuilds one wall that is gone or from which the price has moved away; a call for each in turn. */
  mendOne(fairTick: number): void {
    const side = SIDES[this.next % SIDES.length] as Side;
    const index = Math.floor(this.next / SIDES.length);
    this.next = (this.next + 1) % (COUNT * SIDES.length);
    const distance = FIRST_DISTANCE * SPACING ** index;
    const wall = this.standing[side][index];
    if (wall && wall.steps > this.stepsEach / 2) {
      const ratio = Math.abs(wall.tick - fairTick) / fairTick / distance;
      if (ratio > 0.7 && ratio < 1.4) return;
    }
    if (wall) this.liquidity.cancel(wall);
    const offset = Math.max(1, Math.round(fairTick * distance * (1 + 0.1 * this.random())));
    const steps = this.stepsEach * (0.8 + 0.4 * this.random());
    this.standing[side][index] = this.liquidity.place(
      side,
      behind(side, Math.round(fairTick), offset),
      steps,
    );
  }

  cancelUpTo(side: Side, tick: number): void {
    this.liquidity.cancelUpTo(side, tick);
  }
}
