import type { Metadata, Project } from '@gatrix/analytics-metadata';
import type { AlertInterval, AlertWatch } from '@gatrix/analytics-protocol/insights';
import {
  type Bucket,
  createZone,
  type FigureSource,
  readFigure,
  settlingOf,
} from '@gatrix/analytics-reports';
import { dueBucket } from './buckets.ts';
import { watchedFigure } from './watched-figure.ts';

export interface NewestValueDeps {
  readonly metadata: Pick<Metadata, 'savedReports' | 'segments'>;
  readonly reports: FigureSource;
  /** The clock, milliseconds since the epoch. */
  readonly now: () => number;
}

/** Of the newest bucket that is complete; null where there is nothing to say. */
export interface NewestValue {
  readonly value: number | null;
  readonly bucket: Bucket;
  /** The name of the saved report or segment. */
  readonly watched: string;
}

/** Asks a figure as an alert would now. Rejects as alerts do: whatever is wrong with a watch is found by asking it. */
export async function newestValue(
  { metadata, reports, now }: NewestValueDeps,
  project: Project,
  { watch, interval }: { readonly watch: AlertWatch; readonly interval: AlertInterval },
): Promise<NewestValue> {
  const { figure, name: watched } = await watchedFigure(metadata, project.id, watch);
  const settling = settlingOf(figure, interval);
  const { bucket } = dueBucket(createZone(project.timezone), interval, settling, now());
  const value = await readFigure(reports, project, figure, { from: bucket.start, to: bucket.end });
  return { value, bucket, watched };
}
