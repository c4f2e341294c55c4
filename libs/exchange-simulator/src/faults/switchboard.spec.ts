import { ControlError } from '../control/fields.js';
import { RestClient } from '../rest-client.bed.js';
import { type Simulator, startSimulator } from '../start-simulator.js';
import { FAULT_SWITCHES } from './switchboard.js';

let simulator: Simulator;
let client: RestClient;

beforeEach(async () => {
  simulator = await startSimulator({ market: 'none', seed: 1 });
  client = new RestClient(simulator.urls.rest, simulator.credentials);
});

afterEach(() => simulator.close());

it('every fault has a name of its own and an example that works as it is', async () => {
  const { faults } = simulator.control;
  expect(new Set(FAULT_SWITCHES.map(({ name }) => name)).size).toBe(FAULT_SWITCHES.length);
  for (const { name, example, fields } of FAULT_SWITCHES) {
    expect(Object.keys(fields)).toEqual(expect.arrayContaining(Object.keys(example)));
    const active = faults.start(name, example);
    expect(active).toMatchObject({ fault: name, settings: example });
    expect(faults.active().map(({ id }) => id)).toEqual(active.isStanding ? [active.id] : []);
    faults.clear();
    expect(faults.active()).toEqual([]);
  }
  expect((await client.get('/api/v3/ping')).status).toBe(200);
});

it.each<[string, Record<string, unknown>, string | undefined, RegExp]>([
  ['explode', {}, 'fault', /no fault "explode"/],
  ['reset', { when: 'now' }, 'when', /when is unknown here; known are: transport, method, path/],
  ['reset', { transport: 'fix' }, 'transport', /one of rest, ws/],
  ['reset', { chance: 2 }, 'chance', /a number from 0 up to 1/],
  ['reset', { times: 0 }, 'times', /a number from 1/],
  ['reset', { times: 1.5 }, 'times', /a whole number/],
  ['delay', {}, 'ms', /ms is missing/],
  ['staleSnapshots', {}, 'symbol', /symbol is missing/],
  ['closeStreams', { code: 1 }, 'code', /from 1000 up to 4999/],
])(
  '%s %j is refused by name of the setting, and nothing happens',
  async (fault, settings, field, message) => {
    const refusal = (): unknown => simulator.control.faults.start(fault, settings);
    expect(refusal).toThrow(ControlError);
    expect(refusal).toThrow(message);
    try {
      refusal();
    } catch (error) {
      expect((error as ControlError).field).toBe(field);
    }
    expect(simulator.control.faults.active()).toEqual([]);
    expect((await client.get('/api/v3/ping')).status).toBe(200);
  },
);

it('a fault stands until it is spent or taken back', async () => {
  const { faults } = simulator.control;
  const twice = faults.start('unavailable', { path: '/api/v3/ping', times: 2 });
  const ever = faults.start('unavailable', { path: '/api/v3/time', times: 1000 });
  await client.get('/api/v3/ping');
  expect(faults.active().map(({ id }) => id)).toEqual([twice.id, ever.id]);
  await client.get('/api/v3/ping');
  expect(faults.active().map(({ id }) => id)).toEqual([ever.id]);
  expect((await client.get('/api/v3/time')).status).toBe(503);
  expect([faults.stop(ever.id), faults.stop(ever.id)]).toEqual([true, false]);
  expect((await client.get('/api/v3/time')).status).toBe(200);
});

it('skip lets requests pass first; symbol picks some', async () => {
  simulator.control.faults.start('badGateway', { path: '/api/v3/depth', symbol: 'ETHUSDT', skip: 1 });
  const depth = async (symbol: string): Promise<number> =>
    (await client.get('/api/v3/depth', { symbol })).status;
  expect(await depth('ETHUSDT')).toBe(200);
  expect(await depth('BTCUSDT')).toBe(200);
  expect(await depth('ETHUSDT')).toBe(502);
  expect(await depth('ETHUSDT')).toBe(200);
});

it('chance draws from the seed', async () => {
  const run = async (seed: number): Promise<number[]> => {
    const other = await startSimulator({ market: 'none', seed });
    other.control.faults.start('unavailable', { chance: 0.5, times: 1000 });
    const rest = new RestClient(other.urls.rest, other.credentials);
    const statuses: number[] = [];
    for (let i = 0; i < 24; i++) statuses.push((await rest.get('/api/v3/ping')).status);
    await other.close();
    return statuses;
  };
  const first = await run(5);
  expect(new Set(first)).toEqual(new Set([200, 503]));
  expect(await run(5)).toEqual(first);
  expect(await run(6)).not.toEqual(first);
});
