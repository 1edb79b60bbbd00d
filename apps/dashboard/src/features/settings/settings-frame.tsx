import { type ReactNode, Suspense } from 'react';
import { NavLink } from 'react-router';
import { useApi } from '../../api/api-context.tsx';
import { type Role, useMay, useRole } from '../../api/use-project.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../ui/i18n/manage-texts.ts';
import { EmptyState, Skeleton } from '../../ui/states.tsx';
import { useTitlePart } from '../../ui/use-title.ts';
import '../reporting/report-bar.css';
import '../reporting/split.css';
import './settings.css';
import { tabs } from './tabs.ts';

export interface SettingsFrameProps {
  readonly page: keyof typeof tabs | 'alerts';
  readonly children: ReactNode;
}

/** The heading and the tabs of the settings, around a page that is shown to who may see it. */
export function SettingsFrame(props: SettingsFrameProps) {
  return (
    <Suspense fallback={<Skeleton height={160} />}>
      <Frame {...props} />
    </Suspense>
  );
}

function Frame({ page, children }: SettingsFrameProps) {
  const { t } = useI18n();
  const m = useManageTexts();
  const { project } = useApi();
  return (
    <>
      <header className="report-bar">
        <div className="report-bar__title">
          <h1>{page === 'alerts' ? t('nav.alerts') : t('nav.settings')}</h1>
          <span className="muted">
            {page === 'alerts' ? m('alerts.intro') : m(`tab.${page}.intro`)}{' '}
            {m('settings.zone', { zone: project.timezone })}
          </span>
        </div>
      </header>
      {page !== 'alerts' && <TabTitle page={page} />}
      {page !== 'alerts' && <Tabs />}
      <ForRole needed={page === 'alerts' ? undefined : tabs[page].needs}>{children}</ForRole>
    </>
  );
}

function TabTitle({ page }: { readonly page: keyof typeof tabs }) {
  const { t } = useI18n();
  const m = useManageTexts();
  useTitlePart(m(`tab.${page}`), t('nav.settings'));
  return null;
}

function Tabs() {
  const { t } = useI18n();
  const m = useManageTexts();
  const role = useRole();
  return (
    <nav className="tabs settings-tabs" aria-label={t('nav.settings')}>
      {Object.entries(tabs).map(([name, { needs }]) => (
        <TabLink key={name} name={name} needs={needs} isKnown={role !== undefined}>
          {m(`tab.${name as keyof typeof tabs}`)}
        </TabLink>
      ))}
    </nav>
  );
}

interface TabLinkProps {
  readonly name: string;
  readonly needs: Role;
  readonly isKnown: boolean;
  readonly children: ReactNode;
}

function TabLink({ name, needs, isKnown, children }: TabLinkProps) {
  const may = useMay(needs);
  if (!isKnown || !may) return null;
  return (
    <NavLink to={`/settings/${name}`} className="tab">
      {children}
    </NavLink>
  );
}

/** The page, or what its reader lacks. A client for reading has no role. */
function ForRole({ needed, children }: { readonly needed: Role | undefined; readonly children: ReactNode }) {
  const m = useManageTexts();
  const { session } = useApi();
  const role = useRole();
  const may = useMay(needed ?? 'viewer');
  if (needed === undefined || may) return children;
  if (session.role === 'read') return <Lacking>{m('settings.readClient')}</Lacking>;
  if (role === undefined) return <Skeleton height={160} />;
  return (
    <Lacking>{m('settings.needsRole', { needed: m(`role.${needed}`), yours: m(`role.${role}`) })}</Lacking>
  );
}

function Lacking({ children }: { readonly children: string }) {
  return (
    <section className="card">
      <EmptyState>{children}</EmptyState>
    </section>
  );
}
