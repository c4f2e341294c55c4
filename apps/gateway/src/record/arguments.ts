import { formatStreamName, isSymbolName, parseStreamName } from '@binance-gateway/domain-types';

export interface RecordArguments {
  readonly streams: readonly string[];
  readonly out: string;
  readonly seconds: number;
}

export const USAGE = `npx nx run gateway:record --symbols=BTCUSDT,ETHUSDT [--streams=depth@100ms,bookTicker,trade] [--seconds=60] [--out=recording.jsonl.gz]

Writes the messages of the exchange that BINANCE_ENV names, byte for byte, with their times of receipt and a depth
snapshot of each symbol. SIMULATOR_REPLAY plays the file.`;

const DEFAULTS = { streams: 'depth@100ms,bookTicker,trade', seconds: '60', out: 'recording.jsonl.gz' };
const NAMES = ['symbols', 'streams', 'seconds', 'out'] as const;
const MAX_SECONDS = 30 * 86_400;

/** @throws Error that names the argument and what would be right */
export function parseArguments(argv: readonly string[]): RecordArguments {
  const given: Partial<Record<(typeof NAMES)[number], string>> = {};
  for (const argument of argv) {
    const [, name, value] = /^--([a-z]+)=(.*)$/s.exec(argument) ?? [];
    const known = NAMES.find((each) => each === name);
    if (!known || value === undefined)
      throw new Error(
        `${JSON.stringify(argument)} is not one of ${NAMES.map((each) => `--${each}=…`).join(' ')}`,
      );
    given[known] = value;
  }
  const symbols = (given.symbols ?? '')
    .split(',')
    .filter((symbol) => symbol !== '')
    .map((symbol) => symbol.toUpperCase());
  if (symbols.length === 0) throw new Error('--symbols is missing, for example --symbols=BTCUSDT');
  const wrong = symbols.find((symbol) => !isSymbolName(symbol));
  if (wrong !== undefined) throw new Error(`--symbols: ${JSON.stringify(wrong)} is no symbol`);
  const seconds = /^\d{1,9}$/.test(given.seconds ?? DEFAULTS.seconds)
    ? Number(given.seconds ?? DEFAULTS.seconds)
    : 0;
  if (seconds < 1 || seconds > MAX_SECONDS)
    throw new Error(`--seconds must be an integer from 1 to ${MAX_SECONDS}`);
  const kinds = (given.streams ?? DEFAULTS.streams).split(',');
  const streams = symbols.flatMap((symbol) => kinds.map((kind) => streamName(symbol, kind)));
  return { streams, seconds, out: given.out ?? DEFAULTS.out };
}

function streamName(symbol: string, kind: string): string {
  const stream = parseStreamName(`${symbol.toLowerCase()}@${kind}`);
  if (!stream)
    throw new Error(
      `--streams: ${JSON.stringify(kind)} is no stream of a symbol, such as depth@100ms or trade`,
    );
  return formatStreamName(stream);
}
