import type { BoardItem } from '@gatrix/analytics-protocol/insights';
import { Suspense, useState } from 'react';
import type { Board } from '../../api/boards.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { reasonOf } from '../../ui/reason.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { FilterPicker } from '../reporting/filter-picker.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { useSearchState } from '../reporting/use-search-state.ts';
import { ShareButton } from '../sharing/share-button.tsx';
import { AddItem } from './add-item.tsx';
import { BoardFilters } from './board-filters.tsx';
import { BoardItemCard } from './board-item-card.tsx';
import { moved } from './order.ts';
import { useBoardScope } from './use-board-scope.ts';
import { useBoardChanges } from './use-boards.ts';

const lengths = [7, 14, 28, 60, 90, 365];

export interface BoardViewProps {
  readonly board: Board;
  readonly mayChange: boolean;
}

/** A board's range and filters, and its items, which are moved by dragging or by their buttons. */
export function BoardView({ board, mayChange }: BoardViewProps) {
  const { t } = useI18n();
  const { change } = useSearchState();
  const { update, remove } = useBoardChanges();
  const scope = useBoardScope(board);
  const [dragged, setDragged] = useState<string>();
  const [said, setSaid] = useState('');
  const save = (items: readonly BoardItem[]) => update.mutate({ id: board.id, items });
  const move = (id: string, place: number) => {
    const next = moved(board.items, id, place);
    if (next === board.items) return;
    setSaid(t('boards.moved', { place: place + 1, count: next.length }));
    save(next);
  };
  const failed = update.error ?? remove.error;
  return (
    <section className="board" aria-label={board.name}>
      <header className="board__head">
        <h2>{board.name}</h2>
        <div className="board__tools">
          <RangeField
            board={board}
            mayChange={mayChange}
            onSave={(lastDays) => update.mutate({ id: board.id, range: { lastDays } })}
          />
          <FilterPicker />
          <ShareButton board={board} />
          {mayChange && (
            <ConfirmButton
              label={t('saved.delete')}
              subject={board.name}
              question={t('boards.deleteAsk', { name: board.name })}
              onConfirm={() => remove.mutate(board.id, { onSuccess: () => change({ board: undefined }) })}
            />
          )}
        </div>
      </header>
      <BoardFilters
        own={board.filters}
        all={scope.filters}
        onSave={mayChange ? (filters) => update.mutate({ id: board.id, filters }) : undefined}
      />
      {failed && <p role="alert">{t('clients.failed', { reason: reasonOf(failed, t) })}</p>}
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <ul className="board__items">
        {board.items.map((item, place) => (
          <li
            key={item.id}
            className={`board__item board__item--${item.width} ${dragged === item.id ? 'board__item--dragged' : ''}`}
            onDragOver={(event) => {
              if (dragged !== undefined) event.preventDefault();
            }}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== undefined) move(dragged, place);
              setDragged(undefined);
            }}
          >
            <BoardItemCard
              boardId={board.id}
              item={item}
              scope={scope}
              {...(mayChange && {
                change: {
                  onDrag: setDragged,
                  onEarlier: place > 0 ? () => move(item.id, place - 1) : undefined,
                  onLater: place < board.items.length - 1 ? () => move(item.id, place + 1) : undefined,
                  onChange: (next: BoardItem) =>
                    save(board.items.map((one) => (one.id === item.id ? next : one))),
                  onRemove: () => save(board.items.filter((one) => one.id !== item.id)),
                },
              })}
            />
          </li>
        ))}
      </ul>
      {mayChange && (
        <Suspense fallback={<Skeleton height={60} />}>
          <AddItem onAdd={(item) => save([...board.items, item])} />
        </Suspense>
      )}
    </section>
  );
}

interface RangeFieldProps extends BoardViewProps {
  readonly onSave: (lastDays: number) => void;
}

/** Another range stands in the address; who may change the board can keep it. */
function RangeField({ board, mayChange, onSave }: RangeFieldProps) {
  const { t } = useI18n();
  const { search, change } = useSearchState();
  const { today } = useReporting();
  const own = 'lastDays' in board.range ? board.range.lastDays : undefined;
  const chosen = Number(search.get('days')) || own;
  const current =
    own === undefined || lengths.includes(own) ? lengths : [...lengths, own].sort((a, b) => a - b);
  const fixed = 'startDate' in board.range ? `${board.range.startDate} – ${board.range.endDate}` : today;
  return (
    <>
      <SelectField
        isBare
        label={t('boards.range')}
        value={chosen === undefined ? '' : String(chosen)}
        options={[
          ...(own === undefined ? [{ value: '', label: fixed }] : []),
          ...current.map((days) => ({ value: String(days), label: t('boards.lastDays', { days }) })),
        ]}
        onChange={(value) => change({ days: value === String(own ?? '') ? undefined : value })}
      />
      {mayChange && chosen !== undefined && chosen !== own && (
        <button
          type="button"
          className="button"
          onClick={() => {
            onSave(chosen);
            change({ days: undefined });
          }}
        >
          {t('boards.keepRange')}
        </button>
      )}
    </>
  );
}
