/** The code Binance answered with, wherever the client has put it. */
export async function codeOf(promise) {
  try {
    await promise;
  } catch (error) {
    const texts = [error?.code, error?.body?.code, error?.error?.code, error?.data?.code];
    const code = texts.find((value) => Number.isInteger(Number(value)) && Number(value) < 0);
    if (code !== undefined) return { code: Number(code) };
    const said = `${error?.message ?? ''} ${typeof error === 'object' ? JSON.stringify(error) : String(error)}`;
    const found = /\\?"code\\?"\s*:\s*(-\d+)/.exec(said);
    if (found) return { code: Number(found[1]) };
    return { says: String(error?.message ?? said).trim(), name: error?.name };
  }
  return { code: 0 };
}

/** Runs with a clock that is late by so much. */
export async function withLateClock(ms, run) {
  const { now } = Date;
  Date.now = () => now() - ms;
  try {
    return await run();
  } finally {
    Date.now = now;
  }
}

/** Resolves with the first value given to `found`. */
export function first(start) {
  return new Promise((resolve, reject) => {
    Promise.resolve(start(resolve)).catch(reject);
  });
}

/** Collects until `enough` says so. */
export function collect(start, enough) {
  const seen = [];
  return first((done) =>
    start((value) => {
      seen.push(value);
      if (enough(seen)) done(seen);
    }),
  );
}

/** Prices far from any market of the exchange: nothing fills by chance. */
export const LOW = '30000';
export const LOWER = '29000';
export const HIGH = '300000';
