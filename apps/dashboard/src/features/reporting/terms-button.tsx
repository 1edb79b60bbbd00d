import { Dialog } from '@base-ui/react/dialog';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useDialog } from '../../ui/use-dialog.ts';
import './terms-button.css';

/** The terms of each report, in the order in which its page shows them. */
const terms = {
  overview: [
    'activeUsers',
    'visitors',
    'sessions',
    'views',
    'events',
    'bounce',
    'duration',
    'viewsPerSession',
    'revenue',
    'attribution',
    'previous',
    'incomplete',
  ],
  explore: ['activeUsers', 'sessions', 'events', 'attribution', 'previous', 'incomplete'],
  funnels: ['attempt', 'window', 'dropOff', 'incomplete'],
  activeUsers: [
    'activeUsers',
    'dau',
    'wau',
    'mau',
    'stickiness',
    'new',
    'returning',
    'resurrected',
    'dormant',
    'incomplete',
  ],
  retention: ['cohort', 'returned', 'average', 'incomplete'],
  monetization: ['revenue', 'payer', 'conversion', 'arpdau', 'arppu', 'cohort', 'ltv'],
  versions: ['activeUsers', 'sessions', 'events', 'revenue', 'payer', 'conversion', 'incomplete'],
} as const;

/** A question mark that opens what the numbers of a report mean. */
export function TermsButton({ report }: { readonly report: keyof typeof terms }) {
  const { t } = useI18n();
  const dialog = useDialog();
  return (
    <Dialog.Root
      open={dialog.open === 'terms'}
      onOpenChange={(isOpen) => (isOpen ? dialog.show('terms') : dialog.close())}
    >
      <Dialog.Trigger
        className="button button--plain button--icon terms-button"
        aria-label={t('terms.title')}
      >
        ?
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <div className="dialog__head">
            <Dialog.Title>{t('terms.title')}</Dialog.Title>
            <Dialog.Close className="button button--plain button--icon" aria-label={t('table.close')}>
              <Icon name="close" />
            </Dialog.Close>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <section className="terms" aria-label={t('terms.title')} tabIndex={0}>
            <dl>
              {terms[report].map((term) => (
                <div key={term}>
                  <dt>{t(`term.${term}`)}</dt>
                  <dd>{t(`term.${term}.means`)}</dd>
                </div>
              ))}
            </dl>
          </section>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
