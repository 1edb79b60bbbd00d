import { reasonOf, type WorkWatch } from './work-watch.ts';

export interface ReadinessOptions {
  /** The dependencies; a check rejects, with the reason, while one cannot be used. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
  /** Parts of the work without which the service is of no use; what is down takes it out of service. */
  readonly work?: Readonly<Record<string, Pick<WorkWatch, 'problem'>>> | undefined;
  /** Parts whose failure is said, and no reason to send nobody here any more. */
  readonly besides?: Readonly<Record<string, Pick<WorkWatch, 'problem'>>> | undefined;
}

/** A dependency or a part of the work. */
export interface ReadinessPart {
  readonly name: string;
  readonly status: 'ok' | 'down';
  /** How long it has been so, as far as this process saw. */
  readonly seconds: number;
  readonly message?: string;
}

export interface Readiness {
  /** Asks everything, no longer than two seconds. */
  read(): Promise<{ readonly isReady: boolean; readonly parts: readonly ReadinessPart[] }>;
  /** The same as `GET /ready` answers it: 200, or 503 naming what is down. */
  answer(): Promise<{ readonly status: 200 | 503; readonly body: object }>;
  close(): void;
}

/** A dependency that does not answer for this long counts as down. */
const checkTimeoutMs = 2_000;
/** So that the time since when something is down is known also where nobody asks. */
const askEveryMs = 5_000;

export function createReadiness({ checks, work = {}, besides = {} }: ReadinessOptions): Readiness {
  const since = new Map<string, { readonly status: string; readonly at: number }>();
  const startedAt = performance.now();

  function partOf(name: string, message: string | undefined): ReadinessPart {
    const status = message === undefined ? 'ok' : 'down';
    const now = performance.now();
    const previous = since.get(name) ?? { status: 'ok', at: startedAt };
    const current = previous.status === status ? previous : { status, at: now };
    since.set(name, current);
    const seconds = Math.round((now - current.at) / 1_000);
    return { name, status, seconds, ...(message === undefined ? {} : { message }) };
  }

  async function read() {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await problemOf(check)] as const),
    );
    const watched = (watches: Readonly<Record<string, Pick<WorkWatch, 'problem'>>>) =>
      Object.entries(watches).map(([name, watch]) => partOf(name, watch.problem()));
    const needed = [...results.map(([name, message]) => partOf(name, message)), ...watched(work)];
    return {
      isReady: needed.every(({ status }) => status === 'ok'),
      parts: [...needed, ...watched(besides)],
    };
  }

  async function answer() {
    const { isReady, parts } = await read();
    const down = parts.filter(({ status }) => status === 'down');
    if (isReady) {
      const body = {
        status: down.length === 0 ? 'ok' : 'degraded',
        dependencies: Object.keys(checks),
        parts,
      };
      return { status: 200, body } as const;
    }
    const message = `not ready: ${down.map(({ name }) => name).join(', ')} down`;
    const details = down.map(({ name, message: reason = '' }) => ({ field: name, message: reason }));
    const error = { code: 'unavailable', message, details };
    return { status: 503, body: { success: false, error, parts } } as const;
  }

  const timer = setInterval(() => void read(), askEveryMs);
  timer.unref();
  return { read, answer, close: () => clearInterval(timer) };
}

async function problemOf(check: () => Promise<void>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, checkTimeoutMs, `did not answer within ${checkTimeoutMs / 1_000} s`);
  });
  const outcome = check().then(() => undefined, reasonOf);
  try {
    return await Promise.race([outcome, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
