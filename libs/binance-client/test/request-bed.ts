import { createHmac } from 'node:crypto';
import { OPERATIONS, type Operation, systemRandom } from '@binance-gateway/domain-types';
import { FakeClock } from '@binance-gateway/testing';
import { type SpotConnection, connectSpot } from '../src/connect-spot.js';
import { createCredential } from '../src/credential.js';
import { type SeenRequest, StubExchange } from './stub-exchange.js';

export const NOW = 1_736_393_892_000;
const API_KEY = 'key';
const API_SECRET = 'secret';

export type Pair = readonly [name: string, value: string];

/** What went out, taken apart: parameters of query and body in the order they came in. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly params: readonly Pair[];
  readonly isSigned: boolean;
}

export function operationNamed(name: string): Operation {
  const found = OPERATIONS.find((operation) => operation.name === name);
  if (!found?.upstream) throw new Error(`no operation ${name} with an endpoint`);
  return found;
}

export function operationAt(method: string, path: string): Operation {
  const found = OPERATIONS.find(({ upstream }) => upstream?.method === method && upstream.path === path);
  if (!found) throw new Error(`no operation for ${method} ${path}`);
  return found;
}

/** A client on real sockets to a server that records what it is asked, and answers as told. */
export class RequestBed {
  private constructor(
    private readonly exchange: StubExchange,
    private readonly connection: SpotConnection,
  ) {}

  static async open(): Promise<RequestBed> {
    const exchange = await StubExchange.start(() => ({ json: {} }));
    let ids = 0;
    const connection = connectSpot({
      restUrl: exchange.url,
      credential: createCredential({ apiKey: API_KEY, apiSecret: API_SECRET }),
      clock: new FakeClock(NOW),
      random: systemRandom,
      newClientOrderId: () => `made-${++ids}`,
    });
    return new RequestBed(exchange, connection);
  }

  /** @returns what went out, and what came back unless the answer was an error */
  async call(
    operation: Operation,
    input: object,
    answer: unknown = {},
  ): Promise<{ sent: Sent; wire: unknown }> {
    this.exchange.answerWith(() => ({ json: answer }));
    const wire = await this.connection.rest.call(operation, input);
    const seen = this.exchange.requests.at(-1);
    if (!seen) throw new Error('nothing was sent');
    return { sent: takenApart(seen), wire };
  }

  async close(): Promise<void> {
    await this.connection.close();
    await this.exchange.close();
  }
}

function takenApart({ method, path, query, body, headers }: SeenRequest): Sent {
  const raw = [query, body].filter((part) => part !== '');
  const [payload = '', signature] = raw.join('&').split(/&?signature=/);
  const isSigned = signature !== undefined;
  // over the very bytes that were sent, query and body without a separator
  if (isSigned) {
    const signed = `${query}${body}`.replace(/&signature=.*$/, '');
    expect(signature).toBe(createHmac('sha256', API_SECRET).update(signed).digest('hex'));
    expect(headers['x-mbx-apikey']).toBe(API_KEY);
  }
  if (body !== '') expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
  return { method, path, params: pairsOf(payload), isSigned };
}

/** Raw pairs, decoded; `+` stays what it is, because nothing that signs may take it for a space. */
export function pairsOf(query: string): Pair[] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', value = ''] = part.split('=');
      return [decodeURIComponent(name), decodeURIComponent(value)] as const;
    });
}

/** Parameters that go out with every signed request, or that name what a write makes. */
const OURS = ['timestamp', 'recvWindow'];

/** The pairs in the order of their names; of ours only those that are expected. */
export function comparable(sent: Sent, operation: Operation, expected: readonly Pair[]): readonly Pair[] {
  const ours: readonly string[] = [...OURS, ...(operation.upstream?.newIds ?? [])];
  const isExpected = (name: string): boolean => expected.some(([other]) => other === name);
  return inOrder(sent.params.filter(([name]) => isExpected(name) || !ours.includes(name)));
}

export const inOrder = (pairs: readonly Pair[]): readonly Pair[] =>
  [...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
