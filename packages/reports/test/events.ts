import type { EventRow, ProfileChangeRow } from '@gatrix/analytics-clickhouse-schema';

/** An event that happened, with nothing known about it but what is given. */
export function eventRow(
  known: Partial<EventRow> & Pick<EventRow, 'id' | 'project_id' | 'timestamp'>,
): EventRow {
  return {
    name: 'screen_view',
    device_id: '',
    profile_id: '',
    session_id: '',
    created_at: known.timestamp,
    sequence: 0,
    path: '',
    origin: '',
    hash: '',
    title: '',
    referrer: '',
    referrer_name: '',
    referrer_type: '',
    channel: '',
    utm_source: '',
    utm_medium: '',
    utm_campaign: '',
    utm_term: '',
    utm_content: '',
    click_id_type: '',
    click_id: '',
    country: '',
    region: '',
    city: '',
    latitude: null,
    longitude: null,
    os: '',
    os_version: '',
    browser: '',
    browser_version: '',
    device: '',
    brand: '',
    model: '',
    revenue: 0,
    currency: '',
    groups: [],
    sdk_name: '',
    sdk_version: '',
    properties: {},
    properties_number: {},
    properties_bool: {},
    retention_days: 0,
    ...known,
  };
}

/** A change of a profile, with nothing known about it but what is given. */
export function changeRow(
  known: Partial<ProfileChangeRow> & Pick<ProfileChangeRow, 'id' | 'project_id' | 'timestamp' | 'kind'>,
): ProfileChangeRow {
  return {
    profile_id: '',
    device_id: '',
    created_at: known.timestamp,
    sequence: 0,
    traits: '',
    alias: '',
    property: '',
    amount: 0,
    groups: [],
    import_id: '',
    ...known,
  };
}
