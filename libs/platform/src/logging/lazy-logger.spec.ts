import type { Logger } from '@binance-gateway/domain-types';
import { lazyLogger } from './lazy-logger.js';

it('is made once, with the first line that its level lets through', () => {
  const lines: string[] = [];
  let made = 0;
  const write = (_: object, message: string): void => void lines.push(message);
  const logger = lazyLogger('warn', (): Logger => {
    made++;
    return { debug: write, info: write, warn: write, error: write };
  });
  logger.debug({}, 'a');
  logger.info({}, 'b');
  expect(made).toBe(0);
  logger.warn({}, 'c');
  logger.error({}, 'd');
  expect([made, lines]).toEqual([1, ['c', 'd']]);
});

it('is never made where nothing is logged', () => {
  const logger = lazyLogger('silent', () => {
    throw new Error('made');
  });
  expect(() => logger.error({}, 'a')).not.toThrow();
});
