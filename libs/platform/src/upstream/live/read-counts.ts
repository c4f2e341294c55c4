import type { Metrics } from '../../metrics/registry.js';
import type { Source } from '../upstream.js';

type Counts = Record<Source, number>;

/** Counts reads in plain numbers: finding a labelled counter costs more than answering from memory. */
export class ReadCounts {
  private readonly counts = new Map<string, Counts>();

  constructor(private readonly metrics: Metrics) {
    metrics.onScrape('reads', () => this.report());
  }

  add(operation: string, source: Source): void {
    let counts = this.counts.get(operation);
    if (!counts) this.counts.set(operation, (counts = { stream: 0, rest: 0 }));
    counts[source]++;
  }

  private report(): void {
    for (const [operation, counts] of this.counts) {
      for (const source of ['stream', 'rest'] as const) {
        if (counts[source] === 0) continue;
        this.metrics.count('gateway_reads_total', { operation, source }, counts[source]);
        counts[source] = 0;
      }
    }
  }
}
