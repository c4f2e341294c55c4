import { FakeClock } from '@binance-gateway/testing';
import { RestClient } from '../rest-client.bed.js';
import { type Simulator, startSimulator } from '../start-simulator.js';
import { WsClient } from '../ws-client.bed.js';
import { type DocumentedEndpoint, REST_ENDPOINTS, SESSION_ONLY } from './coverage.bed.js';
import { ENDPOINTS } from './endpoints.js';

const name = ({ method, path }: DocumentedEndpoint): string => `${method} ${path}`;
const pairs = (query: string): [string, string][] => [...new URLSearchParams(query)];

let simulator: Simulator;
let clock: FakeClock;

beforeEach(async () => {
  clock = new FakeClock(Date.UTC(2026, 0, 1, 12));
  simulator = await startSimulator({ clock, market: 'none' });
});

afterEach(() => simulator.close());

it('48 REST endpoints, 55 WS API methods, and nothing else', () => {
  expect(REST_ENDPOINTS).toHaveLength(48);
  expect(new Set([...REST_ENDPOINTS.map(({ ws }) => ws), ...SESSION_ONLY]).size).toBe(55);
  expect(ENDPOINTS.map(({ rest }) => `${rest?.method} ${rest?.path}`).sort()).toEqual(
    REST_ENDPOINTS.map(name).sort(),
  );
});

it.each(REST_ENDPOINTS.map((row) => [name(row), row] as const))(
  '%s answers, at its price',
  async (_, row) => {
    const client = new RestClient(simulator.urls.rest, simulator.credentials, undefined, () => clock.now());
    const params = Object.fromEntries(pairs(row.query));
    const answer =
      row.security === 'NONE'
        ? await client.get(row.path, params)
        : await client.signed(row.method, row.path, params);
    expect(answer.headers.get('content-type')).toBe('application/json;charset=UTF-8');
    expect(answer.text).not.toBe('');
    const [request] = simulator.control.requests();
    expect(request?.weight).toBe(row.weight);
    if (row.security === 'NONE') return;
    const unsigned = await client.send(row.method, row.path, {});
    expect([unsigned.status, unsigned.body['code']]).toEqual([401, -2014]);
  },
);

it.each(REST_ENDPOINTS.map(({ ws, security, query }) => [ws, security, query] as const))(
  'WS API %s answers as REST does',
  async (method, security, query) => {
    const ws = await WsClient.open(simulator.urls.wsApi, simulator.credentials, undefined, () => clock.now());
    const params = Object.fromEntries(pairs(query));
    const answer = security === 'NONE' ? await ws.call(method, params) : await ws.signed(method, params);
    expect(answer.error?.code).not.toBe(-1020);
    expect([200, 400]).toContain(answer.status);
    const [request] = simulator.control.requests();
    expect(request?.weight).toBe(REST_ENDPOINTS.find((row) => row.ws === method)?.weight);
    await ws.close();
  },
);

it.each(SESSION_ONLY)('WS API %s answers, for a weight of 2', async (method) => {
  const ws = await WsClient.open(simulator.urls.wsApi, simulator.credentials, undefined, () => clock.now());
  const answer = await ws.call(`v3/${method}`, {});
  expect(answer.error?.code).not.toBe(-1020);
  expect(simulator.control.requests()[0]?.weight).toBe(2);
  await ws.close();
});
