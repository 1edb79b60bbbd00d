import { useMemo } from 'react';
import { useApi } from '../../../api/api-context.tsx';
import { TimeChart } from '../../../ui/chart/time-chart.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.tsx';
import { Deliveries } from '../channels/deliveries.tsx';
import { useThings } from '../use-things.ts';
import { localInstant } from '../zoned-instant.ts';
import type { Alert } from './alert.ts';
import { figureOfAlert, useFigureTexts } from './figure-unit.ts';
import type { Named, Saved } from './use-watched.ts';

interface Seen {
  readonly bucket: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly state: Alert['state'];
}

export interface AlertHistoryProps {
  readonly alert: Alert;
  readonly channels: readonly Named[];
  readonly reports: readonly Saved[];
}

/** The values of the last seven days beside the bounds that they were held against, and what was told of them. */
export function AlertHistory({ alert, channels, reports }: AlertHistoryProps) {
  const m = useManageTexts();
  const seen = useThings<Seen>(`alerts/${alert.id}/history`);
  return (
    <div className="form">
      {seen.error && <ErrorState error={seen.error} retry={() => void seen.refetch()} />}
      {seen.isLoading && <Skeleton height={220} />}
      {seen.data?.length === 0 && <EmptyState>{m('alerts.noHistory')}</EmptyState>}
      {seen.data && seen.data.length > 0 && <Values alert={alert} seen={seen.data} reports={reports} />}
      <Deliveries title={m('deliveries.title')} channels={channels} subjectId={alert.id} />
    </div>
  );
}

interface ValuesProps extends Pick<AlertHistoryProps, 'alert' | 'reports'> {
  readonly seen: readonly Seen[];
}

function Values({ alert, seen, reports }: ValuesProps) {
  const write = useFigureTexts(...figureOfAlert(alert, reports));
  const m = useManageTexts();
  const { timezone } = useApi().project;
  const chart = useMemo(() => {
    const bound = (name: 'low' | 'high') =>
      seen.some((one) => one[name] !== null)
        ? [{ label: m(`alerts.${name}`), values: seen.map((one) => one[name]), kind: 'previous' as const }]
        : [];
    return {
      dates: seen.map(({ bucket }) => localInstant(bucket, timezone)),
      incomplete: seen.map(() => false),
      lines: [
        { label: m('alerts.seen'), values: seen.map(({ value }) => value) },
        ...bound('low'),
        ...bound('high'),
      ],
    };
  }, [seen, timezone, m]);
  const fired = seen.filter(({ state }) => state === 'firing').length;
  return (
    <>
      <TimeChart
        {...chart}
        label={alert.name}
        interval={alert.interval}
        height={200}
        formatValue={write.short}
        formatExact={write.exact}
      />
      <p className="muted">{m('alerts.firedOf', { fired, count: seen.length })}</p>
    </>
  );
}
