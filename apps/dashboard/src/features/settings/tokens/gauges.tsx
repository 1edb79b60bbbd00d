import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../../api/api-context.tsx';
import { useMayChange } from '../../../api/use-project.ts';
import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { Icon } from '../../../ui/icons.tsx';
import { PageDialog } from '../../../ui/page-dialog.tsx';
import { SkeletonRows } from '../../../ui/states.tsx';
import type { AddressedDialog } from '../../../ui/use-dialog.ts';
import { useSegments } from '../../segments/use-segments.ts';
import type { Watch } from '../alerts/alert.ts';
import { watchFields } from '../alerts/alert-fields.ts';
import { figureOfAlert, useFigureTexts } from '../alerts/figure-unit.ts';
import type { AlertInterval } from '../alerts/figures.ts';
import type { Saved } from '../alerts/use-watched.ts';
import { useWatched, type Watched } from '../alerts/use-watched.ts';
import { Form } from '../form.tsx';
import { reasonOf } from '../problems.ts';
import { ActionButton, DeleteButton } from '../row-buttons.tsx';
import { ThingsCard } from '../things-card.tsx';
import { useSend, useThings } from '../use-things.ts';

interface Gauge {
  readonly id: string;
  readonly name: string;
  readonly metric: string;
  readonly help: string | null;
  readonly watch: Watch;
  readonly interval: AlertInterval;
}

/** The figures that Prometheus reads. */
export function Gauges({ dialog }: { readonly dialog: AddressedDialog }) {
  const { t } = useI18n();
  const m = useManageTexts();
  const mayChange = useMayChange();
  const gauges = useThings<Gauge>('gauges');
  const reports = useThings<Saved>('saved-reports');
  const segments = useSegments();
  const send = useSend();
  const watched = useWatched(reports.data ?? [], segments.data ?? []);
  const edited = gauges.data?.find(({ id }) => dialog.open === `gauge:${id}`);
  return (
    <>
      <ThingsCard
        title={m('gauges.title')}
        intro={m('gauges.intro')}
        action={
          mayChange && (
            <button type="button" className="button button--primary" onClick={() => dialog.show('gauge')}>
              <Icon name="plus" />
              {m('gauges.new')}
            </button>
          )
        }
        asked={gauges}
        keyOf={({ id }) => id}
        empty={m('gauges.none')}
        problem={send.error ? reasonOf(send.error, t, m) : undefined}
        rowOf={(gauge) => ({
          title: <code>{gauge.metric}</code>,
          facts: [
            { label: m('alerts.source'), value: watched.nameOf(gauge.watch) },
            { label: m('alerts.interval'), value: m(`every.${gauge.interval}`) },
            { label: m('gauges.value'), value: <Value gauge={gauge} reports={reports.data ?? []} /> },
          ],
          actions: mayChange && (
            <>
              <ActionButton
                label={m('form.edit')}
                name={gauge.name}
                onClick={() => dialog.show(`gauge:${gauge.id}`)}
              />
              <DeleteButton
                name={gauge.name}
                question={m('gauges.deleteAsk', { name: gauge.name })}
                onConfirm={() => send.mutate({ method: 'DELETE', path: `gauges/${gauge.id}` })}
              />
            </>
          ),
        })}
      />
      <PageDialog
        title={m(edited ? 'gauges.edit' : 'gauges.new')}
        isOpen={mayChange && (dialog.open === 'gauge' || edited !== undefined)}
        onClose={dialog.close}
      >
        {reports.data && segments.data ? (
          <GaugeForm key={edited?.id} gauge={edited} watched={watched} onDone={dialog.close} />
        ) : (
          <SkeletonRows count={4} />
        )}
      </PageDialog>
    </>
  );
}

/** What Prometheus would be told now. */
function Value({ gauge, reports }: { readonly gauge: Gauge; readonly reports: readonly Saved[] }) {
  const write = useFigureTexts(...figureOfAlert(gauge, reports));
  const { id } = gauge;
  const { http, project } = useApi();
  const result = useQuery({
    queryKey: ['manage', project.id, 'gauges', id],
    queryFn: async ({ signal }) => {
      const path = `manage/projects/${encodeURIComponent(project.id)}/gauges/${id}`;
      return (await http.get<{ value: number | null; problem: string | null }>(path, {}, signal)).data;
    },
  });
  const { value = null, problem = null } = result.data ?? {};
  return problem ?? (value === null ? '–' : write.exact(value));
}

interface GaugeFormProps {
  readonly gauge: Gauge | undefined;
  readonly watched: Watched;
  readonly onDone: () => void;
}

function GaugeForm({ gauge, watched, onDone }: GaugeFormProps) {
  const { t } = useI18n();
  const m = useManageTexts();
  const send = useSend();
  if (watched.sources.length === 0) return <p className="muted">{m('alerts.noSources')}</p>;
  return (
    <Form
      initial={{
        ...{ name: gauge?.name ?? '', help: gauge?.help ?? '', interval: gauge?.interval ?? 'hour' },
        ...(gauge && watched.valuesOf(gauge.watch)),
      }}
      action={t('saved.save')}
      fields={(values) => [
        {
          ...{ kind: 'text', name: 'name', label: m('gauges.name'), isRequired: true, maxLength: 100 },
          hint: m('gauges.nameHint'),
        },
        watched.field,
        ...watchFields(watched.reportIn(values), t, m),
        { kind: 'text', name: 'help', label: m('gauges.help'), maxLength: 255 },
      ]}
      onSubmit={async (values) => {
        const { name, interval, help = '' } = values;
        const body = { name, interval, watch: watched.watchIn(values) };
        if (gauge) {
          const path = `gauges/${gauge.id}` as const;
          await send.mutateAsync({ method: 'PATCH', path, body: { ...body, help: help || null } });
        } else {
          const made = { ...body, ...(help !== '' && { help }) };
          await send.mutateAsync({ method: 'POST', path: 'gauges', body: made });
        }
        onDone();
      }}
    />
  );
}
