import type { McpCore } from './mcp-core.js';

/** As many as the protocol lets one answer have. */
const MAX_VALUES = 100;

/** Symbols that begin like the text, those that are trading first; nothing while the list is not known. */
export function symbolCompletion({
  upstream,
}: Pick<McpCore, 'upstream'>): (text?: string) => Promise<string[]> {
  return async (text = '') => {
    const prefix = text.toUpperCase();
    try {
      const all = [...(await (await upstream()).symbols.all()).values()];
      const matching = all.filter(({ symbol }) => symbol.startsWith(prefix));
      const trading = matching.filter(({ status }) => status === 'TRADING');
      const rest = matching.filter(({ status }) => status !== 'TRADING');
      return [...trading, ...rest].slice(0, MAX_VALUES).map(({ symbol }) => symbol);
    } catch {
      return [];
    }
  };
}
