/** How the page lives inside another one: `?embed=1`, with a token that the other page sends. */
export interface Embedding {
  readonly isEmbedded: boolean;
  readonly token: () => string | undefined;
  /** Calls back whenever the framing page has sent a token. Returns what stops that. */
  onToken(listener: () => void): () => void;
  /** Tells the framing page that its token was refused, and why. */
  refuse(reason: string): void;
}

type Frame = Pick<Window, 'parent' | 'document' | 'addEventListener' | 'postMessage' | 'location'>;

/**
 * Listens for `{type: 'gatrix-analytics:token', token}` from the framing page, where its origin is this page's own or
 * in the server's list, and tells it `{type: 'gatrix-analytics:ready'}`, and `{type: 'gatrix-analytics:refused', reason}`.
 */
export function createEmbedding(frame: Frame, search: URLSearchParams): Embedding {
  const isEmbedded = search.get('embed') === '1' && frame.parent !== frame;
  let token: string | undefined;
  let sender: string | undefined;
  const listeners = new Set<() => void>();
  if (isEmbedded) {
    const origins = allowedOrigins(frame);
    frame.addEventListener('message', (event) => {
      if (event.source !== frame.parent || !origins.includes(event.origin)) return;
      const sent = tokenIn(event.data);
      if (sent === undefined) return;
      token = sent;
      sender = event.origin;
      for (const listener of listeners) listener();
    });
    for (const origin of origins) frame.parent.postMessage({ type: 'gatrix-analytics:ready' }, origin);
  }
  return {
    isEmbedded: search.get('embed') === '1',
    token: () => token,
    onToken: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refuse: (reason) => {
      if (sender !== undefined)
        frame.parent.postMessage({ type: 'gatrix-analytics:refused', reason }, sender);
    },
  };
}

function allowedOrigins(frame: Frame): readonly string[] {
  const listed = frame.document.querySelector('meta[name="embed-origins"]')?.getAttribute('content') ?? '';
  return [frame.location.origin, ...listed.split(' ').filter((origin) => origin !== '')];
}

function tokenIn(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('type' in data) || !('token' in data)) return undefined;
  return data.type === 'gatrix-analytics:token' && typeof data.token === 'string' ? data.token : undefined;
}
