import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.tsx';
import { updateProject } from '../../api/manage.ts';
import { useMay, useProjectDetails } from '../../api/use-project.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { reasonOf } from '../../ui/reason.ts';
import { vendorLines } from './vendor-lines.ts';

/** Whose SDKs may send here unmodified, and what to change where they are started. */
export function VendorsCard({ host, clientId }: { readonly host: string; readonly clientId: string }) {
  const { t } = useI18n();
  const { http, project } = useApi();
  const queryClient = useQueryClient();
  const details = useProjectDetails();
  const mayChange = useMay('admin');
  const update = useMutation({
    mutationFn: (wireFormats: readonly string[]) =>
      updateProject(http, project.id, { settings: { wireFormats } }),
    onSuccess: (saved) => queryClient.setQueryData(['project', project.id], saved),
  });
  if (!details.data) return null;
  const taken = new Set(details.data.settings.wireFormats);
  const toggle = (vendor: string) => {
    const isTaken = (other: string) => taken.has(other) !== (other === vendor);
    update.mutate(vendorLines.map((line) => line.vendor).filter(isTaken));
  };
  return (
    <section className="card card--plain" aria-label={t('vendors.title')}>
      <div className="card__body clients">
        <h2>{t('vendors.title')}</h2>
        <p className="muted">{t('vendors.hint')}</p>
        <fieldset className="vendors__choice" disabled={!mayChange || update.isPending}>
          <legend className="visually-hidden">{t('vendors.title')}</legend>
          {vendorLines.map(({ vendor, name }) => (
            <label key={vendor}>
              <input type="checkbox" checked={taken.has(vendor)} onChange={() => toggle(vendor)} /> {name}
            </label>
          ))}
        </fieldset>
        {update.error && (
          <p role="alert" className="clients__problem">
            {t('clients.failed', { reason: reasonOf(update.error, t) })}
          </p>
        )}
        {vendorLines
          .filter(({ vendor }) => taken.has(vendor))
          .map(({ vendor, name, lines }) => (
            <details key={vendor}>
              <summary>{name}</summary>
              <CopyButton text={lines(host, clientId)} />
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
              <pre className="snippet" tabIndex={0}>
                <code>{lines(host, clientId)}</code>
              </pre>
            </details>
          ))}
      </div>
    </section>
  );
}
