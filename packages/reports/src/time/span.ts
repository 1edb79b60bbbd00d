/** Milliseconds since the epoch, `to` excluded. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Before all times that are stored. */
export const beginningOfTime = Date.UTC(1900, 0, 1);

/** Behind all times that are stored. */
export const endOfTime = Date.UTC(2299, 0, 1);
