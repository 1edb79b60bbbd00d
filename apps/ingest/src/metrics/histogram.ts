/** A histogram of one family, for one set of labels. */
export interface Observed {
  observe(value: number): void;
}

export interface Histogram {
  /** The child with these labels: keep it, and observe in it. */
  labels(labels: Readonly<Record<string, string | number>>): Observed;
  /** In Prometheus' text form. */
  text(): string;
}

/**
 * A histogram whose observation is three additions. Those of prom-client look their labels up each time, 0.3 µs, three times in each
 * request of 30.
 */
export function createHistogram(name: string, help: string, bounds: readonly number[]): Histogram {
  const children = new Map<string, { readonly counts: number[]; sum: number; count: number }>();

  function linesOf(labels: string): string[] {
    const { counts, sum, count } = children.get(labels) ?? { counts: [], sum: 0, count: 0 };
    const others = labels === '' ? '' : `,${labels}`;
    let upTo = 0;
    const buckets = bounds.map((bound, index) => {
      upTo += counts[index] ?? 0;
      return `${name}_bucket{le="${bound}"${others}} ${upTo}`;
    });
    const braced = labels === '' ? '' : `{${labels}}`;
    return [
      ...buckets,
      `${name}_bucket{le="+Inf"${others}} ${count}`,
      `${name}_sum${braced} ${sum}`,
      `${name}_count${braced} ${count}`,
    ];
  }

  return {
    labels(labels) {
      const key = Object.entries(labels)
        .map(([label, value]) => `${label}="${escaped(String(value))}"`)
        .join(',');
      const child = children.get(key) ?? { counts: [...bounds, 0].map(() => 0), sum: 0, count: 0 };
      children.set(key, child);
      return {
        observe(value) {
          let bucket = 0;
          while (bucket < bounds.length && value > (bounds[bucket] ?? 0)) bucket += 1;
          child.counts[bucket] = (child.counts[bucket] ?? 0) + 1;
          child.sum += value;
          child.count += 1;
        },
      };
    },
    text: () =>
      [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`, ...[...children.keys()].flatMap(linesOf)].join(
        '\n',
      ),
  };
}

function escaped(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
}
