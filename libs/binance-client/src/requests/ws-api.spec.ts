import { OPERATIONS, type Operation, silentLogger, systemClock } from '@binance-gateway/domain-types';
import { FakeClock, describeWithFixtures, fixture, readJsonl, until } from '@binance-gateway/testing';
import { LEARNED_AT, decodedFrom } from '../../test/nothing-lost.js';
import { WS_EXCEPTIONS } from '../../test/request-exceptions.js';
import { type Request, ScriptedExchange, obliging } from '../../test/scripted-exchange.js';
import { type SpotConnection, connectSpot } from '../connect-spot.js';
import { type Credential, createCredential } from '../credential.js';
import { decodeReplaceParts } from '../decode/order-change.js';
import { decodeOutput } from '../decode/output.js';
import { decodeStreamEvent, decodeTickers } from '../decode/stream-event.js';
import { MarketStreams } from '../streams/pool.js';
import { WsApiConnection } from '../ws-api/connection.js';
import { SESSION_METHODS } from '../ws-api/session-methods.js';

const NOW = 1_736_393_892_000;
type Params = Readonly<Record<string, unknown>>;

const operationOf = (method: string): Operation | undefined =>
  OPERATIONS.find(({ upstream }) => upstream?.wsMethod === method);

/** As text: a number and its digits in quotes are signed alike, and Binance takes both. */
const asText = (params: Params): Record<string, string> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );

/** A real server that answers what the case says, and the client that asks it. */
class WsBed {
  answer: object = { status: 200, result: {} };

  private constructor(
    readonly exchange: ScriptedExchange,
    readonly api: WsApiConnection,
    readonly connection: SpotConnection,
  ) {}

  static async open(credential: Credential): Promise<WsBed> {
    const exchange = await ScriptedExchange.start((request) => ({ ...bed.answer, id: request.id }));
    const clock = new FakeClock(NOW);
    const wsApiUrl = `${exchange.url}/ws-api/v3`;
    const common = { clock, random: () => 0.5, logger: silentLogger, credential };
    const api = new WsApiConnection({ ...common, url: wsApiUrl, serverClock: { now: () => NOW } });
    const connection = connectSpot({
      ...common,
      restUrl: 'http://127.0.0.1:9',
      wsApiUrl,
      newClientOrderId: () => 'made-1',
    });
    const bed: WsBed = new WsBed(exchange, api, connection);
    return bed;
  }

  /** Straight to the method, with no window of validity: the other client sends none. */
  async request(method: string, params: Params, signed: boolean): Promise<Request> {
    await this.api.request(method, params, { signed });
    return this.exchange.requests.at(-1) as Request;
  }

  /** The way every operation goes. @returns what was sent, and what came back */
  async call(operation: Operation, input: object, answer: object): Promise<{ sent: Request; wire: unknown }> {
    this.answer = answer;
    const wire = await this.connection.rest.call(operation, input, { transport: 'ws' });
    const sent = this.exchange.requests
      .filter(({ method }) => method === operation.upstream?.wsMethod)
      .at(-1);
    return { sent: sent as Request, wire };
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.connection.close();
    await this.exchange.stop();
  }
}

const paramsOf = ({ params }: Request): Params => (params ?? {}) as unknown as Params;

describeWithFixtures('messages of the official Java client', () => {
  interface JavaMessage {
    readonly name: string;
    readonly expectedMessage: {
      readonly method: string;
      readonly params?: Params | readonly string[];
    };
  }
  interface Vector {
    readonly source: string;
    readonly kind: string;
    readonly privateKeyPem?: string;
  }

  const cases = readJsonl<JavaMessage>(fixture('requests/official_java_ws_messages.jsonl'));
  const ofApi = cases.filter(({ name }) => name.startsWith('api/'));
  const ofStreams = cases.filter(({ name }) => name.startsWith('stream/'));
  let bed: WsBed;

  beforeAll(async () => {
    const vectors = readJsonl<Vector>(fixture('signatures/vectors.jsonl'));
    const privateKey = vectors.find(({ source, kind }) => kind === 'wsapi' && source.includes('java'))
      ?.privateKeyPem as string;
    bed = await WsBed.open(createCredential({ apiKey: 'apiKey', privateKey }));
  });
  afterAll(() => bed.close());

  it('are all here', () => {
    expect([ofApi.length, ofStreams.length]).toEqual([24, 7]);
  });

  it.each(ofApi.map((test) => [test.expectedMessage.method, test] as const))(
    '%s is sent as it is, signature included',
    async (method, { expectedMessage }) => {
      const expected = (expectedMessage.params ?? {}) as Params;
      const isSigned = expected['signature'] !== undefined;
      const { apiKey: _, timestamp: __, signature: ___, ...own } = expected;
      const sent = await bed.request(method, isSigned ? own : expected, isSigned);
      expect(sent.method).toBe(method);
      expect(asText(paramsOf(sent))).toEqual(asText(expected));
      const known = operationOf(method) ?? SESSION_METHODS[method];
      expect(known === undefined).toBe(`java ${method}` in WS_EXCEPTIONS);
    },
  );

  it.each(
    ofApi.flatMap((test) => {
      const operation = operationOf(test.expectedMessage.method);
      return operation ? [[operation.name, operation, test] as const] : [];
    }),
  )('%s sends it too, with its window and what it makes', async (_, operation, { expectedMessage }) => {
    const { apiKey, timestamp, signature, ...own } = (expectedMessage.params ?? {}) as Params;
    const { sent } = await bed.call(operation, own, { status: 200, result: {} });
    const params = paramsOf(sent);
    expect(asText(params)).toMatchObject(asText(own));
    const { upstream } = operation;
    const ours = ['apiKey', 'timestamp', 'signature', 'recvWindow', ...(upstream?.newIds ?? [])];
    expect(Object.keys(params).filter((name) => !(name in own) && !ours.includes(name))).toEqual([]);
    expect(params['signature'] !== undefined).toBe(signature !== undefined);
    expect([apiKey !== undefined, timestamp !== undefined]).toEqual([
      params['apiKey'] !== undefined,
      params['timestamp'] !== undefined,
    ]);
  });

  it.each(ofStreams.map((test) => [(test.expectedMessage.params as string[]).join(), test] as const))(
    'SUBSCRIBE %s',
    async (_, { expectedMessage }) => {
      const exchange = await ScriptedExchange.start(obliging);
      const streams = new MarketStreams({
        url: exchange.url,
        clock: systemClock,
        random: () => 0.5,
        logger: silentLogger,
        listener: { onFrame: () => undefined, onGap: () => undefined },
      });
      streams.subscribe(expectedMessage.params as string[]);
      await until(() => exchange.requests.length > 0);
      const [{ method, params }] = exchange.requests as [Request];
      expect({ method, params }).toEqual({
        method: expectedMessage.method,
        params: expectedMessage.params,
      });
      await streams.close();
      await exchange.stop();
    },
  );
});

