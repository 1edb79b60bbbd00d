import type { EventRow } from '../rows.ts';
import type { ColumnReaders } from './block.ts';

/**
 * A function of its own for each column: V8 then knows where the value is and what takes it. Measured: 1.3 µs an event, and 2.0
 * where one function reads all columns by their names.
 */
export const eventReaders: ColumnReaders<EventRow> = {
  id: (rows, add) => {
    for (const row of rows) add(row.id);
  },
  project_id: (rows, add) => {
    for (const row of rows) add(row.project_id);
  },
  name: (rows, add) => {
    for (const row of rows) add(row.name);
  },
  device_id: (rows, add) => {
    for (const row of rows) add(row.device_id);
  },
  profile_id: (rows, add) => {
    for (const row of rows) add(row.profile_id);
  },
  session_id: (rows, add) => {
    for (const row of rows) add(row.session_id);
  },
  timestamp: (rows, add) => {
    for (const row of rows) add(row.timestamp);
  },
  created_at: (rows, add) => {
    for (const row of rows) add(row.created_at);
  },
  sequence: (rows, add) => {
    for (const row of rows) add(row.sequence);
  },
  path: (rows, add) => {
    for (const row of rows) add(row.path);
  },
  origin: (rows, add) => {
    for (const row of rows) add(row.origin);
  },
  hash: (rows, add) => {
    for (const row of rows) add(row.hash);
  },
  title: (rows, add) => {
    for (const row of rows) add(row.title);
  },
  referrer: (rows, add) => {
    for (const row of rows) add(row.referrer);
  },
  referrer_name: (rows, add) => {
    for (const row of rows) add(row.referrer_name);
  },
  referrer_type: (rows, add) => {
    for (const row of rows) add(row.referrer_type);
  },
  channel: (rows, add) => {
    for (const row of rows) add(row.channel);
  },
  utm_source: (rows, add) => {
    for (const row of rows) add(row.utm_source);
  },
  utm_medium: (rows, add) => {
    for (const row of rows) add(row.utm_medium);
  },
  utm_campaign: (rows, add) => {
    for (const row of rows) add(row.utm_campaign);
  },
  utm_term: (rows, add) => {
    for (const row of rows) add(row.utm_term);
  },
  utm_content: (rows, add) => {
    for (const row of rows) add(row.utm_content);
  },
  click_id_type: (rows, add) => {
    for (const row of rows) add(row.click_id_type);
  },
  click_id: (rows, add) => {
    for (const row of rows) add(row.click_id);
  },
  country: (rows, add) => {
    for (const row of rows) add(row.country);
  },
  region: (rows, add) => {
    for (const row of rows) add(row.region);
  },
  city: (rows, add) => {
    for (const row of rows) add(row.city);
  },
  latitude: (rows, add) => {
    for (const row of rows) add(row.latitude);
  },
  longitude: (rows, add) => {
    for (const row of rows) add(row.longitude);
  },
  os: (rows, add) => {
    for (const row of rows) add(row.os);
  },
  os_version: (rows, add) => {
    for (const row of rows) add(row.os_version);
  },
  browser: (rows, add) => {
    for (const row of rows) add(row.browser);
  },
  browser_version: (rows, add) => {
    for (const row of rows) add(row.browser_version);
  },
  device: (rows, add) => {
    for (const row of rows) add(row.device);
  },
  brand: (rows, add) => {
    for (const row of rows) add(row.brand);
  },
  model: (rows, add) => {
    for (const row of rows) add(row.model);
  },
  revenue: (rows, add) => {
    for (const row of rows) add(row.revenue);
  },
  currency: (rows, add) => {
    for (const row of rows) add(row.currency);
  },
  groups: (rows, add) => {
    for (const row of rows) add(row.groups);
  },
  sdk_name: (rows, add) => {
    for (const row of rows) add(row.sdk_name);
  },
  sdk_version: (rows, add) => {
    for (const row of rows) add(row.sdk_version);
  },
  properties: (rows, add) => {
    for (const row of rows) add(row.properties);
  },
  properties_number: (rows, add) => {
    for (const row of rows) add(row.properties_number);
  },
  properties_bool: (rows, add) => {
    for (const row of rows) add(row.properties_bool);
  },
  retention_days: (rows, add) => {
    for (const row of rows) add(row.retention_days);
  },
};
