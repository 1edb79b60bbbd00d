import type { BoardItem } from '@gatrix/analytics-protocol/insights';
import { Link, useLocation } from 'react-router';
import type { SavedReport } from '../../api/manage.ts';
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
  const asked = useItemAnswer(boardId, item.id, scope);
  const { list } = useSavedReports({ enabled: true });
  const saved = list.data?.find(({ id }) => id === item.savedReportId);
  const answer = asked.data;
  if (asked.error && !answer) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!answer) return <Skeleton height={item.kind === 'figure' ? 60 : 240} />;
  return (
    <div className={asked.isPlaceholderData ? 'is-stale' : undefined}>
      <Heading saved={saved} name={answer.name ?? ''} />
      {answer.error && <p role="alert">{answer.error.message}</p>}
      {item.kind === 'figure' && !answer.error && <BigFigure figure={item.figure} answer={answer} />}
      {item.kind === 'report' && answer.answers && <ReportAnswer answers={answer.answers} saved={saved} />}
    </div>
  );
}

function Heading({ saved, name }: { readonly saved: SavedReport | undefined; readonly name: string }) {
  const { search } = useLocation();
  const address = saved && addressOf(saved, search);
  return <h3 className="board-card__name">{address ? <Link to={address}>{name}</Link> : name}</h3>;
}