/** What an answer decodes to has everything the answer had. */
function expectDecoded(operation: Operation, wire: unknown, label: string): void {
  const { path = '' } = operation.upstream ?? {};
  const exception = WS_EXCEPTIONS[label];
  if (exception?.field !== undefined) {
    expect(() => decodeOutput(operation, wire, LEARNED_AT)).toThrow(exception.field);
    if (operation.name === 'replace_order') decodeReplaceParts(wire as never);
    return;
  }
  expect(decodeOutput(operation, wire, LEARNED_AT)).toEqual(decodedFrom(path, wire));
}

describeWithFixtures('messages of the official Go client', () => {
  interface GoMessage {
    readonly method: string | null;
    readonly message: unknown;
  }
  const cases = readJsonl<GoMessage>(fixture('requests/official_go_ws_messages.jsonl'));
  const answers = cases.flatMap(({ method, message }) =>
    method === null ? [] : [[method, message as object] as const],
  );
  const events = cases.flatMap(({ method, message }, i) => (method === null ? [[i, message] as const] : []));
  let bed: WsBed;
  beforeAll(async () => {
    bed = await WsBed.open(createCredential({ apiKey: 'key', apiSecret: 'secret' }));
  });
  afterAll(() => bed.close());

  it('are all here', () => {
    expect([answers.length, events.length]).toEqual([26, 7]);
  });

  it.each(answers)('the answer of %s decodes', async (method, message) => {
    const operation = operationOf(method);
    const { result } = message as { result: unknown };
    bed.answer = message;
    if (!operation) {
      expect(SESSION_METHODS[method]).toBeDefined();
      expect(await bed.api.request(method)).toEqual(result);
      return;
    }
    const { wire } = await bed.call(operation, {}, message);
    expect(wire).toEqual(result);
    expectDecoded(operation, wire, `go ${method}`);
  });

  it.each(events)('the event of line %d decodes', (line, message) => {
    const label = `go event ${line + 1}`;
    const decode = (): unknown =>
      Array.isArray(message) ? decodeTickers(message) : decodeStreamEvent(message);
    const exception = WS_EXCEPTIONS[label];
    if (exception?.field === undefined) expect(decode()).toBeDefined();
    else expect(decode).toThrow(exception.field);
  });
});

describeWithFixtures('pairs of Binance.Net on the WebSocket API', () => {
  interface JkorfPair {
    readonly name: string;
    readonly request: { readonly method: string; readonly params: Params };
    readonly response: { readonly result: unknown };
  }
  const pairs = readJsonl<JkorfPair>(fixture('requests/jkorf_wsapi_pairs.jsonl'));
  let bed: WsBed;
  beforeAll(async () => {
    bed = await WsBed.open(createCredential({ apiKey: '123', apiSecret: 'secret' }));
  });
  afterAll(() => bed.close());

  it.each(pairs.map((pair) => [pair.name, pair] as const))('%s', async (name, { request, response }) => {
    const operation = operationOf(request.method) as Operation;
    const { apiKey, signature, timestamp, ...own } = request.params;
    const { sent, wire } = await bed.call(operation, own, response);
    const params = paramsOf(sent);
    expect(params).toMatchObject(own);
    expect(params['apiKey']).toBe(apiKey);
    expect(typeof params['signature']).toBe(typeof signature);
    expect(typeof params['timestamp']).toBe(typeof timestamp);
    expectDecoded(operation, wire, `jkorf ${name}`);
  });
});
