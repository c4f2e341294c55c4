const COLOURS: Readonly<Record<string, string>> = {
  debug: '\x1b[2m',
  info: '\x1b[36m',
  warn: '\x1b[33m',
  error: '\x1b[31m',
};
const RESET = '\x1b[0m';
const DIM = '\x1b[2m';
const HIDDEN = new Set(['level', 'time', 'msg', 'name']);

/** A JSON log line for people on a terminal: `12:30:05.123 INFO message {"more":1}`. */
export function prettyLine(line: string): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return line;
  }
  const level = String(entry['level']);
  const rest = Object.fromEntries(Object.entries(entry).filter(([key]) => !HIDDEN.has(key)));
  const stack = stackOf(rest['error'] ?? rest['err']);
  if (stack) {
    delete rest['error'];
    delete rest['err'];
  }
  const more = Object.keys(rest).length > 0 ? ` ${DIM}${JSON.stringify(rest)}${RESET}` : '';
  const time = String(entry['time']).slice(11, 23);
  const mark = `${COLOURS[level] ?? ''}${level.toUpperCase().padEnd(5)}${RESET}`;
  return `${DIM}${time}${RESET} ${mark} ${String(entry['msg'] ?? '')}${more}${stack ? `\n${stack}` : ''}\n`;
}

function stackOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { stack } = error as { stack?: unknown };
  return typeof stack === 'string' ? stack : undefined;
}
