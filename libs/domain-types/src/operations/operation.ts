import type { ErrorCode } from '../errors.js';
import { type Class, type JsonSchema } from './field.js';

export type Scope = 'read' | 'trade' | 'admin';
/** `read` changes nothing; `write` can be undone; `destructive` moves money or ends orders. */
export type Effect = 'read' | 'write' | 'destructive';
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';
/** Of the Binance endpoint: NONE needs no key, the others are signed. */
export type Security = 'NONE' | 'TRADE' | 'USER_DATA';

/** The endpoint behind an operation. */
export interface UpstreamEndpoint<I extends object = object> {
  readonly method: HttpMethod;
  /** With its prefix: `/api/v3/order`. */
  readonly path: string;
  /** Method of the same meaning on the WS API. */
  readonly wsMethod: string;
  readonly security: Security;
  /** Request weight, as documented for the parameters given. */
  readonly weight: number | ((input: I) => number);
  /** Where the weight depends on the parameters, how. */
  readonly weightNote?: string;
  /** Unfilled orders that a success adds. */
  readonly orderCount?: number;
  /**
   * Fields of the input that name what a write makes, the name to ask by first. The client fills in those that are
   * left out: without a name nobody could ask what became of a request that got no answer.
   */
  readonly newIds?: readonly (keyof I & string)[];
}

/** What an operation answers: one object, a list of them, or either, depending on the input. */
export type Output =
  | { readonly shape: 'one'; readonly of: Class }
  /** `or`: what else may stand among them */
  | { readonly shape: 'many'; readonly of: Class; readonly or?: Class }
  | { readonly shape: 'one-or-many'; readonly of: Class };

export interface OperationSpec<I extends object> {
  /** Unique, snake case; the operationId of OpenAPI. */
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: 'market' | 'orders' | 'account' | 'order books' | 'admin';
  readonly input: Class<I>;
  readonly output: Output;
  readonly scope: Scope;
  /** True when the gateway must have exchange credentials to answer. */
  readonly needsAccount: boolean;
  readonly effect: Effect;
  /** May be sent again after a failure of unknown effect. */
  readonly idempotent: boolean;
  /** Under `/api/v1/`. */
  readonly route: { readonly method: HttpMethod; readonly path: string };
  readonly upstream?: UpstreamEndpoint<I>;
  /** A complete input that works on the embedded exchange. */
  readonly example: Readonly<Record<string, unknown>>;
  /** Errors beyond those every route can give. */
  readonly errors?: readonly ErrorCode[];
}

/** One operation of the gateway: REST route, Swagger entry and MCP tool come from this. */
export type Operation<I extends object = object> = OperationSpec<I>;

export function defineOperation<I extends object>(spec: OperationSpec<I>): Operation<I> {
  return Object.freeze(spec);
}

/** Fields of the input that stand in the path: `symbol` of `orderbook/{symbol}/depth`. */
export function pathFields({ path }: Operation['route']): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
}

/** The path with its fields filled in, percent-encoded, and what is left for the query or the body. */
export function fillPath(
  route: Operation['route'],
  input: Readonly<Record<string, unknown>>,
): { readonly path: string; readonly rest: Record<string, unknown> } {
  const inPath = new Set(pathFields(route));
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])));
  const rest = Object.fromEntries(Object.entries(input).filter(([name]) => !inPath.has(name)));
  return { path, rest };
}

export function weightOf<I extends object>(endpoint: UpstreamEndpoint<I>, input: I): number {
  return typeof endpoint.weight === 'function' ? endpoint.weight(input) : endpoint.weight;
}

/** Schema of an operation's answer, nested classes by reference. */
export function outputSchema(output: Output, ref: (dto: Class) => JsonSchema): JsonSchema {
  const one = ref(output.of);
  const other = output.shape === 'many' ? output.or : undefined;
  const many = { type: 'array', items: other ? { anyOf: [one, ref(other)] } : one };
  return output.shape === 'one' ? one : output.shape === 'many' ? many : { oneOf: [one, many] };
}
