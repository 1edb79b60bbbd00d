import type { RetentionData } from '@gatrix/analytics-protocol/insights';

/** Some of the people, and how many of them are back after how many periods. */
export interface RetentionGroup {
  readonly label: string;
  readonly size: number;
  /** Percent by period, 0 first; null where no cohort has got so far. */
  readonly average: readonly (number | null)[];
}

export interface GroupNames {
  readonly all: string;
  readonly others: string;
  readonly valueOf: (name: string) => string;
}

/** Everybody, and each value that they are compared by; the values beyond those as one. */
export function groupsOf(data: RetentionData, names: GroupNames): readonly RetentionGroup[] {
  const sizeOf = (cohorts: RetentionData['cohorts']) => cohorts.reduce((sum, { size }) => sum + size, 0);
  return [
    { label: names.all, size: sizeOf(data.cohorts), average: data.average },
    ...(data.breakdown ?? []).map(({ name, rest, cohorts, average }) => ({
      label: rest ? names.others : names.valueOf(name),
      size: sizeOf(cohorts),
      average,
    })),
  ];
}
