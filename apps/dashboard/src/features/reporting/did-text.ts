import type { DidCondition } from '@gatrix/analytics-protocol/insights';
import type { Format } from '../../ui/i18n/format.ts';
import type { Translate } from '../../ui/i18n/locale.ts';

export interface FilterText {
  readonly field: string;
  readonly op: string;
  /** '' where the condition has none. */
  readonly value: string;
}

/** An event with a revenue above 0, of any name. */
export const payment = {
  filters: { field: 'revenue', op: 'gt', value: 0 },
} as const satisfies Partial<DidCondition>;

export function isPayment({ event, filters }: Pick<DidCondition, 'event' | 'filters'>): boolean {
  if (event !== undefined || !filters || !('field' in filters)) return false;
  return filters.field === 'revenue' && filters.op === 'gt' && filters.value === 0;
}

/** A condition on what people did, as the reader calls it. */
export function didText(condition: DidCondition, t: Translate, format: Format): FilterText {
  const { did, event, filters, count, sum, range } = condition;
  const isAtLeast = count === undefined || count.op === 'gte';
  const other = [isPayment(condition) ? undefined : filters, sum, isAtLeast ? undefined : count];
  const parts = [
    isPayment(condition) ? t('filter.did.payment') : (event ?? t('explore.anyEvent')),
    ...(count && isAtLeast ? [t('filter.did.times', { count: format.exact(count.value) })] : []),
    ...(range ? [rangeText(range, t, format)] : []),
    ...other.filter((part) => part !== undefined).map((part) => JSON.stringify(part)),
  ];
  return { field: t('filter.did.people'), op: t(`filter.did.${did}`), value: parts.join(' · ') };
}

function rangeText(range: NonNullable<DidCondition['range']>, t: Translate, format: Format): string {
  if ('lastDays' in range) return t('filter.did.lastDays', { count: format.exact(range.lastDays) });
  if ('firstDays' in range) return t('filter.did.firstDays', { count: format.exact(range.firstDays) });
  return `${range.startDate ?? ''} – ${range.endDate ?? ''}`;
}
