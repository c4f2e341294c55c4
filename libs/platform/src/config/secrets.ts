import type { Config } from './load-config.js';
import { Secret } from './secret.js';

/** Every secret of a configuration in clear, for the one place that must know them: the log's redaction. */
export function secretsOf(config: Config): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (value instanceof Secret) found.push(value.reveal());
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit(config);
  return found;
}
