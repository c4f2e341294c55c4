// Runs scenarios with one unmodified client against one target, in a process of its own, and prints one JSON line each:
//   node run-client.mjs <client>   with the target and the ids of the scenarios as JSON on stdin
import { text } from 'node:stream/consumers';

const [client] = process.argv.slice(2);
const { target, ids } = JSON.parse(await text(process.stdin));
const { open } = await import(`./adapters/${client}.mjs`);

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
/** A client that waits for what does not come must not hold up the others. */
const DEADLINE_MS = 30_000;

const deadline = (id) =>
  new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`${id} took longer than ${DEADLINE_MS} ms`)), DEADLINE_MS).unref();
  });

// what a client does on its own, such as reconnecting, is not what is asked here
process.on('unhandledRejection', (error) => process.stderr.write(`unhandled: ${describe(error)}\n`));
process.on('uncaughtException', (error) => process.stderr.write(`uncaught: ${describe(error)}\n`));

function describe(error) {
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  return JSON.stringify(error);
}

let scenarios;
try {
  scenarios = await open(target);
} catch (error) {
  say({ id: '*', error: describe(error) });
  process.exit(1);
}
for (const id of ids) {
  const { [id]: run } = scenarios;
  if (typeof run === 'string') say({ id, cannot: run });
  else if (!run) say({ id, error: 'the adapter has no such scenario' });
  else {
    try {
      say({ id, result: await Promise.race([run(), deadline(id)]) });
    } catch (error) {
      say({ id, error: describe(error) });
    }
  }
}
process.exit(0);
