import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useApi } from '../../api/api-context.tsx';
import { deleteRates, listRates, putRates, type Rates, updateProject } from '../../api/manage.ts';
import { useMay } from '../../api/use-project.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { reasonOf } from '../../ui/reason.ts';

/** In which currency amounts are added up, and what others are worth in it. */
export function MoneyCard() {
  const { t } = useI18n();
  const { http, project, session } = useApi();
  const queryClient = useQueryClient();
  const mayChange = useMay('admin');
  const rates = useQuery({
    queryKey: ['rates', project.id, project.currency],
    queryFn: ({ signal }) => listRates(http, project.id, signal),
    enabled: session.role !== 'read',
  });
  const change = useMutation({
    mutationFn: (save: () => Promise<unknown>) => save(),
    // Every amount on every page may be another.
    onSuccess: () => queryClient.invalidateQueries(),
  });
  const saveCurrency = (currency: string) =>
    change.mutate(() => updateProject(http, project.id, { settings: { currency } }));
  const upload = (file: File) => change.mutate(async () => putRates(http, project.id, await file.text()));
  return (
    <section className="card card--plain" aria-label={t('money.rates')}>
      <div className="card__body clients">
        <h2>{t('money.rates')}</h2>
        <p className="muted">{t('money.ratesHint')}</p>
        {mayChange && (
          <>
            <CurrencyForm key={project.currency} isBusy={change.isPending} onSave={saveCurrency} />
            <label className="field">
              {t('money.upload')}
              <input
                className="input"
                type="file"
                accept=".csv,text/csv,text/plain"
                disabled={change.isPending}
                onChange={({ target }) => {
                  const file = target.files?.[0];
                  if (file) upload(file);
                  // The same file may be chosen again, put right.
                  target.value = '';
                }}
              />
            </label>
          </>
        )}
        <p role="status" className="project-form__saved">
          {change.isSuccess && t('setUp.projectSaved')}
        </p>
        {change.error && (
          <p role="alert" className="clients__problem">
            {t('clients.failed', { reason: reasonOf(change.error, t) })}
          </p>
        )}
        {rates.data && (
          <LatestRates
            rates={rates.data}
            {...(mayChange && {
              onRemove: (currency: string) => change.mutate(() => deleteRates(http, project.id, currency)),
            })}
          />
        )}
      </div>
    </section>
  );
}

function CurrencyForm({
  isBusy,
  onSave,
}: {
  readonly isBusy: boolean;
  readonly onSave: (currency: string) => void;
}) {
  const { t } = useI18n();
  const { project } = useApi();
  const [currency, setCurrency] = useState(project.currency);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave(currency.trim());
  };
  return (
    <form className="project-form" onSubmit={submit}>
      <label className="field">
        {t('money.currency')}
        <input
          className="input"
          required
          maxLength={3}
          value={currency}
          onChange={({ target }) => setCurrency(target.value)}
        />
      </label>
      <button type="submit" className="button" disabled={isBusy}>
        {t('saved.save')}
      </button>
    </form>
  );
}

interface LatestRatesProps {
  readonly rates: Rates;
  readonly onRemove?: (currency: string) => void;
}

function LatestRates({ rates: { reporting, rates }, onRemove }: LatestRatesProps) {
  const { t, format } = useI18n();
  if (rates.length === 0) return <p className="muted">{t('money.noRates', { currency: reporting })}</p>;
  const latest = new Map(rates.map((rate) => [rate.currency, rate]));
  return (
    <table className="table">
      <caption className="muted">{t('money.latestRates', { currency: reporting })}</caption>
      <tbody>
        {[...latest.values()].map(({ currency, day, rate }) => (
          <tr key={currency}>
            <th scope="row">{currency}</th>
            <td>{format.day(day)}</td>
            <td className="number">{rate}</td>
            {onRemove && (
              <td className="clients__actions">
                <ConfirmButton
                  label={t('saved.delete')}
                  subject={currency}
                  question={t('money.deleteRatesAsk', { currency })}
                  onConfirm={() => onRemove(currency)}
                />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
