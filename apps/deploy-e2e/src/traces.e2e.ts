import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@binance-gateway/testing';
import { AppProcess, freePort } from './app-process.js';
import { type CollectedSpan, Collector } from './collector.js';

const TOKEN = 'traces-e2e-token-000001';
const HEADER = 'traces-e2e-header-secret';

describe('traces by OTLP', () => {
  let collector: Collector;
  let gateway: AppProcess;
  let directory: string;
  let url: string;
  beforeAll(async () => {
    collector = await Collector.start();
    directory = mkdtempSync(join(tmpdir(), 'traces-e2e-'));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    gateway = await AppProcess.app('gateway', {
      PORT: String(port),
      DATA_DIR: directory,
      GATEWAY_TOKENS: `bot:${TOKEN}:read+trade`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: `x-collector-key=${HEADER}`,
    });
  });
  afterAll(async () => {
    await gateway.stop();
    collector.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(url + path, { ...init, headers: { authorization: `Bearer ${TOKEN}`, ...init.headers } });
  const child = (of: CollectedSpan, name: string): CollectedSpan | undefined =>
    collector.spans.find((span) => span.parentSpanId === of.spanId && span.name === name);

  it('follow a request from its face over the operation to the exchange, as part of the trace of the caller', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const answer = await ask('/api/v1/account', {
      headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
    });
    expect(answer.status).toBe(200);
    const requestId = answer.headers.get('x-request-id');
    // what is left is sent when the process ends
    await gateway.stop();
    const face = await until(() =>
      collector.spans.find(({ attributes }) => attributes['http.route'] === '/api/v1/account'),
    );
    expect(face).toMatchObject({
      traceId,
      parentSpanId: 'b7ad6b7169203331',
      name: 'GET /api/v1/account',
      attributes: { 'request.id': requestId, 'http.response.status_code': '200', principal: 'bot' },
    });
    const operation = child(face, 'get_account_info') as CollectedSpan;
    expect(operation.attributes).toMatchObject({ 'request.id': requestId, principal: 'bot' });
    expect(child(operation, 'exchange get_account_info')).toMatchObject({
      traceId,
      attributes: { 'request.id': requestId, 'http.response.status_code': '200' },
    });
    expect(collector.headers['x-collector-key']).toBe(HEADER);
    expect(gateway.output).not.toContain(HEADER);
    for (const secret of [TOKEN, 'signature', HEADER]) expect(collector.text).not.toContain(secret);
  });
});
