import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import type { SelectOption } from '../../../ui/select-field.tsx';
import type { Field, Values } from '../fields.tsx';
import type { Watch } from './alert.ts';
import { figuresOf, type Watchable } from './figures.ts';

export interface Named {
  readonly id: string;
  readonly name: string;
}

export type Saved = Named & Watchable;

export interface Watched {
  readonly sources: readonly SelectOption<string>[];
  readonly field: Field;
  /** The report whose figures are offered. */
  reportIn(values: Values): Watchable;
  watchIn(values: Values): Watch;
  valuesOf(watch: Watch): Values;
  /** The report and its figure in words. */
  nameOf(watch: Watch): string;
}

/** What alerts and gauges can watch: saved reports with figures, and segments; how forms choose and lists name them. */
export function useWatched(reports: readonly Saved[], segments: readonly Named[]): Watched {
  const { t } = useI18n();
  const m = useManageTexts();
  const sources = [
    ...reports
      .filter((report) => figuresOf(report, t, m).length > 0)
      .map(({ id, name }) => ({ value: `report:${id}`, label: name })),
    ...segments.map(({ id, name }) => ({ value: `segment:${id}`, label: m('alerts.segment', { name }) })),
  ];
  const field: Field = {
    ...{ kind: 'choice', name: 'source', label: m('alerts.source'), options: sources, at: ['watch'] },
  };
  return {
    sources,
    field,
    reportIn: ({ source = sources[0]?.value }) =>
      reports.find(({ id }) => source === `report:${id}`) ?? { report: 'segment', query: {} },
    watchIn: ({ source = '', figure = '' }) => {
      const [kind, id = ''] = source.split(':');
      return kind === 'segment' ? { segmentId: id } : { savedReportId: id, figure };
    },
    valuesOf: (watch) =>
      'segmentId' in watch
        ? { source: `segment:${watch.segmentId}` }
        : { source: `report:${watch.savedReportId}`, figure: watch.figure },
    nameOf: (watch) => {
      if ('segmentId' in watch) {
        const segment = segments.find(({ id }) => id === watch.segmentId);
        return m('alerts.segment', { name: segment?.name ?? '–' });
      }
      const report = reports.find(({ id }) => id === watch.savedReportId);
      const figure = report && figuresOf(report, t, m).find(({ value }) => value === watch.figure);
      return `${report?.name ?? '–'} · ${figure?.label ?? watch.figure}`;
    },
  };
}
