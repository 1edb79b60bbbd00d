/** Listens until the signal says stop. A target that is not there (Node, a worker) is no error. */
export type Listen = (
  target: Pick<EventTarget, 'addEventListener'> | undefined,
  type: string,
  listener: (event: Event) => void,
) => void;

export const createListen =
  (signal: AbortSignal): Listen =>
  (target, type, listener) =>
    target?.addEventListener?.(type, listener, { signal });

/** Nobody has seen the page yet, and perhaps nobody will. */
export const isPrerendering = (): unknown =>
  (globalThis.document as { prerendering?: boolean } | undefined)?.prerendering;
