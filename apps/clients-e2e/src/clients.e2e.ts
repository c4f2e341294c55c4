import { runClient } from './run-client.js';
import { CLIENTS, type Outcome, SCENARIOS } from './scenarios.js';
import { type Running, startExchange, startGateway } from './targets.js';

const IDS = SCENARIOS.map(({ id }) => id);

describe.each([
  ['the exchange', startExchange],
  ['the gateway with a virtual key', startGateway],
] as const)('against %s', (where, start) => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.close());

  describe.each(Object.entries(CLIENTS))('%s', (client, cannot) => {
    let outcomes: ReadonlyMap<string, Outcome>;
    beforeAll(async () => {
      running.exchange.control.clearRequests();
      outcomes = await runClient(client, running.target, IDS);
    });

    it.each(SCENARIOS.filter(({ id }) => !cannot.includes(id)).map((each) => [each.id, each] as const))(
      '%s',
      (id, scenario) => {
        const { result, error, cannot: reason } = outcomes.get(id) as Outcome;
        expect({ error, reason }).toEqual({ error: undefined, reason: undefined });
        scenario.expect(result);
      },
    );

    it('says of everything it cannot do why', () => {
      const said = [...outcomes.values()].flatMap(({ id, cannot: reason }) => (reason ? [id] : []));
      expect(said.sort()).toEqual([...cannot].sort());
    });

    it('has reached the exchange, and there by no signature of its own if the gateway is between', () => {
      const requests = running.exchange.control.requests();
      expect(requests.length).toBeGreaterThan(0);
      if (where === 'the exchange') return;
      // what a client signed never gets through: every signed request was signed anew
      expect(requests.filter(({ code }) => code === -1022 || code === -1021)).toEqual([]);
    });
  });
});
