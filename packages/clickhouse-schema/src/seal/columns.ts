/** How visitors came: for all events of a session, what its first page view says, or its first event where it has none. */
export const acquisitionFacts = [
  'referrer',
  'referrer_name',
  'referrer_type',
  'channel',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
] as const;

/** Where they are and what they use: each event's own. */
export const deviceFacts = [
  'country',
  'region',
  'city',
  'os',
  'os_version',
  'browser',
  'browser_version',
  'device',
  'brand',
  'model',
] as const;

/** What a session says of itself: how it came, and else the facts of its first event. Columns of `events` and of sealed tables alike. */
export const sessionFacts = [...acquisitionFacts, ...deviceFacts] as const;
export type SessionFact = (typeof sessionFacts)[number];

/** Sealed rows tell times of a day apart to so many seconds: zones are offset by multiples of it. */
export const slotSeconds = 900;
