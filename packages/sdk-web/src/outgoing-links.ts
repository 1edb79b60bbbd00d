import { clickedElement } from './clicked-element.ts';
import type { Analytics } from './types.ts';

/**
 * Records `link_out` with `href` and `text` when a link to another host is followed, also with the middle button.
 * Returns the function that stops it.
 */
export function trackOutgoingLinks(analytics: Pick<Analytics, 'track'>): () => void {
  const stop = new AbortController();
  const onClick = (event: MouseEvent): void => {
    const link = clickedElement<HTMLAnchorElement>(event, 'a[href]');
    // The right button opens a menu.
    if (!link || event.button > 1 || !/^https?:$/.test(link.protocol) || link.host === location.host) return;
    analytics.track('link_out', { href: link.href, text: link.textContent?.trim().slice(0, 200) ?? '' });
  };
  for (const type of ['click', 'auxclick'] as const)
    globalThis.document?.addEventListener(type, onClick, { capture: true, signal: stop.signal });
  return () => stop.abort();
}
