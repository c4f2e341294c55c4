// Several streams on one connection, without losing a trade: node examples/many-streams.mjs [stream …] [--once]
import { openStream } from './reconnecting-socket.mjs';

const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const streams = named.length > 0 ? named : ['btcusdt@trade', 'ethusdt@trade', 'btcusdt@bookTicker'];
const isShort = process.argv.includes('--once');

/** Where we are on each stream; given back after a reconnect, it brings what was missed. */
const positions = new Map();
let received = 0;

openStream('/ws', {
  onOpen(send) {
    const params = streams.map((stream) => {
      const position = positions.get(stream);
      return position ? { stream, ...position } : stream;
    });
    send({ method: 'SUBSCRIBE', params, id: 1 });
  },
  onMessage(message) {
    if ('id' in message) {
      if (message.error) throw new Error(message.error.msg);
      return;
    }
    const { stream, epoch, offset, data } = message;
    positions.set(stream, { epoch, offset });
    if (data === undefined) {
      // a notice: {gap: true} or {recovered: true | false}
      const isLossy = message.gap === true || message.recovered === false;
      console.log(`${stream}: ${isLossy ? 'events were lost' : 'nothing was lost'}`, message.reason ?? '');
      return;
    }
    console.log(`${stream} ${offset} ${JSON.stringify(data)}`);
    if (isShort && ++received >= 5) process.exit(0);
  },
});
