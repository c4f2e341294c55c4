import { FakeClock } from '@binance-gateway/testing';
import { MESSAGES_PER_SECOND, MessageBudget, REFUSALS_PER_SECOND, type Verdict } from './message-budget.js';

it('reads, then refuses, then drops; anew each second', () => {
  const clock = new FakeClock();
  const budget = new MessageBudget(clock);
  const spend = (times: number): Verdict[] => Array.from({ length: times }, () => budget.spend());
  expect(new Set(spend(MESSAGES_PER_SECOND))).toEqual(new Set(['read']));
  expect(new Set(spend(REFUSALS_PER_SECOND))).toEqual(new Set(['refuse']));
  expect(budget.spend()).toBe('drop');
  clock.advanceSync(999);
  expect(budget.spend()).toBe('drop');
  clock.advanceSync(1);
  expect(budget.spend()).toBe('read');
});
