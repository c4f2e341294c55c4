import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS, type Operation, weightOf } from '@binance-gateway/domain-types';
import { type DocumentedEndpoint, REST_ENDPOINTS } from './rest-endpoints.js';

const CATALOG = OPERATIONS.filter(({ upstream }) => upstream);
const PAGE = readFileSync(join(__dirname, '../../../docs/binance-coverage.md'), 'utf8');

const nameOf = ({ method, path }: DocumentedEndpoint): string => `${method} /api/v3/${path}`;
const endpointOf = ({ upstream }: Operation): string => `${upstream?.method} ${upstream?.path}`;
const rows = REST_ENDPOINTS.map((endpoint) => [nameOf(endpoint), endpoint] as const);

function operationOf(endpoint: DocumentedEndpoint): Operation & Required<Pick<Operation, 'upstream'>> {
  const found = CATALOG.find((operation) => endpointOf(operation) === nameOf(endpoint));
  if (!found?.upstream) throw new Error(`no operation for ${nameOf(endpoint)}`);
  return found as Operation & Required<Pick<Operation, 'upstream'>>;
}

/** Cells of the rows of the table of endpoints. */
function tableRows(): string[][] {
  const start = PAGE.indexOf('<!-- table: binance-coverage -->');
  const lines = PAGE.slice(start, PAGE.indexOf('<!-- end -->', start)).split('\n');
  return lines
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

it('the documentation has 48 endpoints: 19 public, 15 for trading, 14 of the account', () => {
  const count = (security: string): number => REST_ENDPOINTS.filter((e) => e.security === security).length;
  expect([count('NONE'), count('TRADE'), count('USER_DATA')]).toEqual([19, 15, 14]);
  expect(new Set(rows.map(([name]) => name)).size).toBe(48);
});

it('each of them is one operation, and no operation calls any other endpoint', () => {
  expect(CATALOG.map(endpointOf).sort()).toEqual(rows.map(([name]) => name).sort());
});

it('docs/binance-coverage.md lists each of them once, and nothing else', () => {
  const listed = tableRows().map(([path, method, , , wsMethod]) => `${method} ${path} ${wsMethod}`);
  const expected = REST_ENDPOINTS.map((endpoint) => `${nameOf(endpoint)} ${endpoint.wsMethod}`);
  expect(listed.sort()).toEqual(expected.sort());
});

describe.each(rows)('%s', (_name, endpoint) => {
  it('is called, signed and counted as documented', () => {
    const { upstream, route } = operationOf(endpoint);
    expect(upstream.wsMethod).toBe(endpoint.wsMethod);
    expect(upstream.security).toBe(endpoint.security);
    expect(upstream.orderCount).toBe(endpoint.orders);
    expect(route).toEqual({ method: endpoint.method, path: endpoint.path });
  });

  it('weighs as documented', () => {
    const { upstream } = operationOf(endpoint);
    for (const [params, weight] of endpoint.weights) {
      expect([params, weightOf(upstream, params)]).toEqual([params, weight]);
    }
  });

  it('needs an account, a scope and a tag that fit it', () => {
    const operation = operationOf(endpoint);
    expect(operation.needsAccount).toBe(endpoint.security !== 'NONE');
    expect(operation.scope).toBe(endpoint.security === 'TRADE' ? 'trade' : 'read');
    expect(endpoint.security === 'NONE' ? ['market'] : ['orders', 'account']).toContain(operation.tag);
    const isTest = endpoint.path.endsWith('/test');
    expect(operation.effect === 'read').toBe(endpoint.security !== 'TRADE' || isTest);
    expect(operation.idempotent).toBe(operation.effect === 'read');
  });

  it('says in words what its weight depends on', () => {
    const { upstream } = operationOf(endpoint);
    expect(typeof upstream.weight === 'function').toBe(endpoint.weights.length > 1);
    const spoken = upstream.weightNote?.match(/\d+/g)?.map(Number) ?? [upstream.weight];
    for (const weight of [endpoint.weights[0], endpoint.weights.at(-1)]) {
      expect(spoken).toContain(weight?.[1]);
    }
  });

  it('names what it places, so that it can be asked for', () => {
    const { upstream, effect } = operationOf(endpoint);
    const names = upstream.newIds ?? [];
    // a list has a name of its own, besides those of its orders
    const listed =
      endpoint.orders !== undefined && endpoint.orders > 1 ? endpoint.orders + 1 : endpoint.orders;
    if (endpoint.method === 'PUT') expect(names).toEqual(['newClientOrderId']);
    else expect(names).toHaveLength(effect === 'read' ? 0 : (listed ?? 0));
  });
});
