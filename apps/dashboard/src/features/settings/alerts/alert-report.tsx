import { useState } from 'react';
import { Link, useLocation, useSearchParams } from 'react-router';
import { useReport } from '../../../api/api-context.tsx';
import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { EmptyState } from '../../../ui/states.tsx';
import { chosenMetric, metrics, metricsOf } from '../../overview/metrics.ts';
import { useReporting } from '../../reporting/reporting-context.tsx';
import '../../reporting/split.css';
import { type ReportPage, reportPages, searchToSave } from '../../saved-reports/saved-view.ts';
import { useParametersToSave } from '../../saved-reports/shown-parameters.tsx';
import { channelsField } from '../channels-field.tsx';
import { listOf } from '../fields.tsx';
import { Form } from '../form.tsx';
import '../settings.css';
import { textIn } from '../text-in.ts';
import { useSend, useThings } from '../use-things.ts';
import { conditionOf, valuesOf } from './alert.ts';
import { conditionFields, watchFields } from './alert-fields.ts';
import { useFigureTexts } from './figure-unit.ts';
import { figuresOf } from './figures.ts';
import type { Named, Saved } from './use-watched.ts';

/** An alert on what the page shows. It watches a saved report, so the page is saved where it is not. */
export function AlertReport({ page }: { readonly page: ReportPage }) {
  const { t } = useI18n();
  const m = useManageTexts();
  const saved = useSavedHere(page);
  const parameters = useParametersToSave();
  const [watched] = useState(() => ({ report: page, query: { parameters: parameters() } }));
  const channels = useThings<Named>('channels');
  const send = useSend();
  const [made, setMade] = useState<{ readonly value: number | null; readonly figure: string }>();
  const write = useFigureTexts(made?.figure ?? '', watched.query);
  const figure = useChosenFigure(page);
  if (figuresOf(watched, t, m).length === 0 || watched.query.parameters === undefined)
    return <EmptyState>{m('links.nothing')}</EmptyState>;
  if (made) {
    return (
      <p role="status" className="made">
        <b>{m('alerts.made')}</b>
        {made.value === null ? m('alerts.noValue') : m('alerts.valueNow', { value: write.exact(made.value) })}
        <Link to="/alerts">{m('alerts.toList')}</Link>
      </p>
    );
  }
  return (
    <Form
      initial={{
        ...{ name: t(reportPages[page].label), interval: 'hour', channels: '', ...valuesOf(undefined) },
        ...(figure !== undefined && { figure }),
      }}
      action={m('alerts.make')}
      fields={(values) => [
        { kind: 'text', name: 'name', label: t('saved.name'), isRequired: true, maxLength: 255 },
        ...watchFields(watched, t, m),
        ...conditionFields(values, m),
        channelsField(channels.data ?? [], m('alerts.channels')),
      ]}
      onSubmit={async (values) => {
        const { name, interval, figure } = values;
        const report = await saved.take(name ?? '', watched.query.parameters);
        try {
          const watch = { savedReportId: report.id, figure };
          const body = {
            name,
            watch,
            interval,
            condition: conditionOf(values),
            channels: listOf(values.channels),
          };
          const answer = await send.mutateAsync({ method: 'POST', path: 'alerts', body });
          setMade({ value: numberIn(answer), figure: figure ?? '' });
        } catch (error) {
          await report.drop();
          throw error;
        }
      }}
    >
      {!saved.isKnown && <p className="muted form-field__hint">{m('alerts.savesReport')}</p>}
    </Form>
  );
}

/** The figure that the address names, as a board's tile does, else the one that the page shows large. */
function useChosenFigure(page: ReportPage): string | undefined {
  const [search] = useSearchParams();
  const { query } = useReporting();
  const isOverview = page === 'overview';
  const figures = useReport('metrics', query, { enabled: isOverview });
  const named = search.get('figure');
  if (named !== null || !isOverview) return named ?? undefined;
  return chosenMetric(figures.data ? metricsOf(figures.data.data) : metrics, search).total;
}

/** The saved report that the page came from and still shows, else one that is made of it. */
function useSavedHere(page: ReportPage) {
  const [search] = useSearchParams();
  const { search: text } = useLocation();
  const reports = useThings<Saved & { readonly query: { readonly search?: unknown } }>('saved-reports');
  const send = useSend();
  const here = searchToSave(text);
  const known = reports.data?.find(
    ({ id, report, query }) => id === search.get('saved') && report === page && query.search === here,
  );
  return {
    isKnown: known !== undefined,
    take: async (name: string, parameters: object | undefined) => {
      if (known) return { id: known.id, drop: async () => undefined };
      const body = { name, report: page, query: { search: here, parameters } };
      const id = textIn(await send.mutateAsync({ method: 'POST', path: 'saved-reports', body }), 'id');
      return { id, drop: () => send.mutateAsync({ method: 'DELETE', path: `saved-reports/${id}` }) };
    },
  };
}

function numberIn(answer: unknown): number | null {
  const value: unknown =
    typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'value') : undefined;
  return typeof value === 'number' ? value : null;
}
