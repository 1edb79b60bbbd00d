import { Suspense, useState } from 'react';
import { Link } from 'react-router';
import { useApi, useReport } from '../../api/api-context.tsx';
import type { ClientWithSecret } from '../../api/clients.ts';
import { useProjectDetails } from '../../api/use-project.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { ClientsCard } from './clients-card.tsx';
import { originOf } from './game-snippets.ts';
import { GamesCard } from './games-card.tsx';
import { ImportsCard } from './imports-card.tsx';
import { MoneyCard } from './money-card.tsx';
import { Snippet } from './snippet.tsx';
import { codeSnippet, curlSnippet, webSnippet } from './snippets.ts';
import { VendorsCard } from './vendors-card.tsx';
import './set-up.css';

/** How to send events, and whether they arrive. */
export function Page() {
  const { t } = useI18n();
  const { project, session } = useApi();
  const host = document.baseURI.replace(/\/$/, '');
  const clientId = project.writeClientId;
  const [fresh, setFresh] = useState<ClientWithSecret>();
  const { data: details } = useProjectDetails();
  const sender = fresh && fresh.type !== 'read' ? fresh : undefined;
  const serverClientId = sender?.id ?? clientId;
  return (
    <>
      <header className="report-bar">
        <div className="report-bar__title">
          <h1>{t('setUp.title')}</h1>
          <span className="muted">{t('setUp.intro', { project: project.name })}</span>
        </div>
      </header>
      <FirstEvent />
      {clientId === undefined || serverClientId === undefined ? (
        <p className="card set-up__note">{t('setUp.noClient')}</p>
      ) : (
        <>
          <Snippet title={t('setUp.web')} hint={t('setUp.webHint')} code={webSnippet(host, clientId)} />
          <Snippet title={t('setUp.code')} hint={t('setUp.codeHint')} code={codeSnippet(host, clientId)} />
          <Snippet
            title={t('setUp.curl')}
            hint={t('setUp.curlHint')}
            code={curlSnippet(host, serverClientId, sender?.secret)}
          />
          <Suspense fallback={<Skeleton height={240} />}>
            <GamesCard {...{ host, clientId, serverClientId }} origin={originOf(details?.domain ?? '')} />
          </Suspense>
        </>
      )}
      {clientId !== undefined && <VendorsCard host={host} clientId={clientId} />}
      <Suspense fallback={<Skeleton height={200} />}>
        <ImportsCard />
      </Suspense>
      {session.role !== 'read' && <ClientsCard fresh={fresh} onFresh={setFresh} />}
      <MoneyCard />
      <section className="card card--plain">
        <div className="card__body">
          <h2>{t('setUp.facts')}</h2>
          <dl className="facts">
            <dt>{t('setUp.host')}</dt>
            <dd>
              <code>{host}</code>
            </dd>
            <dt>{t('setUp.clientId')}</dt>
            <dd>
              <code>{clientId ?? '–'}</code>
            </dd>
            <dt>{t('setUp.projectId')}</dt>
            <dd>
              <code>{project.id}</code>
            </dd>
            <dt>{t('setUp.timezone')}</dt>
            <dd>
              {project.timezone} <Link to="/settings/project">{t('setUp.change')}</Link>
            </dd>
          </dl>
        </div>
      </section>
    </>
  );
}

const waitingMs = 2_000;
const arrivedMs = 15_000;

/** Waits for the first event, whenever it says it happened. */
function FirstEvent() {
  const { t, format } = useI18n();
  const all = { startDate: '1970-01-01', endDate: '2199-12-31' };
  const [hasArrived, setHasArrived] = useState(false);
  const first = useReport('metrics', all, { refreshMs: hasArrived ? arrivedMs : waitingMs });
  const count = first.data?.data.total_events ?? 0;
  if (count > 0 && !hasArrived) setHasArrived(true);
  if (first.error && !first.data)
    return <ErrorState error={first.error} retry={() => void first.refetch()} />;
  if (!first.data) return <Skeleton height={66} />;
  return (
    <section className={`card set-up__state ${count > 0 ? 'set-up__state--on' : ''}`} aria-live="polite">
      <span className="set-up__dot" aria-hidden="true" />
      <div>
        <h2>{t(count > 0 ? 'setUp.arrived' : 'setUp.waiting')}</h2>
        <p className="muted" title={count > 0 ? format.exact(count) : undefined}>
          {count > 0 ? t('setUp.arrivedHint', { count: format.short(count) }) : t('setUp.waitingHint')}
        </p>
      </div>
      {count > 0 && (
        <Link className="button" to="/">
          {t('setUp.toOverview')}
        </Link>
      )}
    </section>
  );
}
