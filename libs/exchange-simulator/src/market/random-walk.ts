import type { Millis, Random } from '@binance-gateway/domain-types';
import { gaussian } from './gaussian.js';

/** Half-life of two weeks: days drift freely, months come back to where they began. */
const REVERSION_PER_SECOND = 5.7e-7;
/** Calm and lively hours: the logarithm of the volatility factor reverts within minutes. */
const MOOD_REVERSION_PER_SECOND = 1 / 600;
const MOOD_DEVIATION = 0.45;
/** After a pause (a suspended machine) the price moves on as if only this had passed. */
const LONGEST_STEP_SECONDS = 60;

/** A fair price that nobody trades at, as a factor of where it began: it only tells the synthetic market where to go. */
export class RandomWalk {
  private distance = 0;
  private mood = 0;
  private time: Millis;

  /**
   * @param volatilityPerSecond standard deviation of the logarithm over a second
   */
  constructor(
    private readonly volatilityPerSecond: number,
    private readonly random: Random,
    start: Millis,
  ) {
    this.time = start;
  }

  /** Times must not go back; the same time twice gives the same factor. */
  factorAt(now: Millis): number {
    this.advance(now);
    return Math.exp(this.distance);
  }

  /** Multiplies the price, once. */
  jump(ratio: number): void {
    this.distance += Math.log(ratio);
  }

  private advance(now: Millis): void {
    const seconds = Math.min(Math.max(0, now - this.time) / 1000, LONGEST_STEP_SECONDS);
    if (seconds === 0) return;
    this.time = now;
    const root = Math.sqrt(seconds);
    const moodStep = MOOD_DEVIATION * Math.sqrt(2 * MOOD_REVERSION_PER_SECOND);
    this.mood += moodStep * root * gaussian(this.random) - MOOD_REVERSION_PER_SECOND * seconds * this.mood;
    const deviation = this.volatilityPerSecond * Math.exp(this.mood - MOOD_DEVIATION ** 2) * root;
    this.distance += deviation * gaussian(this.random) - REVERSION_PER_SECOND * seconds * this.distance;
  }
}
