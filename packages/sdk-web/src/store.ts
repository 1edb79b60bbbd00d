import { attempt } from './attempt.ts';

/** Reads with one argument, writes with two, removes with `null`. `undefined` where storage refuses. Never throws. */
export type Store = (key: string, value?: string | null) => string | null | undefined;

/** 400 days is the longest that browsers keep a cookie. */
const cookieSeconds = 34560000;

// Access itself can throw (sandboxed frame, blocked storage), and so can a write (quota): the page goes on without.
export const localStore: Store = (key, value) =>
  attempt(() => {
    if (value === undefined) return localStorage.getItem(key);
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
    return value;
  });

export const localKeys = (prefix: string): readonly string[] =>
  attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(prefix))) ?? [];

export const cookieStore =
  (domain: string | undefined): Store =>
  (key, value) =>
    attempt(() => {
      if (value === undefined)
        return decodeURIComponent(`; ${document.cookie}`.split(`; ${key}=`)[1]?.split(';')[0] ?? '');
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous, and not everywhere.
      document.cookie = `${key}=${encodeURIComponent(`${value}`)};path=/;max-age=${value ? cookieSeconds : 0}${domain ? `;domain=${domain}` : ''}`;
      return value;
    });

export const noStore: Store = () => undefined;
