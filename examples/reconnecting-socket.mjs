// A WebSocket to the gateway that comes back after every interruption; used by the other examples.
import { WebSocket } from 'ws';

const GATEWAY_URL = (process.env.GATEWAY_URL ?? 'http://127.0.0.1:3000').replace(/^http/, 'ws');
/** The gateway pings every 30 s; two missing pings and some delay mean that nobody is there any more. */
const SILENCE_MS = 75_000;
/** HTTP answers in place of the upgrade that no later attempt will change. */
const FINAL_STATUS = new Set([400, 401, 403, 404]);

/**
 * @param {string} path e.g. `/ws/depth/BTCUSDT`
 * @param {{onOpen?: (send: (message: object) => void) => void, onMessage: (message: any, reconnect: () => void) => void}} handlers
 */
export function openStream(path, { onOpen, onMessage }) {
  let failures = 0;
  const connect = () => {
    const socket = new WebSocket(GATEWAY_URL + path, {
      headers: { Authorization: `Bearer ${process.env.GATEWAY_TOKEN ?? ''}` },
    });
    let retryAfterMs = 0;
    let dead;
    const alive = () => {
      clearTimeout(dead);
      dead = setTimeout(() => socket.terminate(), SILENCE_MS);
    };
    socket.on('open', () => {
      alive();
      onOpen?.((message) => socket.send(JSON.stringify(message)));
    });
    socket.on('ping', alive);
    socket.on('message', (text) => {
      failures = 0;
      onMessage(JSON.parse(text), () => socket.terminate());
    });
    socket.on('unexpected-response', (_request, response) => {
      let problem = '';
      response.on('data', (chunk) => (problem += chunk));
      response.on('end', () => {
        console.error(`refused with ${response.statusCode}: ${problem}`);
        if (FINAL_STATUS.has(response.statusCode)) process.exit(1);
        retryAfterMs = 1000 * (response.headers['retry-after'] ?? 0);
        socket.terminate();
      });
    });
    socket.on('error', (error) => console.error(error.message));
    socket.on('close', (code, reason) => {
      clearTimeout(dead);
      if (code >= 3000 && code % 1000 >= 500) {
        console.error(`closed for good: ${code} ${reason}`);
        process.exit(1);
      }
      const backoffMs = Math.min(1000 * 2 ** failures++, 30_000) * (0.5 + Math.random() / 2);
      setTimeout(connect, Math.max(backoffMs, retryAfterMs));
    });
  };
  connect();
}
