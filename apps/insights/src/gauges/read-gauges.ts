import { isOfQuestion, type NewestValueDeps, newestValue } from '@gatrix/analytics-alerts';
import type { Gauge, Project } from '@gatrix/analytics-metadata';
import { type GaugeDefinition, gaugeDefinition } from '@gatrix/analytics-protocol/insights';
import { sharedAnswers } from '@gatrix/analytics-reports';

/** What a gauge shows. */
export interface GaugeReading {
  readonly gauge: Gauge;
  readonly definition: GaugeDefinition | undefined;
  /** Null where there is nothing to say. */
  readonly value: number | null;
  /** The start of the bucket that it is of, UTC milliseconds. */
  readonly bucket: number | null;
  /** The name of the saved report or segment. */
  readonly watched: string | null;
  /** Why it cannot be asked any more. */
  readonly problem: string | null;
}

export interface GaugeReader {
  /** In the order of the gauges. Rejects while a database is away. */
  read(project: Project, gauges: readonly Gauge[]): Promise<GaugeReading[]>;
}

/** A scraper may ask more often than a figure changes. */
const keptMs = 20_000;
const askedAtOnce = 4;

/** Reads gauges, each at most every 20 seconds, however many ask. */
export function createGaugeReader(deps: NewestValueDeps): GaugeReader {
  const kept = new Map<string, { readonly until: number; readonly reading: Promise<GaugeReading> }>();
  const one = (shared: NewestValueDeps, project: Project, gauge: Gauge): Promise<GaugeReading> => {
    const key = `${gauge.id} ${gauge.updatedAt} ${project.timezone}`;
    const entry = kept.get(key);
    if (entry) return entry.reading;
    const reading = readGauge(shared, project, gauge);
    kept.set(key, { until: deps.now() + keptMs, reading });
    // What failed is asked anew; the caller hears why.
    reading.catch(() => kept.delete(key));
    return reading;
  };
  return {
    read: async (project, gauges) => {
      for (const [key, { until }] of kept) if (until <= deps.now()) kept.delete(key);
      const readings: GaugeReading[] = [];
      const shared = { ...deps, reports: sharedAnswers(deps.reports) };
      for (let from = 0; from < gauges.length; from += askedAtOnce) {
        const some = gauges.slice(from, from + askedAtOnce);
        readings.push(...(await Promise.all(some.map((gauge) => one(shared, project, gauge)))));
      }
      return readings;
    },
  };
}

/** The value that a gauge has now. Rejects while a database is away. */
export async function readGauge(
  deps: NewestValueDeps,
  project: Project,
  gauge: Gauge,
): Promise<GaugeReading> {
  const nothing = { gauge, value: null, bucket: null, watched: null } as const;
  const { success, data: definition } = gaugeDefinition.safeParse(gauge.definition);
  if (!success) return { ...nothing, definition: undefined, problem: 'the definition cannot be understood' };
  try {
    const { value, bucket, watched } = await newestValue(deps, project, definition);
    return { gauge, definition, value, bucket: bucket.start, watched, problem: null };
  } catch (error) {
    if (!isOfQuestion(error)) throw error;
    return { ...nothing, definition, problem: error.message };
  }
}
