const base = `/api/v1/analytics/insights/${import.meta.env.VITE_ANALYTICS_PROJECT_ID}`;

export interface Numbers {
  readonly metrics: {
    readonly unique_visitors: number;
    readonly total_screen_views: number;
    readonly total_events: number;
    readonly total_revenue: number;
  };
  readonly names: readonly { readonly name: string; readonly count: number }[];
  readonly events: readonly {
    readonly id: string;
    readonly name: string;
    readonly timestamp: string;
    readonly profile_id: string;
    readonly path: string;
  }[];
}

const request = async (path: string, token: string, signal?: AbortSignal): Promise<Response> => {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(base + path, { headers, ...(signal && { signal }) });
  if (response.ok) return response;
  const { error } = await response.json();
  throw new Error(error.message);
};

const ask = async <Data>(path: string, token: string): Promise<Data> =>
  (await (await request(path, token)).json()).data;

/** All that the page shows. Throws with the server's message where it refuses. */
export async function readNumbers(token: string): Promise<Numbers> {
  const [metrics, names, events] = await Promise.all([
    ask<Numbers['metrics']>('/metrics', token),
    ask<Numbers['names']>('/names/events', token),
    ask<Numbers['events']>('/events?limit=100', token),
  ]);
  return { metrics, names, events };
}

/** Calls `onCount` with the number of visitors online, now and every two seconds, until it is stopped. */
export async function watchLive(
  token: string,
  onCount: (count: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { body } = await request('/live/stream', token, signal);
  // EventSource cannot send a token, so the stream is read by hand.
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
    const messages = (text + chunk.value).split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const count = /^event: count\ndata: (.*)$/.exec(message)?.[1];
      if (count) onCount(JSON.parse(count).count);
    }
  }
}
