import { useRef, useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';

export interface AddressedDialog {
  /** What the address names; null where no dialog is open. */
  readonly open: string | null;
  show(name: string): void;
  close(): void;
}

/** The dialog that the address names, so that Back closes it and a link opens it. */
export function useDialog(): AddressedDialog {
  const [search, setSearch] = useSearchParams();
  const { key, state } = useLocation();
  const navigate = useNavigate();
  const closedAt = useRef<string>(undefined);
  return {
    open: search.get('dialog'),
    show: (name) =>
      setSearch(
        (current) => {
          const next = new URLSearchParams(current);
          next.set('dialog', name);
          return next;
        },
        { state: { isDialog: true } },
      ),
    close: () => {
      // Going back takes a moment, in which a second close would go back once more.
      if (closedAt.current === key) return;
      closedAt.current = key;
      if (isDialog(state)) {
        void navigate(-1);
        return;
      }
      setSearch(
        (current) => {
          const next = new URLSearchParams(current);
          next.delete('dialog');
          return next;
        },
        { replace: true },
      );
    },
  };
}

/** A menu or list that Back closes, too; a link that somebody copies while it is open does not open it. */
export function usePanel(name: string): {
  readonly isOpen: boolean;
  readonly setOpen: (open: boolean) => void;
} {
  const dialog = useDialog();
  const [wasOpened, setWasOpened] = useState(false);
  return {
    isOpen: wasOpened && dialog.open === name,
    setOpen: (open) => {
      setWasOpened(true);
      if (open) dialog.show(name);
      else dialog.close();
    },
  };
}

function isDialog(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'isDialog' in state;
}
