// Keeps the best levels of a symbol: node examples/order-book.mjs [symbol] [--once]
import { openStream } from './reconnecting-socket.mjs';

const LEVELS = 20;
const symbol = process.argv.slice(2).find((word) => !word.startsWith('--')) ?? 'BTCUSDT';
const isShort = process.argv.includes('--once');

let lastUpdateId;
let updates = 0;
const bids = new Map(); // price → quantity, both as the exchange writes them
const asks = new Map();

openStream(`/ws/depth/${symbol}?levels=${LEVELS}`, {
  onMessage(event, reconnect) {
    if (event.e === 'depthSnapshot') {
      // the first message, and again wherever updates were lost on the way to the gateway
      bids.clear();
      asks.clear();
      put(bids, event.bids);
      put(asks, event.asks);
      lastUpdateId = event.lastUpdateId;
    } else if (event.e === 'depthUpdate') {
      if (event.U > lastUpdateId + 1) return reconnect(); // never happens; costs nothing to check
      put(bids, event.b);
      put(asks, event.a);
      lastUpdateId = event.u;
      updates++;
    }
    print();
    if (isShort && updates >= 3) process.exit(0);
  },
});

function put(side, levels) {
  for (const [price, quantity] of levels) {
    if (/^0(\.0*)?$/.test(quantity)) side.delete(price);
    else side.set(price, quantity);
  }
}

function print() {
  const [bid] = [...bids.keys()].sort((p, q) => compare(q, p));
  const [ask] = [...asks.keys()].sort(compare);
  const best = (side, price) => (price === undefined ? 'none' : `${price} × ${side.get(price)}`);
  console.log(`${symbol} ${lastUpdateId}  bid ${best(bids, bid)}  ask ${best(asks, ask)}`);
}

/** Prices of one symbol have equally many decimals, so that without the point they are integers. */
function compare(p, q) {
  const difference = BigInt(p.replace('.', '')) - BigInt(q.replace('.', ''));
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
