import { createElement as h, StrictMode, useEffect, useState } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server.browser';
import type { Traits } from '../src/index.ts';
import {
  AnalyticsProvider,
  type AnalyticsProviderProps,
  useAnalytics,
  useIdentify,
  usePageViews,
  useTrack,
} from '../src/react.ts';

interface Events {
  mounted: undefined;
  bought: { item: string };
}

/** react-router's location, as far as the hook reads it. */
const useLocation = () => {
  const [location, setLocation] = useState({ pathname: '/react', search: '' });
  useEffect(() => {
    Object.assign(globalThis, {
      go: (path: string) => {
        history.pushState({}, '', path);
        setLocation({ pathname: path, search: '' });
      },
    });
  }, []);
  return location;
};

const Shop = () => {
  const track = useTrack<Events>();
  const analytics = useAnalytics<Events>();
  const [user, setUser] = useState<string | null>('user-1');
  usePageViews(useLocation());
  const [traits, setTraits] = useState<Traits>({ email: 'a@b.c' });
  useIdentify(user, traits);
  useEffect(() => {
    Object.assign(globalThis, { logOut: () => setUser(null), setTraits, analytics });
  }, [analytics]);
  return h('button', { type: 'button', onClick: () => track('bought', { item: 'sword' }) }, 'Buy');
};

const App = (props: AnalyticsProviderProps) => h(StrictMode, null, h(AnalyticsProvider, props, h(Shop)));

/** The page's own entry: what a server rendered is hydrated. */
export const start = (apiUrl: string): void => {
  const root = document.getElementById('root');
  const errors: unknown[] = [];
  Object.assign(globalThis, { errors });
  if (root)
    hydrateRoot(root, h(App, { options: { clientId: 'c-1', apiUrl } }), {
      onRecoverableError: (error) => errors.push(String(error)),
    });
};

export const renderOnServer = (apiUrl: string): string =>
  renderToString(h(App, { options: { clientId: 'c-1', apiUrl } }));
