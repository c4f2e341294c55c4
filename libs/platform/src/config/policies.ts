import { readFileSync } from 'node:fs';
import { AppError, Policy, parseInput } from '@binance-gateway/domain-types';
import { type Parse, Problem } from './parsers.js';

/** Policies by the name of the token they bind. */
export type PolicyTable = Readonly<Record<string, Policy>>;

/** Binds every token that has no policy of its own. */
export const EVERYBODY = '*';

/** Names that orders come under without `GATEWAY_TOKENS`. */
export const OWN_NAMES: readonly string[] = ['local', 'stdio'];

/** A JSON object with one policy a token name, and `*` for the others. */
export const policyTable: Parse<PolicyTable> = (text) => {
  let table: unknown;
  try {
    table = JSON.parse(text);
  } catch (error) {
    throw new Problem(
      `must hold JSON such as {"bot":{"maxNotionalPerOrder":"100"}} (${(error as Error).message})`,
    );
  }
  if (typeof table !== 'object' || table === null || Array.isArray(table)) {
    throw new Problem('must be a JSON object with one policy for each token name');
  }
  return Object.fromEntries(Object.entries(table).map(([name, policy]) => [name, policyOf(name, policy)]));
};

/** The same, in a file. */
export const policyFile: Parse<PolicyTable> = (path) => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Problem(`names a file that cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  try {
    return policyTable(text);
  } catch (error) {
    if (error instanceof Problem) throw new Problem(`names a file that ${error.message}`);
    throw error;
  }
};

function policyOf(name: string, policy: unknown): Policy {
  try {
    return parseInput(Policy, policy);
  } catch (error) {
    if (!AppError.is(error)) throw error;
    throw new Problem(
      `has a policy of ${JSON.stringify(name.slice(0, 40))} that is not valid: ${error.message}`,
    );
  }
}
