/** No message of the protocol comes near it; the SDK's validation would run out of stack at some thousands. */
const MAX_DEPTH = 64;

/** Only of text that is JSON: its strings end. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[[\]{}:]/g;

/**
 * What readers of one JSON text could disagree about. Of a member that is given twice some take the first, some the last:
 * whoever looked at an order before it was sent on may have seen another one.
 * @param json what JSON.parse takes
 * @returns undefined when there is nothing wrong
 */
export function jsonProblem(json: string): string | undefined {
  /** The names of each object that is open, undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  let text = '';
  for (const [token] of json.matchAll(TOKENS)) {
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : undefined);
      if (open.length > MAX_DEPTH) return `a message may be nested ${MAX_DEPTH} deep`;
    } else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const names = open.at(-1);
      const name = text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1);
      const shown = JSON.stringify(name.slice(0, 60));
      if (name === '__proto__') return `there is no member ${shown}`;
      if (names?.has(name)) return `the member ${shown} is given twice`;
      names?.add(name);
    } else text = token;
  }
  return undefined;
}
