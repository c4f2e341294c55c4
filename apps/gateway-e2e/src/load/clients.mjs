// A process of many WebSocket clients of /ws. Told what to do by its parent; counts, checks offsets, measures delays.
import { WebSocket } from 'ws';

const [url, token, first, count, symbols, streamsEach] = process.argv.slice(2);
const names = symbols.split(',');
const headers = { Authorization: `Bearer ${token}` };
const TICK_MS = 50;
const SLOW_BYTES_PER_SECOND = 1_000;
const now = () => Number(process.hrtime.bigint() / 1_000n) / 1_000;

class Client {
  positions = new Map();
  received = 0;
  faults = [];
  closes = [];
  isSlow = false;

  constructor(index) {
    this.index = index;
    this.streams = Array.from(
      { length: Number(streamsEach) },
      (_, i) => `${names[(index + i * 7) % names.length]}@trade`,
    );
  }

  connect() {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, { headers, perMessageDeflate: false });
      this.socket = socket;
      socket.on('open', () => {
        const params = this.streams.map((stream) => {
          const position = this.positions.get(stream);
          return position ? { stream, ...position } : stream;
        });
        socket.send(JSON.stringify({ method: 'SUBSCRIBE', params, id: 1 }));
      });
      socket.on('message', (data) => this.take(JSON.parse(data), resolve));
      socket.on('error', reject);
      socket.on('close', (code, reason) => this.closes.push(`${code} ${reason}`));
    });
  }

  take(message, onReady) {
    if (message.id === 1) {
      if (message.error) this.faults.push(message.error.msg);
      onReady();
      return;
    }
    const { stream, epoch, offset, data } = message;
    if (data) {
      const before = this.positions.get(stream);
      if (before && (before.epoch !== epoch || before.offset + 1 !== offset)) {
        this.faults.push(`${stream} ${epoch} ${offset} after ${before.epoch} ${before.offset}`);
      }
      this.received++;
      if (isMeasuring && !this.isSlow) delays.push(now() - data.at);
    } else if (message.recovered === false || message.gap) {
      this.lost = (this.lost ?? 0) + 1;
    }
    this.positions.set(stream, { epoch, offset });
  }

  /** `stop`: reads nothing; `trickle`: a kilobyte a second. */
  slowDown(how) {
    this.isSlow = true;
    const { _socket: duplex } = this.socket;
    if (!duplex) return;
    duplex.pause();
    if (how === 'stop') return;
    let allowed = 0;
    const before = duplex.bytesRead;
    this.timer = setInterval(() => {
      allowed += (SLOW_BYTES_PER_SECOND * TICK_MS) / 1_000;
      if (duplex.bytesRead - before < allowed) duplex.resume();
      else duplex.pause();
    }, TICK_MS);
  }

  /** Reads on; comes back where it was when it has been closed meanwhile. */
  async speedUp() {
    clearInterval(this.timer);
    this.socket._socket?.resume();
    this.socket.terminate();
    await this.connect();
    this.isSlow = false;
  }
}

let isMeasuring = false;
let delays = [];
const clients = Array.from({ length: Number(count) }, (_, i) => new Client(Number(first) + i));

const COMMANDS = {
  connect: async () => {
    for (let i = 0; i < clients.length; i += 20) {
      await Promise.all(clients.slice(i, i + 20).map((client) => client.connect()));
    }
  },
  measure: () => {
    delays = [];
    isMeasuring = true;
  },
  report: () => {
    isMeasuring = false;
    const sorted = Float64Array.from(delays).sort();
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    delays = [];
    return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
  },
  slow: ({ indexes }) => {
    for (const index of indexes) clients[index]?.slowDown(index % 2 ? 'stop' : 'trickle');
  },
  fast: async ({ indexes }) => {
    await Promise.all(indexes.map((index) => clients[index]?.speedUp()));
  },
  state: () =>
    clients.map(({ index, received, faults, closes, positions, lost, streams }) => ({
      index,
      received,
      faults,
      closes,
      lost: lost ?? 0,
      offsets: Object.fromEntries(streams.map((stream) => [stream, positions.get(stream)?.offset ?? 0])),
    })),
};

process.on('message', async ({ id, command, ...rest }) => {
  try {
    process.send({ id, result: await COMMANDS[command](rest) });
  } catch (error) {
    process.send({ id, error: String(error) });
  }
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
