import { amount } from './engine.bed.js';
import { ReferencePrice } from './reference-price.js';

const START = 1_800_000_000_000;

describe('ReferencePrice', () => {
  it('is the initial price before the first trade', () => {
    expect(new ReferencePrice(amount('7')).at(START)).toBe(amount('7'));
  });

  it('weights by quantity and forgets what is older than five minutes, ten seconds at a time', () => {
    const reference = new ReferencePrice(amount('7'));
    reference.add(amount('10'), amount('3'), amount('30'), START);
    reference.add(amount('20'), amount('1'), amount('20'), START + 10_000);
    reference.add(amount('40'), amount('1'), amount('40'), START + 250_000);
    expect(reference.lastPrice).toBe(amount('40'));
    expect(reference.at(START + 299_999)).toBe(amount('18'));
    expect(reference.at(START + 300_000)).toBe(amount('30'));
    expect(reference.at(START + 310_000)).toBe(amount('40'));
    reference.add(amount('50'), amount('1'), amount('50'), START + 310_000);
    expect(reference.at(START + 310_000)).toBe(amount('45'));
    expect(reference.at(START + 3_600_000)).toBe(amount('50'));
  });
});
