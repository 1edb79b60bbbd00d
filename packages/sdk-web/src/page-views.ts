import { isPrerendering, type Listen } from './page.ts';

/** How much has to differ from the last view: the path, the path or the query, nothing. */
type Weight = 1 | 2 | 3;

export interface PageViews {
  /** Counts the current address at the end of the task, unless it was counted already. */
  readonly settleSoon: (weight: Weight) => void;
  /** The current address is counted by a call of its own. */
  readonly markSeen: () => void;
}

const patchHistory = (settleSoon: (weight: Weight) => void, signal: AbortSignal): void => {
  for (const [method, weight] of [
    ['replaceState', 1],
    ['pushState', 2],
  ] as const) {
    const original = history[method];
    const patched: typeof original = (...args) => {
      original.apply(history, args);
      settleSoon(weight);
    };
    history[method] = patched;
    signal.addEventListener('abort', () => {
      if (history[method] === patched) history[method] = original;
    });
  }
};

/** Calls `count` once for each real page view. A view that is pushed and replaced within one task is one. */
export const watchPageViews = (
  isAutomatic: unknown,
  address: () => string | undefined,
  signal: AbortSignal,
  listen: Listen,
  count: () => void,
): PageViews => {
  let seen: readonly unknown[] = [];
  let pending: 0 | Weight = 0;

  const markSeen = () => {
    const url = address();
    // By weight; an object is equal to no other.
    seen = [0, url?.replace(/\?[^#]*/, ''), url, {}];
    return seen;
  };

  const settleSoon = (weight: Weight): void => {
    if (!pending)
      setTimeout(() => {
        if (seen[pending] !== markSeen()[pending]) count();
        pending = 0;
      });
    if (weight > pending) pending = weight;
  };

  if (isAutomatic && globalThis.document) {
    patchHistory(settleSoon, signal);
    // Also fired where the hash alone changes.
    listen(globalThis, 'popstate', () => settleSoon(2));
    listen(globalThis, 'pageshow', (event) => {
      if ((event as PageTransitionEvent).persisted) settleSoon(3);
    });
    listen(document, 'prerenderingchange', () => settleSoon(3));
    if (!isPrerendering()) settleSoon(3);
  }

  return { settleSoon, markSeen };
};
