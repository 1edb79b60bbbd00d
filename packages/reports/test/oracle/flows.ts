import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import type { Test } from './overview.ts';
import { isPageView, sessionsOf } from './sessions.ts';

export interface FlowsQuestion {
  readonly isAnchor: Test;
  readonly isAfter: boolean;
  readonly depth: number;
  readonly pages: boolean;
}

/** The labels of each session's walk away from its anchor. */
export function walksOracle(events: readonly EventRow[], { isAnchor, isAfter, depth, pages }: FlowsQuestion) {
  return sessionsOf(events).flatMap((session) => {
    const shown = session.events.filter((event) => !pages || isAnchor(event) || isPageView(event));
    const ordered = isAfter ? shown : [...shown].reverse();
    const anchor = ordered.findIndex(isAnchor);
    if (anchor < 0) return [];
    return [ordered.slice(anchor, anchor + depth + 1).map((event) => (pages ? event.path : event.name))];
  });
}
