import { silentLogger } from '@binance-gateway/domain-types';
import { bookMetrics, collectHubStats, hubMetrics, restMetrics, streamMetrics } from './adapters.js';
import { Metrics } from './registry.js';
import { METRICS, type MetricSpec } from './table.js';

describe('METRICS', () => {
  it.each(Object.entries(METRICS as Readonly<Record<string, MetricSpec>>))(
    '%s is named as Prometheus asks',
    (name, spec) => {
      expect(name).toMatch(/^(gateway|upstream|hub|book|mcp|journal|trading)_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(spec.kind === 'counter');
      if (spec.unit !== '1') expect(name).toMatch(new RegExp(`_${spec.unit}(_total)?$`));
      if (spec.kind === 'histogram') expect(spec.buckets?.length).toBeGreaterThan(0);
      expect(spec.labels).not.toContain('symbol');
      expect(spec.help).not.toMatch(/\.$/);
    },
  );
});

describe('Metrics', () => {
  it('exposes every metric of the table with its kind and help', async () => {
    const text = await new Metrics().text();
    for (const [name, { kind, help }] of Object.entries(METRICS)) {
      expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n`);
    }
  });

  it('shows everything else when one source of figures fails, counts it, and says it once', async () => {
    const said: object[] = [];
    const metrics = new Metrics({ ...silentLogger, error: (fields) => void said.push(fields) });
    const closed = new Error('closed');
    for (const name of ['broken', 'torn']) {
      metrics.onScrape(name, () => {
        throw closed;
      });
    }
    metrics.onScrape('whole', () => metrics.set('hub_clients', {}, 7));
    await metrics.text();
    const text = await metrics.text();
    expect(text).toContain('hub_clients 7');
    for (const name of ['broken', 'torn']) {
      expect(text).toContain(`gateway_scrape_failures_total{source="${name}"} 2`);
    }
    expect(text).not.toContain('source="whole"');
    expect(said).toEqual([
      { source: 'broken', error: closed },
      { source: 'torn', error: closed },
    ]);
  });

  it('asks a source that was taken back no more, and keeps what it has said', async () => {
    const metrics = new Metrics();
    let asked = 0;
    const stop = metrics.onScrape('store', () => metrics.set('hub_clients', {}, ++asked));
    await metrics.text();
    stop();
    expect(await metrics.text()).toContain('hub_clients 1');
    expect(asked).toBe(1);
  });

  it('adds the process on request', async () => {
    expect(await new Metrics().text()).not.toContain('process_cpu');
    expect(await new Metrics().withProcessMetrics().text()).toContain('process_cpu_seconds_total');
  });

  it('takes what the libraries report', async () => {
    const metrics = new Metrics();
    restMetrics(metrics).onCall({
      operation: 'get_price',
      outcome: 'ok',
      status: 200,
      durationMs: 20,
      requestId: undefined,
    });
    hubMetrics(metrics).disconnected('SLOW');
    hubMetrics(metrics).resumed(true);
    bookMetrics(metrics).synced('BTCUSDT', 250);
    bookMetrics(metrics).contradicted('BTCUSDT');
    bookMetrics(metrics).outOfSync('BTCUSDT', 'sequence gap: 7 then 9');
    bookMetrics(metrics).outOfSync('ETHUSDT', 'sequence gap: 12 then 15');
    bookMetrics(metrics).outOfSync('ETHUSDT', 'crossed book');
    streamMetrics(metrics).gap(3, 'lost');
    collectHubStats(metrics, () => ({
      clients: 4,
      stalledClients: 1,
      channels: 2,
      queuedBytes: 100,
      historyBytes: 300,
      publications: 7,
      deliveries: 28,
      unrouted: 0,
    }));
    await metrics.text();
    const text = await metrics.text();
    expect(text).toContain('upstream_calls_total{operation="get_price",outcome="ok"} 1');
    expect(text).toContain('upstream_call_duration_seconds_bucket{le="0.025",operation="get_price"} 1');
    expect(text).toContain('hub_disconnects_total{why="SLOW"} 1');
    expect(text).toContain('hub_resumes_total{recovered="true"} 1');
    expect(text).toContain('book_sync_duration_seconds_sum 0.25');
    expect(text).toContain('book_contradictions_total 1');
    // ids and prices would make a series of every loss
    expect(text.match(/^book_out_of_sync_total.*$/gm)).toEqual([
      'book_out_of_sync_total{reason="sequence gap"} 2',
      'book_out_of_sync_total{reason="crossed book"} 1',
    ]);
    expect(text).toContain('upstream_stream_gaps_total 3');
    // a second scrape must not add the totals once more
    expect(text).toContain('hub_deliveries_total 28');
    expect(text).toContain('hub_clients 4');
  });
});
