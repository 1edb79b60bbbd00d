import type { BoardItem } from '@gatrix/analytics-protocol/insights';
import { lazy, Suspense } from 'react';
import type { ItemAnswer } from '../../api/boards.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../ui/i18n/manage-texts.ts';
import { Skeleton } from '../../ui/states.tsx';
import { BigFigure } from '../boards/big-figure.tsx';
import '../boards/boards.css';
import { ReportAnswer } from '../boards/report-answer.tsx';
import { AnswerTable, isCharted } from './answer-table.tsx';

const Note = lazy(async () => ({ default: (await import('../boards/note.tsx')).Note }));

type Answers = NonNullable<ItemAnswer['answers']>;

/** The answers of a link's questions: a chart where there is one, else a table. */
export function SharedReport({ answers }: { readonly answers: Answers }) {
  const { format } = useI18n();
  const charted = answers.filter(({ report }) => isCharted(report));
  const tables = answers.filter(({ report }) => !isCharted(report) && report !== 'metrics');
  const lonely = charted.length === 0 ? answers.filter(({ report }) => report === 'metrics') : [];
  return (
    <>
      {charted.map((answer) => (
        <section key={answer.report + JSON.stringify(answer.query)} className="card card--plain">
          <div className="card__body">
            <p className="muted">
              <Days answer={answer} day={format.day} />
            </p>
            <ReportAnswer answers={answer.report === 'timeseries' ? answers : [answer]} saved={undefined} />
          </div>
        </section>
      ))}
      {[...lonely, ...tables].map((answer) => (
        <AnswerTable key={answer.report + JSON.stringify(answer.query)} answer={answer} />
      ))}
    </>
  );
}

interface DaysProps {
  readonly answer: Answers[number];
  readonly day: (day: string) => string;
}

function Days({ answer: { query }, day }: DaysProps) {
  const { startDate, endDate } = query ?? {};
  if (typeof startDate !== 'string' || typeof endDate !== 'string') return null;
  return `${day(startDate.slice(0, 10))} – ${day(endDate.slice(0, 10))}`;
}

interface SharedBoardProps {
  readonly items: readonly BoardItem[];
  readonly answers: readonly ItemAnswer[];
}

/** The board as it is when the link is opened. */
export function SharedBoard({ items, answers }: SharedBoardProps) {
  return (
    <ul className="board__items">
      {items.map((item) => (
        <li key={item.id} className={`board__item board__item--${item.width}`}>
          <article className="card card--plain board-card">
            <div className="card__body">
              {item.kind === 'note' ? (
                <Suspense fallback={<Skeleton height={40} />}>
                  <Note text={item.text} />
                </Suspense>
              ) : (
                <SharedItem item={item} answer={answers.find(({ id }) => id === item.id)} />
              )}
            </div>
          </article>
        </li>
      ))}
    </ul>
  );
}

interface SharedItemProps {
  readonly item: Exclude<BoardItem, { readonly kind: 'note' }>;
  readonly answer: ItemAnswer | undefined;
}

function SharedItem({ item, answer }: SharedItemProps) {
  const m = useManageTexts();
  if (!answer || answer.error) return <p role="alert">{m('shared.noAnswer')}</p>;
  return (
    <>
      <h2 className="board-card__name">{answer.name}</h2>
      {item.kind === 'figure' && <BigFigure figure={item.figure} answer={answer} />}
      {item.kind === 'report' && answer.answers && (
        <ReportAnswer answers={answer.answers} saved={undefined} />
      )}
    </>
  );
}
