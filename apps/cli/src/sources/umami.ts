import { stableId, withRevenue } from '@gatrix/analytics-wire-formats/events';
import { factsAsProperties, type ImportSource, objectIn, type SourceRecord, textIn } from './source.ts';
import { createOtherTables, eventData } from './umami-tables.ts';

/** Columns of `website_event`, in the dumps of either of Umami's databases and in Umami Cloud's export. */
const read = new Set([
  ...[
    'website_id',
    'session_id',
    'visit_id',
    'event_id',
    'hostname',
    'browser',
    'os',
    'device',
    'country',
    'region',
  ],
  ...['subdivision1', 'city', 'url_path', 'url_query', 'referrer_path', 'referrer_query', 'referrer_domain'],
  ...['page_title', 'event_type', 'event_name', 'tag', 'distinct_id', 'created_at', 'job_id', eventData],
  // They are in url_query.
  ...[
    'utm_source',
    'utm_medium',
    'utm_campaign',
    'utm_content',
    'utm_term',
    'gclid',
    'fbclid',
    'msclkid',
    'ttclid',
  ],
  ...['li_fat_id', 'twclid'],
]);
/** 1 is a page view, 2 an event of the site's own; others are links, pixels and measurements. */
const pageView = '1';
const ownEvent = '2';

/** Umami's `website_event` as CSV, or a dump with `session` and `event_data`. A session is Umami's visitor of a month, a visit is our session. */
export const umami: ImportSource = {
  name: 'umami',
  siteFields: ['website_id'],
  expected:
    "Umami's table website_event as CSV with its header (session_id, visit_id, url_path, event_type, created_at, …), or a dump of its PostgreSQL database as text",
  open: ({ host }) => {
    const beside = createOtherTables();
    return (row) => {
      const other = beside.read(row);
      if (other) return other;
      const record = beside.join(row);
      const [createdAt, type] = [textIn(record, 'created_at'), textIn(record, 'event_type')];
      const session = textIn(record, 'session_id');
      if (createdAt === undefined || type === undefined || session === undefined) return 'unknown';
      if (type !== pageView && type !== ownEvent) return { leftOut: `event_type ${type}` };
      return {
        messages: [{ type: 'track', payload: payloadOf(record, { host, createdAt, session, type }) }],
        notTaken: Object.keys(record).filter((key) => !read.has(key) && record[key] !== ''),
      };
    };
  },
};

interface Known {
  readonly host: string;
  readonly createdAt: string;
  readonly session: string;
  readonly type: string;
}

function payloadOf(record: SourceRecord, { host, createdAt, session, type }: Known) {
  const hostname = textIn(record, 'hostname');
  const origin = host || (hostname === undefined ? '' : `https://${hostname}`);
  const tag = textIn(record, 'tag');
  return {
    // Old versions have no column of ids: a row is known by all that it says.
    id: stableId(textIn(record, 'event_id') ?? JSON.stringify(record)),
    name: type === pageView ? 'page_view' : (textIn(record, 'event_name') ?? 'event'),
    timestamp: createdAt,
    deviceId: session,
    sessionId: textIn(record, 'visit_id') ?? session,
    profileId: textIn(record, 'distinct_id'),
    path: `${origin}${withQuery(textIn(record, 'url_path') ?? '/', textIn(record, 'url_query'))}`,
    referrer: referrerOf(record),
    title: textIn(record, 'page_title'),
    properties: {
      ...withRevenue(objectIn(record[eventData]), 'revenue'),
      ...(tag !== undefined && { tag }),
      ...factsAsProperties({
        country: textIn(record, 'country'),
        region: textIn(record, 'region') ?? textIn(record, 'subdivision1'),
        city: textIn(record, 'city'),
        os: textIn(record, 'os'),
        browser: textIn(record, 'browser'),
        device: deviceOf(textIn(record, 'device')),
      }),
    },
  };
}

function withQuery(path: string, query: string | undefined): string {
  return query === undefined ? path : `${path}?${query.replace(/^\?/, '')}`;
}

function referrerOf(record: SourceRecord): string | undefined {
  const domain = textIn(record, 'referrer_domain');
  if (domain === undefined) return undefined;
  return `https://${domain}${withQuery(textIn(record, 'referrer_path') ?? '/', textIn(record, 'referrer_query'))}`;
}

/** Umami tells laptops from desktops by their screens. */
const deviceOf = (device: string | undefined) => (device === 'laptop' ? 'desktop' : device);
