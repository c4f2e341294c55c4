import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { METRICS, type MetricName, type MetricSpec } from './table.js';

type NamesOf<K extends MetricSpec['kind']> = {
  [N in MetricName]: (typeof METRICS)[N]['kind'] extends K ? N : never;
}[MetricName];
type Labels<N extends MetricName> = Readonly<Record<(typeof METRICS)[N]['labels'][number], string>>;

/** The metrics of METRICS behind names that the compiler checks. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly counters = new Map<string, Counter>();
  private readonly gauges = new Map<string, Gauge>();
  private readonly histograms = new Map<string, Histogram>();
  private readonly collectors: (() => void)[] = [];

  constructor() {
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

  /** Called before each scrape: the place to read what is too frequent to report as it happens. */
  onScrape(collect: () => void): void {
    this.collectors.push(collect);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** The text Prometheus reads. */
  async text(): Promise<string> {
    for (const collect of this.collectors) {
      try {
        collect();
      } catch {
        // what is being closed has nothing new to tell; the page with everything else is worth more
      }
    }
    return this.registry.metrics();
  }
}
