import type { Analytics } from './types.ts';

/**
 * Records `link_out` with `href` and `text` when a link to another host is followed, also with the middle button.
 * Returns the function that stops it.
 */
export function trackOutgoingLinks(analytics: Pick<Analytics, 'track'>): () => void {
  const stop = new AbortController();
  const onClick = ({ target }: Event): void => {
    const link = target instanceof Element ? target.closest<HTMLAnchorElement>('a[href]') : null;
    if (!link || !/^https?:$/.test(link.protocol) || link.host === location.host) return;
    analytics.track('link_out', { href: link.href, text: link.textContent?.trim().slice(0, 200) ?? '' });
  };
  for (const type of ['click', 'auxclick'])
    globalThis.document?.addEventListener(type, onClick, { capture: true, signal: stop.signal });
  return () => stop.abort();
}
