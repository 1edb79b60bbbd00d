import type { Alert } from '@gatrix/analytics-metadata';
import type { AlertState } from '@gatrix/analytics-protocol/insights';
import { dayMs } from '@gatrix/analytics-reports';

/** What is to be told, and what was told last once it is. */
export interface Telling {
  readonly notice: 'change' | 'reminder' | undefined;
  readonly toldState: AlertState | null;
  readonly toldAt: number | null;
}

/**
 * Each change of state is told, and while it fires a reminder a day. While it is snoozed nothing is; when that ends, what
 * is other than what was told last. A new alert that is quiet says nothing.
 */
export function tellingOf(
  { toldState, toldAt, snoozedUntil }: Pick<Alert, 'toldState' | 'toldAt' | 'snoozedUntil'>,
  state: AlertState,
  now: number,
): Telling {
  const same: Telling = { notice: undefined, toldState, toldAt };
  if (snoozedUntil !== null && now < snoozedUntil) return same;
  if (toldState === null && state !== 'firing') return { ...same, toldState: state };
  if (toldState !== state) return { notice: 'change', toldState: state, toldAt: now };
  if (state !== 'firing' || now - (toldAt ?? 0) < dayMs) return same;
  return { notice: 'reminder', toldState: state, toldAt: now };
}
