import type { Interval, QueryData } from '@gatrix/analytics-protocol/insights';
import { useMemo } from 'react';
import { EmptyRange } from '../reporting/empty-range.tsx';
import { VersionChart } from './version-chart.tsx';
import { versionMetrics, versionsOf } from './version-metrics.ts';
import { VersionTable } from './version-table.tsx';
import './versions.css';

export interface VersionsAnswerProps {
  readonly data: QueryData;
  readonly event: string;
  /** What the chart shows, as the page's address names it. */
  readonly chosen: string | null;
  readonly interval: Interval;
}

/** What the versions page saved, as a board or a link shows it. */
export function VersionsAnswer({ data, event, chosen, interval }: VersionsAnswerProps) {
  const versions = useMemo(() => versionsOf(data), [data]);
  const metrics = versionMetrics(event);
  const metric = metrics.find(({ of }) => of === chosen) ?? metrics[0];
  if (!metric || versions.length === 0) return <EmptyRange />;
  return (
    <>
      <VersionChart versions={versions} metric={metric} interval={interval} />
      <VersionTable versions={versions} metrics={metrics} />
    </>
  );
}
