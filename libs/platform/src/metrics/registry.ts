import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { type Logger, silentLogger } from '@binance-gateway/domain-types';
import { METRICS, type MetricName, type MetricSpec } from './table.js';

type NamesOf<K extends MetricSpec['kind']> = {
  [N in MetricName]: (typeof METRICS)[N]['kind'] extends K ? N : never;
}[MetricName];
type Labels<N extends MetricName> = Readonly<Record<(typeof METRICS)[N]['labels'][number], string>>;

interface ScrapeSource {
  readonly name: string;
  readonly collect: () => void;
}

/** The metrics of METRICS behind names that the compiler checks. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly counters = new Map<string, Counter>();
  private readonly gauges = new Map<string, Gauge>();
  private readonly histograms = new Map<string, Histogram>();
  private readonly sources = new Set<ScrapeSource>();
  /** Told of once: a scrape comes every few seconds. */
  private readonly failing = new Set<string>();

  constructor(private readonly logger: Logger = silentLogger) {
    for (const [name, spec] of Object.entries(METRICS as Readonly<Record<string, MetricSpec>>)) {
      const common = { name, help: spec.help, labelNames: [...spec.labels], registers: [this.registry] };
      if (spec.kind === 'counter') this.counters.set(name, new Counter(common));
      else if (spec.kind === 'gauge') this.gauges.set(name, new Gauge(common));
      else this.histograms.set(name, new Histogram({ ...common, buckets: [...(spec.buckets ?? [])] }));
    }
  }

  /** Memory, event loop and GC of the process; off in specs, where each app would add its own timers. */
  withProcessMetrics(): this {
    collectDefaultMetrics({ register: this.registry });
    return this;
  }

  count<N extends NamesOf<'counter'>>(name: N, labels: Labels<N>, by = 1): void {
    this.counters.get(name)?.inc(labels, by);
  }

  /** For totals that a library keeps itself: what it says now replaces what it said before. */
  total<N extends NamesOf<'counter'>>(name: N, labels: Labels<N>, value: number): void {
    const counter = this.counters.get(name);
    counter?.remove(labels);
    counter?.inc(labels, value);
  }

  set<N extends NamesOf<'gauge'>>(name: N, labels: Labels<N>, value: number): void {
    this.gauges.get(name)?.set(labels, value);
  }

  observe<N extends NamesOf<'histogram'>>(name: N, labels: Labels<N>, value: number): void {
    this.histograms.get(name)?.observe(labels, value);
  }

  /**
   * Called before each scrape: the place to read what is too frequent to report as it happens.
   * @param name of the source, for the metric and the log that tell when it fails
   * @returns how to stop; to be called before what it reads is closed, and what it has said last stays
   */
  onScrape(name: string, collect: () => void): () => void {
    const source = { name, collect };
    this.sources.add(source);
    return () => void this.sources.delete(source);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** The text Prometheus reads. */
  async text(): Promise<string> {
    for (const source of this.sources) this.read(source);
    return this.registry.metrics();
  }

  /** The page with everything else is worth more than the one figure. */
  private read({ name, collect }: ScrapeSource): void {
    try {
      collect();
    } catch (error) {
      this.count('gateway_scrape_failures_total', { source: name });
      if (this.failing.has(name)) return;
      this.failing.add(name);
      this.logger.error({ source: name, error }, 'figures could not be read; this is said once');
    }
  }
}
