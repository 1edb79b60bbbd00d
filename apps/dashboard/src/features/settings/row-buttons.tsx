import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';

export interface DeleteButtonProps {
  readonly name: string;
  readonly question: string;
  readonly onConfirm: () => void;
  readonly label?: string;
}

/** Deletes a thing of a list, once that was confirmed. */
export function DeleteButton({ name, question, onConfirm, label }: DeleteButtonProps) {
  const { t } = useI18n();
  return (
    <ConfirmButton
      label={label ?? t('saved.delete')}
      subject={name}
      question={question}
      onConfirm={onConfirm}
    />
  );
}

/** Does something with a thing of a list; its name is said to who hears the button alone. */
export function ActionButton(props: {
  readonly label: string;
  readonly name: string;
  readonly onClick: () => void;
  readonly isBusy?: boolean;
}) {
  const { label, name, onClick, isBusy = false } = props;
  return (
    <button
      type="button"
      className="button button--plain"
      aria-label={`${label}: ${name}`}
      disabled={isBusy}
      onClick={onClick}
    >
      {label}
    </button>
  );
}
