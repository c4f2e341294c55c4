import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS } from '@binance-gateway/domain-types';
import { SESSION_METHODS } from './session-methods.js';

const PAGE = readFileSync(join(import.meta.dirname, '../../../../docs/binance-coverage.md'), 'utf8');

it('together with the operations they are the 55 methods of the WebSocket API', () => {
  const methods = OPERATIONS.flatMap(({ upstream }) => (upstream ? [upstream.wsMethod] : []));
  const all = new Set([...methods, ...Object.keys(SESSION_METHODS)]);
  expect([methods.length, all.size]).toEqual([48, 55]);
});

it('docs/binance-coverage.md lists them, and no other', () => {
  const start = PAGE.indexOf('<!-- table: session-methods -->');
  const rows = PAGE.slice(start, PAGE.indexOf('<!-- end -->', start)).matchAll(
    /^\| `([\w.]+)` \| (yes|no) \| (\d+) \|/gm,
  );
  const listed = [...rows].map(([, method, signed, weight]) => [
    method,
    { signed: signed === 'yes', weight: Number(weight) },
  ]);
  expect(Object.fromEntries(listed)).toEqual(SESSION_METHODS);
});
