// A trading process that is ended in the middle of its work: by itself with SIGKILL at a step of an order, or from
// outside. It prints each order it was answered about. Settings come as JSON in the first argument.
import { writeSync } from 'node:fs';
import { connectSpot, createCredential } from '@binance-gateway/binance-client';
import { systemClock, systemRandom } from '@binance-gateway/domain-types';
import { DurableJournal, OrderDesk } from '@binance-gateway/trading';

const {
  restUrl,
  wsApiUrl,
  orderTransport,
  apiKey,
  apiSecret,
  directory,
  orders,
  recvWindowMs,
  killAt,
  workers,
} = JSON.parse(process.argv[2]);

const connection = connectSpot({
  restUrl,
  wsApiUrl,
  orderTransport,
  credential: createCredential({ apiKey, apiSecret }),
  clock: systemClock,
  random: systemRandom,
  recvWindowMs,
  newClientOrderId: () => {
    throw new Error('every order has its id');
  },
});
const exchangeTime = () => connection.serverClock.now();
await connection.start();
const journal = await DurableJournal.open({ directory, clock: systemClock, exchangeTime, account: 'e2e' });

let passed = 0;
/** The end, when this step is reached for the chosen time. */
function at(step) {
  if (killAt?.step === step && ++passed === killAt.time) process.kill(process.pid, 'SIGKILL');
}
const steps = {
  find: (id) => journal.find(id),
  intent: async (intent) => {
    at('before intent');
    const earlier = await journal.intent(intent);
    at('after intent');
    return earlier;
  },
  sent: (id) => {
    at('before send');
    journal.sent(id);
    setImmediate(() => at('after send'));
  },
  ended: (id, end) => {
    at('before end');
    journal.ended(id, end);
    at('after end');
  },
};
const desk = new OrderDesk({
  spot: connection.spot,
  clock: systemClock,
  exchangeTime,
  newClientOrderId: () => '',
  journal: steps,
  askAfterMs: [20, 50, 100],
});

const queue = [...orders];
const refusals = {};
// timers of the libraries do not keep a process alive; whoever is killed has to be alive
const alive = setInterval(() => undefined, 1_000);
async function work() {
  for (let order = queue.shift(); order; order = queue.shift()) {
    try {
      const answer = await desk.place(order, { principal: 'bot' });
      writeSync(1, `accepted ${answer.clientOrderId}\n`);
      at('answered');
    } catch (error) {
      refusals[error.code] = (refusals[error.code] ?? 0) + 1;
    }
  }
}
writeSync(1, 'begun\n');
await Promise.all(Array.from({ length: workers }, work));
writeSync(1, `over ${JSON.stringify(refusals)}\n`);
clearInterval(alive);
await journal.close();
await connection.close();
