'use client';

import { createContext, createElement, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { attempt } from './attempt.ts';
import { createAnalytics } from './create-analytics.ts';
import type { Analytics, AnalyticsOptions, AnyEvents, Traits } from './types.ts';

const AnalyticsContext = createContext<Analytics | undefined>(undefined);

/** Either a client, or the options to make one with. */
export type AnalyticsProviderProps = { readonly children?: ReactNode } & (
  | { readonly client: Analytics; readonly options?: never }
  | { readonly client?: never; readonly options: AnalyticsOptions }
);

/**
 * Gives the tree below its client. Options are read once. The client lives as long as the page: unmounting does not
 * stop it, so that strict mode and re-mounting count nothing twice. On the server every call does nothing.
 */
export function AnalyticsProvider(props: AnalyticsProviderProps): ReactNode {
  const [client] = useState(() => props.client ?? createAnalytics(props.options));
  return createElement(AnalyticsContext.Provider, { value: client }, props.children);
}

/** The client of the nearest provider. Throws where there is none. */
export function useAnalytics<Events extends object = AnyEvents>(): Analytics<Events> {
  const client = useContext(AnalyticsContext);
  if (!client) throw new Error('useAnalytics needs an <AnalyticsProvider> above it');
  return client as Analytics<Events>;
}

/** `track` of the nearest provider's client; the same function on every render. */
export function useTrack<Events extends object = AnyEvents>(): Analytics<Events>['track'] {
  return useAnalytics<Events>().track;
}

/**
 * Counts a page view when the router's location changes: `usePageViews(useLocation())`. The path is the browser's, so
 * a `basename` is included, and a view that was counted by itself is not counted again.
 */
export function usePageViews(location: {
  readonly pathname: string;
  readonly search?: string;
  readonly hash?: string;
}): void {
  const analytics = useAnalytics();
  const { pathname, search, hash } = location;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the location is what the view is counted for.
  useEffect(() => analytics.screenView(), [analytics, pathname, search, hash]);
}

/** Identifies whenever the id or the traits change; an id that goes away (a logout) resets the client. */
export function useIdentify(profileId: string | null | undefined, traits?: Traits): void {
  const analytics = useAnalytics();
  const identified = useRef('');
  // Traits that JSON cannot say are dropped by the client, and must not take the tree away.
  const identity = profileId ? (attempt(() => JSON.stringify([profileId, traits])) ?? profileId) : '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: `wanted` says when the id or the traits differ.
  useEffect(() => {
    if (identity === identified.current) return;
    identified.current = identity;
    if (profileId) analytics.identify(profileId, traits);
    else analytics.reset();
  }, [analytics, identity]);
}
