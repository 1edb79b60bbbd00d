import { Dialog } from '@base-ui/react/dialog';
import { Outlet, useLocation, useNavigation } from 'react-router';
import { Brand } from '../../ui/brand.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { usePanel } from '../../ui/use-dialog.ts';
import { useTitle } from '../../ui/use-title.ts';
import { ShownParametersProvider } from '../saved-reports/shown-parameters.tsx';
import { useProjectChoice } from '../session/project-choice.ts';
import { entryOf, Navigation } from './navigation.tsx';
import { SettingsMenu } from './settings-menu.tsx';
import './shell.css';

/** The frame around every page: navigation, settings and the place for the report. */
export function Shell() {
  return (
    <ShownParametersProvider>
      <Frame />
    </ShownParametersProvider>
  );
}

function Frame() {
  const { t } = useI18n();
  const entry = entryOf(useLocation().pathname);
  useTitle(t(entry ? `nav.${entry}` : 'app.notFound'));
  const { isEmbedded } = useProjectChoice();
  const isLoading = useNavigation().state === 'loading';
  if (isEmbedded) {
    return (
      <main className="page" id="content">
        <Outlet />
      </main>
    );
  }
  return (
    <div className="shell">
      <button type="button" className="skip-link" onClick={skip}>
        {t('app.skip')}
      </button>
      <PhoneHeader />
      <aside className="sidebar">
        <Brand />
        <Navigation />
        <SettingsMenu />
      </aside>
      {/* The skip button moves the focus here. */}
      <main className="page" id="content" tabIndex={-1} aria-busy={isLoading}>
        <Outlet />
      </main>
    </div>
  );
}

/** Moves the focus without touching the address, in which the report stands. */
function skip(): void {
  document.getElementById('content')?.focus();
}

function PhoneHeader() {
  const { t } = useI18n();
  const { isOpen, setOpen } = usePanel('menu');
  return (
    <header className="phone-header">
      <Dialog.Root open={isOpen} onOpenChange={setOpen}>
        <Dialog.Trigger className="button button--plain button--icon" aria-label={t('app.menu')}>
          <Icon name="menu" size={20} />
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Backdrop className="backdrop" />
          <Dialog.Popup className="drawer" aria-label={t('app.menu')}>
            <Brand />
            <Navigation isInMenu />
            <SettingsMenu />
            <Dialog.Close className="button">{t('table.close')}</Dialog.Close>
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
      <Brand />
    </header>
  );
}
