import { useMoney } from '../../../api/use-money.ts';
import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { exactValue } from '../../overview/metrics.ts';
import type { ThingRow } from '../things-card.tsx';
import { useZoned } from '../use-zoned.ts';
import type { Alert, Condition } from './alert.ts';
import { figureOfAlert, unitOf } from './figure-unit.ts';
import { type Named, type Saved, useWatched } from './use-watched.ts';

/** Muted until somebody ends it. */
export const pausedUntil = '2100-01-01T00:00:00.000Z';

export function isMuted({ snoozedUntil }: Alert): boolean {
  return snoozedUntil !== null && Date.parse(snoozedUntil) > Date.now();
}

const tones = { ok: 'good', firing: 'bad', no_data: 'quiet' } as const;

/** How an alert stands in the list: its state, what it watches, and when it fires. */
export function useAlertRow(
  reports: readonly Saved[],
  segments: readonly Named[],
  channels: readonly Named[],
): (alert: Alert) => ThingRow {
  const { format } = useI18n();
  const m = useManageTexts();
  const zoned = useZoned();
  const watched = useWatched(reports, segments);
  const { currency } = useMoney();
  const exactOf = (alert: Alert) => (value: number) =>
    exactValue(unitOf(...figureOfAlert(alert, reports)), value, format, currency);
  return (alert) => {
    const { name, state, stateSince, problem, interval, condition, snoozedUntil } = alert;
    const isPaused = snoozedUntil !== null && snoozedUntil >= pausedUntil;
    const channelNames = alert.channels.map((one) => channels.find(({ id }) => id === one)?.name ?? '–');
    return {
      title: name,
      badge: { text: m(`alert.${state}`), tone: tones[state] },
      facts: [
        { label: m('alerts.source'), value: watched.nameOf(alert.watch) },
        { label: m(`every.${interval}`), value: conditionText(condition, m, format.exact, exactOf(alert)) },
        ...(stateSince === null ? [] : [{ label: m('alerts.since'), value: zoned(stateSince) }]),
        {
          label: m('alerts.channels'),
          value: channelNames.length === 0 ? m('alerts.nobody') : format.list(channelNames),
        },
        ...(isMuted(alert) && snoozedUntil !== null
          ? [
              {
                label: m('alerts.muted'),
                value: isPaused ? m('alerts.paused') : m('alerts.mutedUntil', { at: zoned(snoozedUntil) }),
              },
            ]
          : []),
        ...(problem === null ? [] : [{ label: m('alerts.problem'), value: problem }]),
      ],
    };
  };
}

function conditionText(
  condition: Condition,
  m: ReturnType<typeof useManageTexts>,
  exact: (value: number) => string,
  exactFigure: (value: number) => string,
): string {
  switch (condition.kind) {
    case 'threshold':
      return m('condition.threshold', { op: m(`op.${condition.op}`), value: exactFigure(condition.value) });
    case 'change':
      return m('condition.change', { op: m(`op.${condition.op}`), value: exact(condition.percent) });
    case 'band':
      return m('condition.band', { side: m(`side.${condition.side}`), weeks: condition.weeks });
  }
}
