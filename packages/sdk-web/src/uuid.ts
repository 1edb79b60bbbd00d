/** A random UUID (version 4). `randomUUID` is missing on plain http, where chance is good enough for a key. */
export const uuid = (): string =>
  crypto.randomUUID?.() ??
  'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => ((Math.random() * 16) | 0).toString(16));
