/** `part` of `whole` in percent; 0 where there is no whole. */
export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (part / whole) * 100;
}

/** The mean of a sum over a count; 0 where there is nothing to average. */
export function mean(sum: number, count: number): number {
  return count === 0 ? 0 : sum / count;
}

/** The mean of an amount with at most six decimals: a whole number of millionths is divided, so that it is rounded once. */
export function meanOfMoney(amount: number, count: number): number {
  return mean(Math.round(amount * 1e6), count * 1e6);
}

/** The mean in seconds of a sum in milliseconds, rounded once. */
export function meanSeconds(sumMs: number, count: number): number {
  return mean(sumMs, count * 1000);
}
