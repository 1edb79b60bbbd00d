import { Popover } from '@base-ui/react/popover';
import { type FormEvent, useState } from 'react';
import type { Annotation } from '../../api/manage.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { instantAt } from './chart-notes.ts';

export interface NoteButtonProps {
  readonly dates: readonly string[];
  /** The bucket that was looked at last; the note is offered there. */
  readonly cursor: number | undefined;
  readonly onAdd: (note: Omit<Annotation, 'id'>) => void;
}

/** Adds a note by the clock of the project's zone. */
export function NoteButton(props: NoteButtonProps) {
  const { t } = useI18n();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger className="button button--plain notes__add">
        <Icon name="flag" size={14} />
        {t('notes.add')}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="popup-layer" sideOffset={6} align="start">
          <Popover.Popup className="popup" aria-label={t('notes.add')}>
            <NoteForm {...props} onDone={() => setIsOpen(false)} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function NoteForm({ dates, cursor, onAdd, onDone }: NoteButtonProps & { readonly onDone: () => void }) {
  const { t } = useI18n();
  const [when, setWhen] = useState((dates[cursor ?? dates.length - 1] ?? dates.at(-1) ?? '').slice(0, 16));
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAdd({ at: instantAt(when, dates), text: text.trim() });
    onDone();
  };
  return (
    <form className="note-form" onSubmit={submit}>
      <label className="field">
        {t('notes.when')}
        <input
          className="input"
          type="datetime-local"
          required
          value={when}
          onChange={({ target }) => setWhen(target.value)}
        />
      </label>
      <label className="field">
        {t('notes.text')}
        <input
          className="input"
          required
          maxLength={1_000}
          pattern=".*\S.*"
          placeholder={t('notes.placeholder')}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      <button type="submit" className="button button--primary">
        {t('notes.save')}
      </button>
    </form>
  );
}
