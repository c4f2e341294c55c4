import type { CallToolResult } from '@modelcontextprotocol/server';
import { AppError, fieldsOf } from '@binance-gateway/domain-types';
import { type ProblemContext, type Provenance, toToolError } from '@binance-gateway/platform';
import type { ToolSpec } from './tool-spec.js';

/** About 25,000 tokens: what widespread clients let one answer have before they cut it off. */
export const MAX_RESULT_CHARACTERS = 100_000;

/** When an answer was so, and how that is known. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly asOf: number;
  readonly source: Provenance['source'];
}

/**
 * A result whose text is its structured content: clients show the model one or the other.
 * @param answer what the operation answered
 * @throws AppError INVALID_INPUT when the answer is too long to be read
 */
export function toolResult(spec: ToolSpec, answer: unknown, moment: Moment): CallToolResult {
  const body = Array.isArray(answer) ? { result: answer as unknown[] } : (answer as Record<string, unknown>);
  const { asOf, source } = moment;
  const structuredContent = spec.source ? { ...body, as_of: Math.floor(asOf), source } : body;
  const text = JSON.stringify(structuredContent);
  if (text.length > MAX_RESULT_CHARACTERS) throw tooLong(spec, answer, text.length);
  return { structuredContent, content: [{ type: 'text', text }] };
}

function tooLong({ operation }: ToolSpec, answer: unknown, length: number): AppError {
  const { length: entries } = Array.isArray(answer) ? answer : [answer];
  const fits = Math.floor((entries * MAX_RESULT_CHARACTERS) / length);
  const names = fieldsOf(operation.input).map(({ name }) => name);
  const narrower = names.filter((name) => ['symbol', 'symbols', 'limit', 'startTime'].includes(name));
  const detail = `The answer has ${entries} entries, of which about ${fits} can be shown; narrow it by ${narrower.join(' or ')}`;
  return new AppError('INVALID_INPUT', detail, {
    fields: narrower.includes('limit') ? [{ field: 'limit', message: detail }] : [],
  });
}

/**
 * An error as a result. Without structured content: clients hold that against the output schema even when it is an
 * error.
 */
export function toolError(error: AppError, context: ProblemContext): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: JSON.stringify(toToolError(error, context)) }] };
}
