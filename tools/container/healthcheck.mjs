// Exit code 0 when the app in this container answers: node healthcheck.mjs <path>
const [path = '/health'] = process.argv.slice(2);
const url = `http://127.0.0.1:${process.env.PORT ?? 3000}${path}`;
const response = await fetch(url, { signal: AbortSignal.timeout(2_500) }).catch(() => undefined);
process.exit(response?.ok ? 0 : 1);
