import type { BoardItem } from '@gatrix/analytics-protocol/insights';
import { Suspense } from 'react';
import { Link, useLocation } from 'react-router';
import type { ItemAnswer } from '../../api/boards.ts';
import { ApiError } from '../../api/http.ts';
import type { SavedReport } from '../../api/manage.ts';
import { useMayChange } from '../../api/use-project.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { reasonOf } from '../../ui/reason.ts';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { addressOf } from '../saved-reports/saved-view.ts';
import { useSavedReports } from '../saved-reports/use-saved-reports.ts';
import { BigFigure } from './big-figure.tsx';
import { ReportAnswer } from './report-answer.tsx';
import type { BoardScope } from './use-board-scope.ts';
import { useItemAnswer } from './use-boards.ts';

export interface ItemContentProps {
  readonly boardId: string;
  readonly item: Exclude<BoardItem, { readonly kind: 'note' }>;
  readonly scope: BoardScope;
}

/** A report or a figure: its name, which leads to its page, and what it shows. */
export function ItemContent({ boardId, item, scope }: ItemContentProps) {
  const result = useItemAnswer(boardId, item.id, scope);
  const { list } = useSavedReports({ enabled: true });
  const saved = list.data?.find(({ id }) => id === item.savedReportId);
  const answer = result.data;
  if (result.error && !answer) return <ErrorState error={result.error} retry={() => void result.refetch()} />;
  if (!answer) return <Skeleton height={item.kind === 'figure' ? 60 : 240} />;
  return (
    <div className={result.isPlaceholderData ? 'is-stale' : undefined}>
      <Heading
        saved={saved}
        name={answer.name ?? ''}
        figure={item.kind === 'figure' ? item.figure : undefined}
      />
      {answer.error && <Refused {...answer.error} />}
      {item.kind === 'figure' && !answer.error && (
        <Suspense fallback={<Skeleton height={60} />}>
          <BigFigure figure={item.figure} answer={answer} />
        </Suspense>
      )}
      {item.kind === 'report' && answer.answers && <ReportAnswer answers={answer.answers} saved={saved} />}
    </div>
  );
}

function Refused({ code, message }: NonNullable<ItemAnswer['error']>) {
  const { t } = useI18n();
  return <p role="alert">{reasonOf(new ApiError(400, code, message, [{ field: '', message }]), t)}</p>;
}

interface HeadingProps {
  readonly saved: SavedReport | undefined;
  readonly name: string;
  /** Of a tile that shows one alone: it can be watched from here. */
  readonly figure: string | undefined;
}

function Heading({ saved, name, figure }: HeadingProps) {
  const { t } = useI18n();
  const { search } = useLocation();
  const mayChange = useMayChange();
  const address = saved && addressOf(saved, search);
  return (
    <h3 className="board-card__name">
      {address ? <Link to={address}>{name}</Link> : name}
      {address && figure !== undefined && mayChange && (
        <Link
          className="button button--plain button--icon"
          aria-label={`${t('alerts.me')}: ${name}, ${figure}`}
          to={{
            ...address,
            search: `${address.search}&${new URLSearchParams({ dialog: 'alert', figure })}`,
          }}
        >
          <Icon name="alerts" />
        </Link>
      )}
    </h3>
  );
}
