// Opens N WebSocket connections by hand and counts bytes, so that receiving costs as little as it can.
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

const [port, count] = process.argv.slice(2).map(Number);
let bytes = 0;
let open = 0;
for (let i = 0; i < count; i++) {
  const socket = connect(port, '127.0.0.1', () => {
    socket.write(
      `GET / HTTP/1.1\r\nHost: sink\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
  });
  let upgraded = false;
  socket.on('data', (chunk) => {
    if (upgraded) {
      bytes += chunk.length;
      return;
    }
    upgraded = true; // the 101 comes alone: nothing is sent before all are open
    if (++open === count) process.send('open');
  });
}
process.on('message', (message) => {
  if (message === 'count') process.send({ bytes });
  else process.exit(0);
});
