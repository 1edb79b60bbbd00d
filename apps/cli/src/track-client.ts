import { setTimeout as delay } from 'node:timers/promises';

export interface TrackTarget {
  /** Where ingest is, such as `http://127.0.0.1:3002`. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface BatchResult {
  readonly accepted: number;
  readonly bots: number;
  readonly rejected: readonly { readonly index: number; readonly code: string; readonly message: string }[];
}

/** Longer than a restart takes. */
const patienceMs = 30_000;

/**
 * Sends a batch; while ingest is away or full, again, because the ids make that harmless. Throws where the answer
 * says that trying again is no use.
 */
export async function sendBatch(
  target: TrackTarget,
  batch: readonly unknown[],
  sdk = 'gatrix-analytics-cli@0.1.0',
): Promise<BatchResult> {
  return toResult(target, await postPatiently(target, '/track', { batch, sdk }));
}

/** Posts until there is an answer that says something; throws where there is none for half a minute. */
export async function postPatiently(target: TrackTarget, path: string, body: unknown): Promise<Answer> {
  const giveUpAt = performance.now() + patienceMs;
  for (let tries = 0; ; tries++) {
    const answer = await post(target, path, body).catch((error: unknown) => {
      if (performance.now() >= giveUpAt) throw error;
      return undefined;
    });
    if (answer && answer.status < 500 && answer.status !== 429) return answer;
    if (answer && performance.now() >= giveUpAt)
      throw new Error(`${target.url} answers ${answer.status}: ${answer.body.slice(0, 300)}`);
    await delay(answer?.retryAfterMs ?? Math.min(200 * 2 ** tries, 5_000));
  }
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfterMs: number | undefined;
}

async function post(target: TrackTarget, path: string, body: unknown): Promise<Answer> {
  const response = await fetch(new URL(path, target.url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'openpanel-client-id': target.clientId,
      'openpanel-client-secret': target.clientSecret,
    },
    body: JSON.stringify(body),
  });
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return {
    status: response.status,
    body: await response.text(),
    retryAfterMs: Number.isFinite(retryAfter) ? Math.min(retryAfter * 1_000, 10_000) : undefined,
  };
}

function toResult(target: TrackTarget, { status, body }: Answer): BatchResult {
  const parsed = JSON.parse(body) as Partial<BatchResult> & { error?: { message?: string } };
  if (Array.isArray(parsed.rejected)) {
    return { accepted: parsed.accepted ?? 0, bots: parsed.bots ?? 0, rejected: parsed.rejected };
  }
  throw new Error(`${target.url} answers ${status}: ${parsed.error?.message ?? body.slice(0, 300)}`);
}
