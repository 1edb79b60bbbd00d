import { gaugePrefix } from '@gatrix/analytics-protocol/insights';
import { Gauge, Registry } from 'prom-client';
import type { GaugeReading } from './read-gauges.ts';

/** Readings in Prometheus' text form. A gauge without a value has its lines of help and type, and no sample. */
export async function expositionOf(
  projectId: string,
  readings: readonly GaugeReading[],
): Promise<{ readonly contentType: string; readonly text: string }> {
  const registry = new Registry();
  for (const { gauge, definition, value, watched } of readings) {
    const interval = definition?.interval ?? '';
    const metric = new Gauge({
      name: `${gaugePrefix}${gauge.name}`,
      help: gauge.help ?? helpOf(definition, watched),
      labelNames: ['project', 'interval'],
      registers: [registry],
    });
    if (value !== null) metric.set({ project: projectId, interval }, value);
  }
  return { contentType: registry.contentType, text: await registry.metrics() };
}

function helpOf(definition: GaugeReading['definition'], watched: string | null): string {
  if (!definition || watched === null) return 'A figure that cannot be asked any more';
  const { watch, interval } = definition;
  return `${watched}, ${'figure' in watch ? watch.figure : 'size'}, of the last whole ${interval}`;
}
