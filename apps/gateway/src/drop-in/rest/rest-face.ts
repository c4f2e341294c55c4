import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AppError, Logger } from '@binance-gateway/domain-types';
import type { Config, Metrics, Upstream } from '@binance-gateway/platform';
import { fromFramework } from '../../http/problem-reply.js';
import type { AuthService } from '../../auth/auth.service.js';
import { type Caller, type DropIn } from '../drop-in.js';
import { type Endpoint, REST_ENDPOINTS } from '../endpoints.js';
import { type Form, encodedWithout, mergeForms, parseForm, signedBytes, valuesWithout } from '../form.js';
import { AUTH_PARAMETERS, type Verified } from '../key-check.js';
import { isOpenTo } from '../open-reads.js';
import { REFUSE, Refusal } from '../refusal.js';
import { type Reply, errorReply } from '../reply.js';
import { parseTimeUnit } from '../time-unit.js';
import { EMPTY_REPLIES, GONE, GONE_PATHS, notFound } from './fixed-replies.js';
import { tradeFees } from './trade-fees.js';

export interface RestFaceDeps {
  readonly dropIn: DropIn;
  readonly auth: AuthService;
  readonly upstream: Upstream;
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** What the signature covers, one character per byte. */
interface Sent {
  readonly path: string;
  readonly query: string;
  readonly body: string;
}

const NO_FORM: Form = new Map();
const NONE: ReadonlySet<string> = new Set();
const PREFIXES = ['/api/v3', '/sapi', '/fapi', '/dapi'] as const;
const TRADE_FEE_PATH = '/sapi/v1/asset/tradeFee';

/** `/api/v3` and what clients ask for beside it. A scope of its own: bodies are kept as bytes, errors are Binance's. */
export function registerRestFace(instance: FastifyInstance, deps: RestFaceDeps): void {
  const face = new RestFace(deps);
  void instance.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    // whatever type a client claims: the signature covers the bytes
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, (body as Buffer).toString('latin1'));
    });
    scope.setErrorHandler((error, request, reply) => face.fail(error, request, reply));
    const answer = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
      face.handle(request, reply);
    for (const prefix of PREFIXES) scope.all(`${prefix}/*`, answer);
    for (const path of GONE_PATHS) scope.all(path, answer);
    done();
  });
}

class RestFace {
  constructor(private readonly deps: RestFaceDeps) {}

