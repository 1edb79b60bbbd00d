import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useI18n } from './i18n/i18n-context.tsx';

export interface ConfirmButtonProps {
  readonly label: string;
  readonly question: string;
  /** What it is about, for who hears the button alone. */
  readonly subject?: string;
  readonly onConfirm: () => void;
}

/** Asks before it does what cannot be undone. */
export function ConfirmButton({ label, question, subject, onConfirm }: ConfirmButtonProps) {
  const { t } = useI18n();
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger
        className="button button--plain"
        aria-label={subject === undefined ? undefined : `${label}: ${subject}`}
      >
        {label}
      </AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog confirm">
          <AlertDialog.Title>{label}</AlertDialog.Title>
          <AlertDialog.Description>{question}</AlertDialog.Description>
          <div className="dialog__foot">
            <AlertDialog.Close className="button">{t('clients.cancel')}</AlertDialog.Close>
            <AlertDialog.Close className="button button--primary" onClick={onConfirm}>
              {label}
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
