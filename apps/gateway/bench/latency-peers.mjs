// The exchange and the clients of latency.bench.ts, as processes of their own.
import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

const [role, ...args] = process.argv.slice(2);
const now = () => Number(process.hrtime.bigint() / 1_000n) / 1_000;
const ROLES = { exchange, readers, idle };
ROLES[role](...args);

/** Just enough of one for the gateway: time, one symbol, combined streams. */
function exchange(stream) {
  const symbol = { symbol: 'BTCUSDT', status: 'TRADING', baseAsset: 'BTC', quoteAsset: 'USDT', filters: [] };
  const answers = {
    '/api/v3/time': () => ({ serverTime: Date.now() }),
    '/api/v3/exchangeInfo': () => ({
      timezone: 'UTC',
      serverTime: Date.now(),
      rateLimits: [],
      exchangeFilters: [],
      symbols: [symbol],
    }),
  };
  const server = createServer((request, response) => {
    const body = answers[new URL(request.url, 'http://x').pathname]?.() ?? {};
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  // the gateway is the first to connect and asks for no streams by itself
  const groups = { gateway: new Set(), direct: new Set() };
  sockets.on('connection', (socket, request) => {
    const group = request.headers['x-direct'] ? groups.direct : groups.gateway;
    socket.on('message', (text) => {
      const { id, params = [] } = JSON.parse(text);
      if (params.includes(stream)) group.add(socket);
      socket.send(JSON.stringify({ result: null, id }));
    });
    socket.on('close', () => group.delete(socket));
  });
  let t = 0;
  process.on('message', ({ to, perSecond, seconds }) => {
    const start = now();
    let sent = 0;
    const total = perSecond * seconds;
    const timer = setInterval(() => {
      for (; sent < total && sent < ((now() - start) * perSecond) / 1_000; sent++) {
        const data = {
          e: 'trade',
          E: Date.now(),
          s: 'BTCUSDT',
          t: ++t,
          at: now(),
          p: '61837.63000000',
          q: '0.02000000',
          m: true,
          x: 'x'.repeat(60),
        };
        const frame = Buffer.from(JSON.stringify({ stream, data }));
        for (const socket of groups[to]) socket.send(frame, { binary: false });
      }
      if (sent < total) return;
      clearInterval(timer);
      setTimeout(() => process.send({ sent }), 500);
    }, 1);
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
}

async function readers(url, count, stream) {
  let delays;
  const open = () =>
    new Promise((resolve) => {
      const socket = new WebSocket(url, {
        headers: { authorization: 'Bearer bench', 'x-direct': '1' },
        perMessageDeflate: false,
      });
      socket.on('open', () => socket.send(JSON.stringify({ method: 'SUBSCRIBE', params: [stream], id: 1 })));
      socket.on('message', (text) => {
        const at = now();
        const found = text.indexOf('"at":');
        if (found < 0) resolve();
        else delays?.push(at - Number.parseFloat(text.toString('latin1', found + 5, found + 30)));
      });
    });
  for (let i = 0; i < Number(count); i++) await open();
  process.on('message', (what) => {
    if (what === 'measure') {
      delays = [];
      return;
    }
    const sorted = Float64Array.from(delays).sort();
    delays = undefined;
    const at = (share) => sorted[Math.floor(sorted.length * share)];
    process.send({ count: sorted.length, p50: at(0.5), p99: at(0.99) });
  });
  process.send('open');
}

function idle(url, count, stream) {
  const open = () =>
    new Promise((resolve) => {
      const socket = new WebSocket(url, {
        headers: { authorization: 'Bearer bench' },
        perMessageDeflate: false,
      });
      socket.on('open', () => socket.send(JSON.stringify({ method: 'SUBSCRIBE', params: [stream], id: 1 })));
      socket.on('message', resolve);
    });
  process.on('message', async () => {
    for (let i = 0; i < Number(count); i += 50) await Promise.all(Array.from({ length: 50 }, open));
    process.send('open');
  });
  process.send('ready');
}
