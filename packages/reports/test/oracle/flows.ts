import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import { compareText, type Test } from './overview.ts';
import { isPageView, sessionsOf } from './sessions.ts';

export interface FlowsQuestion {
  readonly isAnchor: Test;
  readonly direction: 'after' | 'before';
  readonly depth: number;
  readonly show: 'events' | 'pages';
  readonly limit: number;
}

/** The labels of each session's walk away from its anchor. */
function walksOf(
  events: readonly EventRow[],
  { isAnchor, direction, depth, show }: FlowsQuestion,
): string[][] {
  return sessionsOf(events).flatMap((session) => {
    const ordered = direction === 'after' ? session.events : [...session.events].reverse();
    const anchor = ordered.findIndex(isAnchor);
    if (anchor < 0) return [];
    const beside = ordered.slice(anchor + 1).filter((event) => show === 'events' || isPageView(event));
    const steps = [...ordered.slice(anchor, anchor + 1), ...beside].slice(0, depth + 1);
    return [steps.map((event) => (show === 'pages' ? event.path : event.name))];
  });
}

export function flowsOracle(events: readonly EventRow[], question: FlowsQuestion) {
  const { direction, depth, limit } = question;
  const walks = walksOf(events, question);
  const isAfter = direction === 'after';
  const steps = Array.from({ length: depth + 1 }, (_, step) =>
    ranked(walks.flatMap((walk) => walk.slice(step, step + 1).map((name) => [name]))),
  );
  const idOf = (step: number, name: string) => {
    const isShown = steps[step]?.slice(0, limit).some(({ walk }) => walk[0] === name);
    return `${isAfter || step === 0 ? '' : '-'}${step}:${isShown ? name : '(other)'}`;
  };
  const nodes = steps.flatMap((all, step) => {
    const shown = all
      .slice(0, limit)
      .map(({ walk: [name = ''], count }) => ({ id: idOf(step, name), step, name, count }));
    const rest = all.slice(limit).reduce((sum, { count }) => sum + count, 0);
    const other = {
      id: `${isAfter || step === 0 ? '' : '-'}${step}:(other)`,
      step,
      name: '(other)',
      count: rest,
    };
    return rest > 0 ? [...shown, other] : shown;
  });
  const ends = walks.flatMap((walk) =>
    walk.slice(1).map((name, i) => {
      const pair = [idOf(i, walk[i] ?? ''), idOf(i + 1, name)];
      return isAfter ? pair : pair.reverse();
    }),
  );
  return {
    sessions: walks.length,
    nodes,
    links: ranked(ends).map(({ walk: [source = '', target = ''], count }) => ({ source, target, count })),
    paths: ranked(walks)
      .slice(0, limit)
      .map(({ walk, count }) => ({ path: isAfter ? walk : [...walk].reverse(), count })),
  };
}

/** How often each is there, the most frequent first, then by their texts in turn. */
function ranked(walks: readonly string[][]) {
  const counts = new Map<string, { walk: string[]; count: number }>();
  for (const walk of walks) {
    const key = JSON.stringify(walk);
    counts.set(key, { walk, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || compareTexts(a.walk, b.walk));
}

export function compareTexts(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((text, i) => text !== b[i]);
  if (at < 0) return a.length - b.length;
  return b[at] === undefined ? 1 : compareText(a[at] ?? '', b[at] ?? '');
}
