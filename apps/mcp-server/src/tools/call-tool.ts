import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import { AppError, type NewOrderInput, type Operation, parseInput } from '@binance-gateway/domain-types';
import {
  type CallContext,
  type Operations,
  type Principal,
  type Provenance,
  type Upstream,
  toAppError,
} from '@binance-gateway/platform';
import type { McpCore } from '../server/mcp-core.js';
import { CallBudget } from './call-budget.js';
import { CONFIRM_TOKEN, type ClientDialog, OrderConfirmation } from './order-confirmation.js';
import { type Moment, toolError, toolResult } from './tool-result.js';
import type { ToolOperation, ToolSpec } from './tool-spec.js';

export interface ToolCall {
  readonly spec: ToolSpec;
  /** As they came. */
  readonly args: unknown;
  readonly principal: Principal;
  /** Aborted when the caller is gone or has cancelled. Ends reads only. */
  readonly signal: AbortSignal;
  readonly dialog: ClientDialog;
}

/** What an operation answered, and as of when that holds. */
export interface Known {
  readonly answer: unknown;
  readonly moment: Moment;
}

export type ToolAnswer = CallToolResult | InputRequiredResult;

/** Carries out the tool calls of every session. */
export class ToolCalls {
  private readonly budget: CallBudget;
  private readonly confirmation: OrderConfirmation;
  private running = 0;
  private onIdle: (() => void)[] = [];

  constructor(private readonly core: McpCore) {
    this.budget = new CallBudget(core.clock, core.config.http.throttleLimit);
    this.confirmation = new OrderConfirmation(core.config, core.clock);
  }

  get inFlight(): number {
    return this.running;
  }

  /** Resolves when no call is running. */
  idle(): Promise<void> {
    return this.running === 0 ? Promise.resolve() : new Promise((resolve) => this.onIdle.push(resolve));
  }

  /** Nothing is thrown: an error is a result. */
  async call(call: ToolCall): Promise<ToolAnswer> {
    const { core } = this;
    const context = { requestId: core.newId(), principal: call.principal.name, signal: call.signal };
    const start = core.clock.monotonic();
    const tool = call.spec.operation.name;
    const left = core.tracing?.enter(context.requestId, `tools/call ${tool}`);
    let outcome = 'ok';
    this.running++;
    try {
      return await this.run(call, context);
    } catch (thrown) {
      const error = toAppError(thrown);
      // a read that ends because whoever asked has left is nobody's error
      const isRead = call.spec.operation.effect === 'read';
      const hasLeft = isRead && call.signal.aborted && !AppError.is(thrown);
      outcome = hasLeft ? 'cancelled' : error.code;
      if (!hasLeft) this.report(error, call.spec, context);
      return toolError(error, { requestId: context.requestId, now: core.clock.now() });
    } finally {
      left?.(`tools/call ${tool}`, outcome === 'ok' ? {} : { error: outcome });
      core.metrics?.count('mcp_tool_calls_total', { tool, outcome });
      core.metrics?.observe(
        'mcp_tool_call_duration_seconds',
        { tool },
        (core.clock.monotonic() - start) / 1000,
      );
      if (--this.running === 0) for (const resolve of this.onIdle.splice(0)) resolve();
    }
  }

  /** Budget, scope, configuration, input, operation: the order and the words are those of the REST route. */
  private async run(call: ToolCall, context: CallContext): Promise<ToolAnswer> {
    const { spec, principal, dialog } = call;
    const upstream = await this.admit(spec.operation, principal);
    const { operations } = upstream;
    const { args, confirmToken } = this.needsConfirmation(spec)
      ? withoutToken(call.args)
      : { args: call.args, confirmToken: undefined };
    const input = parseInput(spec.operation.input, withDefaults(args ?? {}, spec.defaults));
    if (this.needsConfirmation(spec)) {
      const order = input as NewOrderInput;
      const question = await this.confirmation.check(operations, order, confirmToken, dialog, context);
      if (question) return question;
    }
    const known = spec.answer
      ? await spec.answer(input, { calls: this, upstream, caller: call })
      : await this.carryOut(operations, spec.operation, input, context, spec.source);
    return toolResult(spec, known.answer, known.moment);
  }

  /**
   * A read on behalf of a resource or a prompt, under the rules of a tool call.
   * @throws AppError as the operation
   */
  async read<I extends object>(
    operation: Operation<I>,
    input: Readonly<Record<string, unknown>>,
    caller: Pick<ToolCall, 'principal' | 'signal'>,
  ): Promise<Known> {
    const { operations } = await this.admit(operation as unknown as Operation, caller.principal);
    const context = { requestId: this.core.newId(), principal: caller.principal.name, signal: caller.signal };
    return this.carryOut(operations, operation, parseInput(operation.input, input), context);
  }

  /** What was known without asking anybody. */
  now(): Moment {
    return { asOf: this.core.clock.now(), source: 'rest' };
  }

  private async admit(operation: ToolOperation, principal: Principal): Promise<Upstream> {
    this.budget.take(principal.name);
    checkScope(principal, operation);
    const upstream = await this.core.upstream();
    upstream.operations.admit(operation);
    return upstream;
  }

  private async carryOut<I extends object>(
    operations: Operations,
    operation: Operation<I>,
    input: I,
    context: CallContext,
    source: Provenance['source'] = 'rest',
  ): Promise<Known> {
    let from: Provenance = { source, ageMs: 0 };
    const onSource = (known: Provenance): void => void (from = known);
    const answer = await operations.run(operation, input, { ...context, onSource });
    return { answer, moment: { asOf: this.core.clock.now() - from.ageMs, source: from.source } };
  }

  private needsConfirmation(spec: ToolSpec): boolean {
    return spec.isConfirmed === true && this.core.config.mcp.confirmsOrders;
  }

  private report(error: AppError, spec: ToolSpec, { requestId, principal }: CallContext): void {
    const { metrics, logger } = this.core;
    metrics?.count('gateway_errors_total', { face: 'mcp', code: error.code });
    if (error.spec.status < 500) return;
    const fields = { requestId, principal, tool: spec.operation.name, code: error.code };
    if (error.code === 'INTERNAL')
      logger.error({ ...fields, error: error.cause ?? error }, 'tool call failed');
    else logger.warn({ ...fields, error }, error.message);
  }
}

function checkScope(principal: Principal, { scope }: ToolOperation): void {
  if (principal.scopes.has(scope)) return;
  throw new AppError('SCOPE_MISSING', `The token "${principal.name}" lacks the scope "${scope}"`, {
    extra: { requiredScope: scope },
  });
}

function withoutToken(args: unknown): { args: unknown; confirmToken: unknown } {
  if (typeof args !== 'object' || args === null) return { args, confirmToken: undefined };
  const { [CONFIRM_TOKEN]: confirmToken, ...rest } = args as Record<string, unknown>;
  return { args: rest, confirmToken };
}

function withDefaults(args: unknown, defaults: ToolSpec['defaults']): unknown {
  const isObject = typeof args === 'object' && args !== null && !Array.isArray(args);
  return defaults && isObject ? { ...defaults, ...args } : args;
}
