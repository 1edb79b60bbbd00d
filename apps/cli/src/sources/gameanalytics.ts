import { gameanalyticsMessages } from '@gatrix/analytics-wire-formats/events';
import { isObject, objectOf } from '../json-lines.ts';
import { countryCode } from './country-code.ts';
import { createOccurrences } from './occurrences.ts';
import { deviceBySystem, type ImportSource, objectIn, textIn, withFacts } from './source.ts';

const read = new Set([
  'data',
  'arrival_ts',
  'country_code',
  'continent',
  'subdivision_name',
  'city',
  'game_id',
]);

/** GameAnalytics' raw export (https://docs.gameanalytics.com/datasuite/data-export/schemas): one event a line. */
export const gameanalytics: ImportSource = {
  name: 'gameanalytics',
  expected:
    'GameAnalytics\' raw export: JSON lines such as {"arrival_ts":1791187200,"country_code":"KR","data":{"category":"design",…}}, plain or gzip',
  open: () => {
    const nthOf = createOccurrences();
    return (record) => {
      const data = objectIn(record.data);
      const category = textIn(data, 'category');
      if (category === undefined || textIn(data, 'client_ts') === undefined) return 'unknown';
      const fields = typeof data.custom_fields === 'string' ? objectOf(data.custom_fields) : undefined;
      const event = { ...data, ...(fields && { custom_fields: fields }), ...seconds(data.client_ts) };
      const messages = gameanalyticsMessages(event, nthOf(JSON.stringify(event)));
      if (messages.length === 0) return { leftOut: `category ${category}` };
      if (messages[0]?.payload.name === undefined) return { leftOut: `category ${category} is not known` };
      const os = textIn(data, 'os_version');
      const facts = {
        country: countryCode(textIn(record, 'country_code')),
        region: textIn(record, 'subdivision_name'),
        city: textIn(record, 'city'),
        device: deviceBySystem(os, /^(?:windows|mac|linux|webgl)/i.test(os ?? '') ? os : undefined),
      };
      const notTaken = Object.keys(record).filter((key) => !read.has(key) && isSaid(record[key]));
      return { messages: withFacts(messages, facts), notTaken };
    };
  },
};

const isSaid = (value: unknown) =>
  value !== null && value !== '' && !(isObject(value) && Object.keys(value).length === 0);

/** Text of digits is a number of seconds, too. */
const seconds = (clientTs: unknown) =>
  typeof clientTs === 'string' && /^\d+$/.test(clientTs) ? { client_ts: Number(clientTs) } : {};
