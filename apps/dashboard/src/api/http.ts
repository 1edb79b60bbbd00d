import type { InsightsAnswer, ParameterProblem } from '@gatrix/analytics-protocol/insights';

export type QueryValue = string | number | boolean | object | undefined;

/** What the server refused, or that it could not be reached (status 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly details: readonly ParameterProblem[];

  constructor(status: number, code: string, message: string, details: readonly ParameterProblem[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export interface Http {
  get<Data>(
    path: string,
    query?: Readonly<Record<string, QueryValue>>,
    signal?: AbortSignal,
  ): Promise<InsightsAnswer<Data>>;
  send<Data>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    signal?: AbortSignal,
  ): Promise<InsightsAnswer<Data>>;
  /** Sends text of a type, such as a CSV file. */
  sendText<Data>(
    path: string,
    text: string,
    type: string,
    method?: 'POST' | 'PUT',
  ): Promise<InsightsAnswer<Data>>;
}

export interface HttpOptions {
  /** The page's base address, with a slash at the end; paths are relative to it. */
  readonly baseUrl: string;
  /** A token from the page that frames this one; else the session's cookie speaks. */
  readonly token: () => string | undefined;
}

/** Asks the server that this page came from. All rejections are an ApiError, or the signal's. */
export function createHttp({ baseUrl, token }: HttpOptions): Http {
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    const bearer = token();
    try {
      return await fetch(new URL(path, baseUrl), {
        ...init,
        headers: { ...init.headers, ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }) },
      });
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw new ApiError(0, 'unreachable', 'The server cannot be reached.');
    }
  };
  return {
    get: async <Data>(path: string, query = {}, signal?: AbortSignal) => {
      const search = searchOf(query);
      return answerOf<Data>(
        await ask(search === '' ? path : `${path}?${search}`, { ...(signal && { signal }) }),
      );
    },
    send: async <Data>(method: string, path: string, body?: object, signal?: AbortSignal) =>
      answerOf<Data>(
        await ask(path, {
          method,
          ...(signal && { signal }),
          ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
        }),
      ),
    sendText: async <Data>(path: string, body: string, type: string, method = 'POST') =>
      answerOf<Data>(await ask(path, { method, body, headers: { 'content-type': type } })),
  };
}

/** Objects travel as JSON; what is undefined is left out. */
export function searchOf(query: Readonly<Record<string, QueryValue>>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined) continue;
    search.set(key, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return search.toString();
}

async function answerOf<Data>(response: Response): Promise<InsightsAnswer<Data>> {
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && isAnswer<Data>(body)) return body;
  const { code, message, details } = errorIn(body);
  throw new ApiError(response.status, code, message || `The server answered ${response.status}.`, details);
}

function isAnswer<Data>(body: unknown): body is InsightsAnswer<Data> {
  return typeof body === 'object' && body !== null && 'success' in body && body.success === true;
}

function errorIn(body: unknown): { code: string; message: string; details: readonly ParameterProblem[] } {
  const none = { code: 'unknown', message: '', details: [] };
  if (typeof body !== 'object' || body === null || !('error' in body)) return none;
  const { error } = body;
  if (typeof error !== 'object' || error === null || !('code' in error) || !('message' in error)) return none;
  const details = 'details' in error && Array.isArray(error.details) ? error.details.filter(isProblem) : [];
  return { code: String(error.code), message: String(error.message), details };
}

function isProblem(value: unknown): value is ParameterProblem {
  return typeof value === 'object' && value !== null && 'field' in value && 'message' in value;
}
