import type { BreakdownDimension } from '@gatrix/analytics-protocol/insights';
import { useReport } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import type { SelectOption } from '../../ui/select-field.tsx';
import { useReporting } from './reporting-context.tsx';
import { fieldLabel } from './values.ts';

// Named here again: the contract's list would bring its validator into the page.
const columns: readonly BreakdownDimension[] = [
  'name',
  'country',
  'region',
  'city',
  'device',
  'os',
  'browser',
  'channel',
  'referrer_name',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'first.utm_campaign',
  'first.utm_source',
  'first.channel',
  'first.country',
];

/** What a report can be broken down by: the columns, the properties that the range has, and what is chosen already. */
export function useBreakdownOptions(
  chosen: readonly BreakdownDimension[],
): readonly SelectOption<BreakdownDimension>[] {
  const { t } = useI18n();
  const { query } = useReporting();
  const { startDate, endDate } = query;
  const names = useReport('names/properties', { startDate, endDate, limit: 1000 });
  const properties = names.data?.data.map(({ name }) => name).filter(isProperty) ?? [];
  return [...new Set([...columns, ...properties, ...chosen])].map((value) => ({
    value,
    label: isProperty(value) ? `${t('filter.property')}: ${fieldLabel(value, t)}` : fieldLabel(value, t),
  }));
}

/** Reads a breakdown from an address: a column that is offered, or a property, else nothing. */
export function readBreakdown(text: string): BreakdownDimension | undefined {
  return columns.find((name) => name === text) ?? (isProperty(text) ? text : undefined);
}

function isProperty(text: string): text is `properties.${string}` {
  return /^properties\../s.test(text);
}
