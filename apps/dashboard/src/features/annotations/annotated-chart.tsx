import { useMemo, useState } from 'react';
import { useMayChange } from '../../api/use-project.ts';
import { TimeChart } from '../../ui/chart/time-chart.tsx';
import type { TimeChartProps } from '../../ui/chart/time-chart-props.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { reasonOf } from '../../ui/reason.ts';
import './annotations.css';
import { localInstant, type PlacedNote, placeNotes, spanOf } from './chart-notes.ts';
import { NoteButton } from './note-button.tsx';
import { useAnnotations } from './use-annotations.ts';

export interface AnnotatedChartProps extends TimeChartProps {
  /** Told the local instant of a note, to compare what came after it with what was before. */
  readonly onSplit?: ((at: string) => void) | undefined;
}

/** A chart with the project's notes on its time axis, which are added and taken away beneath it. */
export function AnnotatedChart({ onSplit, ...props }: AnnotatedChartProps) {
  const { dates, interval } = props;
  const { t } = useI18n();
  const mayChange = useMayChange();
  const [cursor, setCursor] = useState<number | undefined>();
  const span = useMemo(() => spanOf(dates, interval), [dates, interval]);
  const { list, create, remove } = useAnnotations(span);
  const notes = useMemo(() => placeNotes(list.data ?? [], dates), [list.data, dates]);
  const failed = create.error ?? remove.error;
  return (
    <div className="annotated">
      <TimeChart {...props} notes={notes} onCursor={setCursor} />
      <div className="notes">
        {notes.length > 0 && (
          <ul className="notes__list" aria-label={t('notes.list')}>
            {notes.map((note) => (
              <NoteItem
                key={note.id}
                note={note}
                dates={dates}
                onSplit={onSplit}
                {...(mayChange && { onRemove: () => remove.mutate(note.id) })}
              />
            ))}
          </ul>
        )}
        {mayChange && span && <NoteButton dates={dates} cursor={cursor} onAdd={create.mutate} />}
      </div>
      {failed && (
        <p role="alert" className="notes__problem">
          {t('clients.failed', { reason: reasonOf(failed, t) })}
        </p>
      )}
    </div>
  );
}

interface NoteItemProps {
  readonly note: PlacedNote;
  readonly dates: readonly string[];
  readonly onSplit: ((at: string) => void) | undefined;
  readonly onRemove?: () => void;
}

function NoteItem({ note, dates, onSplit, onRemove }: NoteItemProps) {
  const { t, format } = useI18n();
  const at = localInstant(note.at, dates);
  return (
    <li className="notes__item">
      <time className="muted" dateTime={note.at} title={format.time(at)}>
        {format.tick(at, 'day')}
      </time>
      <span className="notes__text">{note.text}</span>
      {onSplit && (
        <button type="button" className="button button--plain button--small" onClick={() => onSplit(at)}>
          {t('notes.split')}
        </button>
      )}
      {onRemove && (
        <ConfirmButton
          label={t('notes.remove')}
          subject={note.text}
          question={t('notes.removeAsk', { text: note.text })}
          onConfirm={onRemove}
        />
      )}
    </li>
  );
}
