import type { BoardItem } from '@gatrix/analytics-protocol/insights';
import { lazy, Suspense, useState } from 'react';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { ItemContent } from './item-content.tsx';
import type { BoardScope } from './use-board-scope.ts';

const Note = lazy(async () => ({ default: (await import('./note.tsx')).Note }));

export interface ItemChange {
  readonly onDrag: (id: string | undefined) => void;
  readonly onEarlier: (() => void) | undefined;
  readonly onLater: (() => void) | undefined;
  readonly onChange: (item: BoardItem) => void;
  readonly onRemove: () => void;
}

export interface BoardItemCardProps {
  readonly boardId: string;
  readonly item: BoardItem;
  readonly scope: BoardScope;
  readonly change?: ItemChange;
}

export function BoardItemCard({ boardId, item, scope, change }: BoardItemCardProps) {
  const [isEdited, setIsEdited] = useState(false);
  return (
    <article className="card card--plain board-card">
      <div className="card__body">
        {item.kind === 'note' ? (
          isEdited && change ? (
            <NoteForm
              text={item.text}
              onSave={(text) => {
                change.onChange({ ...item, text });
                setIsEdited(false);
              }}
            />
          ) : (
            <Suspense fallback={<Skeleton height={40} />}>
              <Note text={item.text} />
            </Suspense>
          )
        ) : (
          <ItemContent boardId={boardId} item={item} scope={scope} />
        )}
        {change && (
          <ItemTools
            item={item}
            change={change}
            {...(item.kind === 'note' && { onEdit: () => setIsEdited(!isEdited) })}
          />
        )}
      </div>
    </article>
  );
}

const widths = ['third', 'half', 'full'] as const;

interface ItemToolsProps {
  readonly item: BoardItem;
  readonly change: ItemChange;
  readonly onEdit?: () => void;
}

function ItemTools({ item, change, onEdit }: ItemToolsProps) {
  const { t } = useI18n();
  return (
    <div className="board-card__tools">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: for the mouse alone; the buttons beside it do the same */}
      <span
        className="board-card__handle"
        draggable
        title={t('boards.drag')}
        onDragStart={(event) => {
          event.dataTransfer.setData('text/plain', item.id);
          change.onDrag(item.id);
        }}
        onDragEnd={() => change.onDrag(undefined)}
      >
        ⠿
      </span>
      <button
        type="button"
        className="button button--plain"
        aria-label={t('boards.earlier')}
        disabled={!change.onEarlier}
        onClick={change.onEarlier}
      >
        ←
      </button>
      <button
        type="button"
        className="button button--plain"
        aria-label={t('boards.later')}
        disabled={!change.onLater}
        onClick={change.onLater}
      >
        →
      </button>
      <SelectField
        isBare
        label={t('boards.width')}
        value={item.width}
        options={widths.map((value) => ({ value, label: t(`boards.width.${value}`) }))}
        onChange={(width) => change.onChange({ ...item, width })}
      />
      {onEdit && (
        <button type="button" className="button button--plain" onClick={onEdit}>
          {t('boards.edit')}
        </button>
      )}
      <ConfirmButton
        label={t('boards.remove')}
        question={t('boards.removeAsk')}
        onConfirm={change.onRemove}
      />
    </div>
  );
}

function NoteForm({ text, onSave }: { readonly text: string; readonly onSave: (text: string) => void }) {
  const { t } = useI18n();
  const [value, setValue] = useState(text);
  return (
    <form
      className="board-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(value);
      }}
    >
      <label className="field">
        {t('boards.note')}
        <textarea
          className="input board-form__text"
          rows={5}
          maxLength={10_000}
          value={value}
          onChange={({ target }) => setValue(target.value)}
        />
      </label>
      <button type="submit" className="button">
        {t('saved.save')}
      </button>
    </form>
  );
}
