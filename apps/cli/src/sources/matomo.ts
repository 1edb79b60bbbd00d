import { matomoMessages, stableId } from '@gatrix/analytics-wire-formats/events';
import { objectsIn } from '../json-lines.ts';
import { countryCode } from './country-code.ts';
import { variablesOf, wireFieldsOf } from './matomo-actions.ts';
import { type ImportSource, objectIn, type SourceRecord, textIn, withFacts } from './source.ts';

/** What a visit says that has no place here; the rest is taken, says the same again, or is counted anew. */
const noPlace = ['visitIp', 'fingerprint', 'languageCode', 'resolution', 'plugins', 'latitude', 'longitude'];

/** Matomo's visits with all their actions, as its API answers `Live.getLastVisitsDetails`. */
export const matomo: ImportSource = {
  name: 'matomo',
  siteFields: ['idSite'],
  expected:
    "Matomo's answers to Live.getLastVisitsDetails with format=JSON: arrays of visits with actionDetails",
  open: () => (visit) => {
    const idVisit = textIn(visit, 'idVisit');
    const start = Number(textIn(visit, 'firstActionTimestamp'));
    if (idVisit === undefined || !Array.isArray(visit.actionDetails) || !(start > 0)) return 'unknown';
    const actions = objectsIn(visit.actionDetails).sort((a, b) => timeOf(a) - timeOf(b));
    const first = actions.find(({ type }) => type === 'action') ?? actions[0];
    const identify = idsOf(`${textIn(visit, 'idSite') ?? ''}.${idVisit}`);
    const offset = offsetOf(actions, start);
    const messages = actions.flatMap((action) => {
      const fields = wireFieldsOf(action);
      if (!fields) return [];
      fields.set('cdt', String(timeOf(action) - offset));
      setPresent(fields, '_id', textIn(visit, 'visitorId'));
      setPresent(fields, 'uid', textIn(visit, 'userId'));
      if (action === first) setPresent(fields, 'urlref', textIn(visit, 'referrerUrl'));
      const id = identify(action);
      return matomoMessages(fields).map(({ type, payload }) => ({
        type,
        payload: {
          ...payload,
          id: payload.id ?? id,
          sessionId: `${textIn(visit, 'idSite') ?? ''}.${idVisit}`,
          properties: {
            ...variablesOf(visit),
            ...variablesOf(action),
            ...objectIn(payload.properties),
            ...(action.goalName !== undefined && { goal_name: action.goalName }),
            ...(action === first && campaignOf(visit)),
          },
        },
      }));
    });
    if (messages.length === 0) return { leftOut: 'visit without an action that is taken' };
    const others = actions.filter((action) => !wireFieldsOf(action)).map(({ type }) => `action ${type}`);
    const fields = noPlace.filter((name) => textIn(visit, name) !== undefined);
    return { messages: withFacts(messages, factsOf(visit)), notTaken: [...fields, ...others] };
  },
};

const timeOf = (action: SourceRecord): number => Number(textIn(action, 'timestamp'));

/**
 * TRICKY: an action's `timestamp` is the clock of the site's time zone read as if it were UTC, a visit's is UTC. Zones are
 * whole quarters of an hour away from UTC, and no more than 14 hours.
 */
function offsetOf(actions: readonly SourceRecord[], start: number): number {
  const quarter = 900;
  const offset = Math.round(((actions[0] ? timeOf(actions[0]) : start) - start) / quarter) * quarter;
  return Math.abs(offset) <= 14 * 3_600 ? offset : 0;
}

/** An action's id follows from Matomo's own, or from what it says and how often the visit says it. */
function idsOf(visit: string): (action: SourceRecord) => string | undefined {
  const seen = new Map<string, number>();
  return (action) => {
    const { type, timestamp, goalId, goalPageId, url } = action;
    const pageId = textIn(action, 'pageId');
    const key = JSON.stringify(pageId === undefined ? [type, timestamp, goalId, goalPageId, url] : [pageId]);
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return stableId(visit, 'matomo action', key, ...(nth > 0 ? [String(nth)] : []));
  };
}

function setPresent(fields: Map<string, string>, key: string, value: string | undefined): void {
  if (value !== undefined) fields.set(key, value);
}

/** Matomo takes a campaign's parameters out of the pages' addresses. */
function campaignOf(visit: SourceRecord): SourceRecord {
  if (visit.referrerType !== 'campaign') return {};
  const campaign = {
    utm_campaign: textIn(visit, 'campaignName') ?? textIn(visit, 'referrerName'),
    utm_term: textIn(visit, 'campaignKeyword') ?? textIn(visit, 'referrerKeyword'),
    utm_source: textIn(visit, 'campaignSource'),
    utm_medium: textIn(visit, 'campaignMedium'),
    utm_content: textIn(visit, 'campaignContent'),
  };
  return { __query: campaign };
}

function factsOf(visit: SourceRecord) {
  const known = (name: string) => {
    const value = textIn(visit, name);
    return value === 'Unknown' || value === 'unknown' ? undefined : value;
  };
  const country = known('countryCode');
  return {
    country: country === 'xx' ? undefined : countryCode(country),
    region: known('region'),
    city: known('city'),
    os: known('operatingSystemName'),
    osVersion: known('operatingSystemVersion'),
    browser: known('browserName'),
    browserVersion: known('browserVersion'),
    device: deviceOf(known('deviceType')),
    brand: known('deviceBrand'),
    model: known('deviceModel'),
  };
}

function deviceOf(type: string | undefined): string | undefined {
  return /phone|phablet|media player/i.test(type ?? '') ? 'mobile' : type?.toLowerCase();
}
