// Prices of one symbol, for as long as it runs: node examples/ticker.mjs [symbol] [--once]
import { WebSocket } from 'ws';

const url = (process.env.GATEWAY_URL ?? 'http://127.0.0.1:3000').replace(/^http/, 'ws');
const symbol = process.argv.slice(2).find((word) => !word.startsWith('--')) ?? 'BTCUSDT';
let failures = 0;

function connect() {
  const socket = new WebSocket(`${url}/ws/ticker/${symbol}`, {
    headers: { Authorization: `Bearer ${process.env.GATEWAY_TOKEN ?? ''}` },
  });
  let dead;
  const alive = () => {
    clearTimeout(dead); // the gateway pings every 30 s
    dead = setTimeout(() => socket.terminate(), 75_000);
  };
  socket.on('open', alive).on('ping', alive);
  socket.on('message', (text) => {
    failures = 0;
    const { s, c, P } = JSON.parse(text); // Binance's 24hrTicker event
    console.log(`${s} ${c} (${P} % in 24 h)`);
    if (process.argv.includes('--once')) process.exit(0);
  });
  socket.on('unexpected-response', (_request, { statusCode }) => {
    console.error(`refused with ${statusCode}`);
    if (statusCode < 500) process.exit(1); // a wrong token or symbol stays wrong; the gateway's log says which
    socket.terminate();
  });
  socket.on('error', (error) => console.error(error.message));
  socket.on('close', (code, reason) => {
    clearTimeout(dead);
    const isFinal = code >= 3000 && code % 1000 >= 500; // 3500–3999 and 4500–4999
    if (isFinal) throw new Error(`closed for good: ${code} ${reason}`);
    setTimeout(connect, Math.min(1000 * 2 ** failures++, 30_000) * (0.5 + Math.random() / 2));
  });
}

connect();
