import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';

export interface ThingFact {
  readonly label: string;
  readonly value: ReactNode;
}

/** How a thing stands in its list. */
export interface ThingRow {
  readonly title: ReactNode;
  readonly badge?: { readonly text: string; readonly tone: 'good' | 'bad' | 'quiet' } | undefined;
  readonly facts: readonly ThingFact[];
  readonly actions?: ReactNode;
}

export interface ThingsCardProps<Item> {
  readonly title: string;
  readonly intro?: ReactNode;
  readonly action?: ReactNode;
  readonly asked: UseQueryResult<readonly Item[]>;
  readonly keyOf: (item: Item) => string;
  readonly rowOf: (item: Item) => ThingRow;
  readonly empty: ReactNode;
  readonly problem?: string | undefined;
}

/** A list of things, each with its facts and what can be done with it. */
export function ThingsCard<Item>(props: ThingsCardProps<Item>) {
  const { title, intro, action, asked, keyOf, rowOf, empty, problem } = props;
  return (
    <section className="card card--plain things" aria-label={title} aria-busy={asked.isLoading}>
      <div className="card__head">
        <h2>{title}</h2>
        {action}
      </div>
      <div className="card__body">
        {intro !== undefined && <p className="muted things__intro">{intro}</p>}
        {problem !== undefined && (
          <p role="alert" className="form-field__problem">
            {problem}
          </p>
        )}
        {asked.error && !asked.data && <ErrorState error={asked.error} retry={() => void asked.refetch()} />}
        {asked.isLoading && <SkeletonRows count={3} />}
        {asked.data?.length === 0 && <EmptyState>{empty}</EmptyState>}
        {asked.data && asked.data.length > 0 && (
          <ul className="things__list">
            {asked.data.map((item) => (
              <Thing key={keyOf(item)} {...rowOf(item)} />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function Thing({ title, badge, facts, actions }: ThingRow) {
  return (
    <li className="thing">
      <div className="thing__what">
        <span className="thing__title">{title}</span>
        {badge && <span className={`badge badge--${badge.tone}`}>{badge.text}</span>}
      </div>
      <dl className="thing__facts">
        {facts.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {actions !== undefined && <div className="thing__actions">{actions}</div>}
    </li>
  );
}
