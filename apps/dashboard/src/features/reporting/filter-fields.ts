import type { BreakdownDimension } from '@gatrix/analytics-protocol/insights';

export interface FilterField {
  readonly field: string;
  /** Whose values are suggested. */
  readonly dimension: BreakdownDimension | 'path';
}

function first(name: string): FilterField {
  return { field: `first.${name}`, dimension: `first.${name}` };
}

/** What the list of fields offers beside properties and segments, in groups. */
export const filterGroups = [
  {
    label: 'filter.group.event',
    fields: [
      { field: 'path', dimension: 'path' },
      { field: 'session.entry_path', dimension: 'path' },
      { field: 'name', dimension: 'name' },
    ],
  },
  {
    label: 'filter.group.visit',
    fields: [
      { field: 'session.channel', dimension: 'channel' },
      { field: 'session.referrer_name', dimension: 'referrer_name' },
      { field: 'session.utm_source', dimension: 'utm_source' },
      { field: 'session.utm_medium', dimension: 'utm_medium' },
      { field: 'session.utm_campaign', dimension: 'utm_campaign' },
    ],
  },
  {
    label: 'filter.group.place',
    fields: [
      { field: 'country', dimension: 'country' },
      { field: 'region', dimension: 'region' },
      { field: 'city', dimension: 'city' },
      { field: 'browser', dimension: 'browser' },
      { field: 'os', dimension: 'os' },
      { field: 'device', dimension: 'device' },
    ],
  },
  {
    label: 'filter.group.first',
    fields: [
      first('utm_campaign'),
      first('utm_source'),
      first('channel'),
      first('country'),
      first('platform'),
      first('app_version'),
      first('day'),
    ],
  },
] as const satisfies readonly { readonly label: string; readonly fields: readonly FilterField[] }[];

/** Whether the list of people can be filtered by it; fields of sessions cannot. */
export function canFilterPeople(field: string): boolean {
  return !field.startsWith('session.');
}

export const filterFields: readonly FilterField[] = filterGroups.flatMap(({ fields }) => [...fields]);
