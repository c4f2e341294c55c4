// Every trade, also those made while the connection was lost: node examples/resume.mjs [stream …] [--once]
import { WebSocket } from 'ws';

const url = (process.env.GATEWAY_URL ?? 'http://127.0.0.1:3000').replace(/^http/, 'ws') + '/ws';
const headers = { Authorization: `Bearer ${process.env.GATEWAY_TOKEN ?? ''}` };
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const streams = named.length > 0 ? named : ['btcusdt@trade'];
const positions = new Map(); // stream → where we are in it
let failures = 0;

function connect() {
  const socket = new WebSocket(url, { headers });
  let dead;
  const alive = () => {
    clearTimeout(dead); // the gateway pings every 30 s
    dead = setTimeout(() => socket.terminate(), 75_000);
  };
  socket.on('ping', alive).on('open', () => {
    alive();
    const params = streams.map((stream) => positions.get(stream) ?? stream);
    socket.send(JSON.stringify({ method: 'SUBSCRIBE', params, id: 1 }));
  });
  socket.on('message', (text) => {
    failures = 0;
    const { stream, epoch, offset, data, error, ...notice } = JSON.parse(text);
    if (error) throw new Error(error.msg);
    if (stream === undefined) return; // the reply to SUBSCRIBE
    positions.set(stream, { stream, epoch, offset }); // notices move it too
    console.log(stream, offset, JSON.stringify(data ?? notice)); // {gap}, {recovered: false}: something is lost
    if (data && process.argv.includes('--once')) process.exit(0);
  });
  socket.on('error', (problem) => console.error(problem.message));
  socket.on('close', (code, reason) => {
    clearTimeout(dead);
    if (code >= 3000 && code % 1000 >= 500) throw new Error(`closed for good: ${code} ${reason}`);
    setTimeout(connect, Math.min(1000 * 2 ** failures++, 30_000) * (0.5 + Math.random() / 2));
  });
}

connect();
