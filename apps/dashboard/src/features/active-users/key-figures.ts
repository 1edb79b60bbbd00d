import type { ActiveUsersData, LifecycleData } from '@gatrix/analytics-protocol/insights';

export interface KeyFigures {
  /** The average of the days. */
  readonly dau: number;
  /** Of the last day. */
  readonly wau: number;
  readonly mau: number;
  /** Percent: average DAU over average MAU. */
  readonly stickiness: number;
  /** Undefined until it is known. */
  readonly newUsers: number | undefined;
  /** The last day that counts, its local start. */
  readonly until: string;
}

/** What the days come to. A day that is not over would lower all of it, and counts only where there is no other. */
export function keyFiguresOf(days: ActiveUsersData, lifecycle: LifecycleData | undefined): KeyFigures {
  const complete = days.filter(({ incomplete }) => !incomplete);
  const counted = complete.length > 0 ? complete : days;
  const last = counted.at(-1);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const daily = sum(counted.map(({ dau }) => dau));
  const monthly = sum(counted.map(({ mau }) => mau));
  return {
    dau: counted.length === 0 ? 0 : Math.round(daily / counted.length),
    wau: last?.wau ?? 0,
    mau: last?.mau ?? 0,
    stickiness: monthly === 0 ? 0 : (daily / monthly) * 100,
    newUsers: lifecycle && sum(lifecycle.map((interval) => interval.new)),
    until: last?.date ?? '',
  };
}
