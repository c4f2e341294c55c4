import { EngineReject, type Outcome } from './types.js';

/** What came of a step that may be refused. Any other error is thrown on. */
export function attempt<T>(action: () => T): Outcome<T> {
  try {
    return { result: 'SUCCESS', value: action() };
  } catch (error) {
    if (error instanceof EngineReject) return { result: 'FAILURE', reject: error };
    throw error;
  }
}
