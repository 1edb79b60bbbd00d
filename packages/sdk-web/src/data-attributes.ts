import { clickedElement } from './clicked-element.ts';
import type { Analytics } from './types.ts';

/**
 * Records the event that a clicked element names: `<button data-track="buy" data-item="sword">` is `buy` with
 * `{ item: 'sword' }`. Returns the function that stops it.
 */
export function trackDataAttributes(analytics: Pick<Analytics, 'track'>): () => void {
  const stop = new AbortController();
  const onClick = (event: MouseEvent): void => {
    const element = clickedElement<HTMLElement>(event, '[data-track]');
    if (!element) return;
    const { track, ...properties } = element.dataset;
    if (track) analytics.track(track, properties);
  };
  globalThis.document?.addEventListener('click', onClick, { capture: true, signal: stop.signal });
  return () => stop.abort();
}