  async handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const sent = sentOf(request);
    let caller: Caller | undefined;
    let answer: Reply;
    try {
      const fixed = fixedReply(sent.path);
      answer = fixed ?? (await this.answer(request, sent, (who) => (caller = who)));
    } catch (error) {
      answer = errorReply(error);
      this.note(error, request);
    }
    return this.send(reply, answer, caller);
  }

  /** What goes wrong before the handler: a body that is too long or breaks off. */
  fail(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const answer = errorReply(asRefusal(fromFramework(error)));
    if (answer.status >= 500) this.note(error, request);
    // as at the exchange, where a proxy answers it
    this.send(reply, answer.status === 413 ? { ...answer, body: '' } : answer, undefined);
  }

  private async answer(
    request: FastifyRequest,
    sent: Sent,
    identified: (caller: Caller) => void,
  ): Promise<Reply> {
    const { path, query, body } = sent;
    if (path === TRADE_FEE_PATH) return this.tradeFee(request, sent, identified);
    const endpoint = REST_ENDPOINTS.get(`${request.method} ${path}`);
    if (!endpoint) return notFound(request.headers.accept);
    const timeUnit = parseTimeUnit(headerOf(request, 'x-mbx-time-unit'));
    if (headerOf(request, 'x-mbx-sbe') !== undefined) throw REFUSE.sbeDisabled();
    const form = mergeForms(parseForm(query), request.method === 'GET' ? NO_FORM : parseForm(body));
    const { security } = endpoint.upstream;
    const signed = security === 'NONE' ? undefined : await this.verify(request, sent, form, endpoint);
    const caller = signed ? { name: signed.key.name, key: signed.key } : await this.reader(request);
    identified(caller);
    // public endpoints know none of these names: the exchange says so itself
    const withheld = signed ? AUTH_PARAMETERS : NONE;
    return this.deps.dropIn.run({
      endpoint,
      caller,
      requestId: request.id,
      values: valuesWithout(form, withheld),
      encoded: encodedWithout(form, withheld),
      timeUnit,
      ...(signed ? { validUntil: signed.validUntil, hasNoWindow: !form.has('recvWindow') } : {}),
    });
  }

  private verify(
    request: FastifyRequest,
    { query, body }: Sent,
    form: Form,
    { operation }: Pick<Endpoint, 'operation'>,
  ): Promise<Verified> {
    return this.deps.dropIn.check.verify(
      {
        apiKey: headerOf(request, 'x-mbx-apikey'),
        value: (name) => form.get(name)?.value,
        payloads: () => [signedBytes(query, body)],
      },
      operation.scope,
    );
  }

  /** Whoever reads public data: a key or token when one is sent, else an address where that is enough. */
  private async reader(request: FastifyRequest): Promise<Caller> {
    const { dropIn, auth, config } = this.deps;
    const { authorization } = request.headers;
    if (authorization !== undefined) return { name: auth.authenticate(authorization).name };
    const apiKey = headerOf(request, 'x-mbx-apikey');
    if (isOpenTo(config, request.headers)) {
      // as at the exchange, a key nobody knows does no harm where none is needed
      const key = apiKey === undefined ? undefined : await dropIn.check.find(apiKey).catch(() => undefined);
      return key ? { name: key.name, key } : { name: `@${request.ip}` };
    }
    const key = await dropIn.check.find(apiKey);
    return { name: key.name, key };
  }

  private async tradeFee(
    request: FastifyRequest,
    sent: Sent,
    identified: (caller: Caller) => void,
  ): Promise<Reply> {
    const form = parseForm(sent.query);
    const account = REST_ENDPOINTS.get('GET /api/v3/account');
    if (!account) return notFound(request.headers.accept);
    const { key } = await this.verify(request, sent, form, account);
    identified({ name: key.name, key });
    const wanted = { requestId: request.id, symbol: form.get('symbol')?.value };
    return tradeFees(this.deps.dropIn, this.deps.upstream.symbols, { name: key.name, key }, wanted);
  }

  private send(reply: FastifyReply, answer: Reply, caller: Caller | undefined): FastifyReply {
    const { metrics } = this.deps;
    const code = answer.headers['x-gateway-error'];
    if (code !== undefined) metrics.count('gateway_errors_total', { face: 'drop-in', code });
    // a serializer would print the string once more as JSON
    return reply
      .status(answer.status)
      .headers({ ...answer.headers, ...this.usageOf(caller) })
      .serializer(String)
      .send(answer.body);
  }

  private usageOf(caller: Caller | undefined): Record<string, string> {
    if (!caller) return {};
    const { weight, ordersIn10s, ordersInDay } = this.deps.dropIn.budget.usage(caller.name);
    return {
      'x-mbx-used-weight': String(weight),
      'x-mbx-used-weight-1m': String(weight),
      ...(ordersInDay === 0
        ? {}
        : { 'x-mbx-order-count-10s': String(ordersIn10s), 'x-mbx-order-count-1d': String(ordersInDay) }),
    };
  }

  private note(error: unknown, request: FastifyRequest): void {
    const answer = errorReply(error);
    if (answer.status < 500) return;
    const path = request.url.split('?', 1)[0];
    this.deps.logger.error({ requestId: request.id, path, error }, 'drop-in request failed');
  }
}

/** What a client sends to a proxy has the origin before the path, and has to be understood (RFC 9112 section 3.2.2). */
const ORIGIN = /^https?:\/\/[^/?]*/i;

function sentOf(request: FastifyRequest): Sent {
  const url = (request.raw.url ?? '/').replace(ORIGIN, '');
  const mark = url.indexOf('?');
  return {
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    body: typeof request.body === 'string' ? request.body : '',
  };
}

/** What cannot be read is no rejected order, which is what refusals without a code of their own are. */
function asRefusal(error: AppError): AppError | Refusal {
  if (error.spec.status >= 500 || error.code === 'BODY_TOO_LARGE') return error;
  return new Refusal(400, -1102, error.message, error.code);
}

/** To a path that the router cannot read, which comes to no handler; undefined when it is not one of this face. */
export function unroutable(url: string): Reply | undefined {
  const path = url.replace(ORIGIN, '');
  return PREFIXES.some((prefix) => path.startsWith(`${prefix}/`))
    ? errorReply(REFUSE.illegalEncoding())
    : undefined;
}

function fixedReply(path: string): Reply | undefined {
  if ((GONE_PATHS as readonly string[]).includes(path)) return GONE;
  return Object.hasOwn(EMPTY_REPLIES, path) ? EMPTY_REPLIES[path] : undefined;
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
