import type { MessageKey } from '../../ui/i18n/en.ts';
import { enValues } from '../../ui/i18n/en-values.ts';
import type { Format } from '../../ui/i18n/format.ts';
import type { Translate } from '../../ui/i18n/locale.ts';

const fieldKeys: Readonly<Record<string, MessageKey>> = {
  name: 'field.name',
  path: 'field.path',
  entry_path: 'field.entry_path',
  exit_path: 'field.exit_path',
  channel: 'field.channel',
  referrer_name: 'field.referrer_name',
  referrer: 'field.referrer',
  referrer_type: 'field.referrer_type',
  utm_source: 'field.utm_source',
  utm_medium: 'field.utm_medium',
  utm_campaign: 'field.utm_campaign',
  utm_term: 'field.utm_term',
  utm_content: 'field.utm_content',
  country: 'field.country',
  region: 'field.region',
  city: 'field.city',
  browser: 'field.browser',
  browser_version: 'field.browser_version',
  os: 'field.os',
  os_version: 'field.os_version',
  device: 'field.device',
  brand: 'field.brand',
  model: 'field.model',
  segment: 'field.segment',
  session_id: 'sessions.id',
  app_version: 'versions.version',
  platform: 'field.platform',
  day: 'chart.date',
};

/** A field as the reader calls it. */
export function fieldLabel(field: string, t: Translate): string {
  if (field.startsWith('first.')) return t('field.first', { field: fieldLabel(field.slice(6), t) });
  const key = fieldKeys[ofEvent(field)];
  if (key) return t(key);
  return field.replace(/^(properties|profile|session)\./, '');
}

/** How a session, or a person, came has the names of its first event's fields. */
function ofEvent(field: string): string {
  return field.replace(/^(session|first)\./, '');
}

const capitalised: ReadonlySet<string> = new Set(['channel', 'device', 'referrer_type']);

function isValueKey(key: string): key is keyof typeof enValues {
  return Object.hasOwn(enValues, key);
}

/** A value as the reader calls it; the empty one says what its absence means. */
export function valueLabel(name: string, value: string, t: Translate, format: Format): string {
  const field = ofEvent(name);
  if (value === '') {
    if (field === 'referrer_name' || field === 'referrer') return t('value.direct');
    if (field === 'utm_campaign') return t('value.noCampaign');
    return t(field in fieldKeys ? 'value.unknown' : 'value.none');
  }
  if (field === 'country') return format.country(value);
  const key = `value.${field}.${value}`;
  if (isValueKey(key)) return t(key);
  if (capitalised.has(field)) return value.charAt(0).toUpperCase() + value.slice(1);
  return value;
}
