import { Dialog } from '@base-ui/react/dialog';
import { type ReactNode, useRef } from 'react';
import { useI18n } from './i18n/i18n-context.tsx';
import { Icon } from './icons.tsx';

export interface PageDialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog over the page; Escape closes it, and the focus goes back to where it was. */
export function PageDialog({ title, isOpen, onClose, children }: PageDialogProps) {
  const { t } = useI18n();
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup
          ref={popup}
          className="dialog dialog--form"
          // What the dialog is for comes before the button that closes it. A finger would bring up a keyboard.
          initialFocus={(by) =>
            by === 'touch' ||
            (popup.current?.querySelector<HTMLElement>(
              '.dialog__body :is(input, select, textarea, button)',
            ) ??
              true)
          }
        >
          <div className="dialog__head">
            <Dialog.Title>{title}</Dialog.Title>
            <Dialog.Close className="button button--plain button--icon" aria-label={t('table.close')}>
              <Icon name="close" />
            </Dialog.Close>
          </div>
          <div className="dialog__body">{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
