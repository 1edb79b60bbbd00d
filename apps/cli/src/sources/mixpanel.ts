import { mixpanelMessages } from '@gatrix/analytics-wire-formats/events';
import { deviceBySystem, type ImportSource, objectIn, textIn, withFacts } from './source.ts';

/** Mixpanel's raw export (https://docs.mixpanel.com/reference/raw-event-export): one event a line. */
export const mixpanel: ImportSource = {
  name: 'mixpanel',
  expected:
    'Mixpanel\'s raw export: JSON lines such as {"event":"Signed up","properties":{"time":1602611311,…}}',
  open: () => (record) => {
    const properties = objectIn(record.properties);
    if (textIn(record, 'event') === undefined || properties.time === undefined) return 'unknown';
    const messages = mixpanelMessages({ event: record.event, properties: asSent(properties) });
    if (messages.length === 0) return { leftOut: `${record.event} names nobody` };
    return {
      messages: withFacts(messages, {
        country: textIn(properties, 'mp_country_code'),
        region: textIn(properties, '$region'),
        city: textIn(properties, '$city'),
        os: textIn(properties, '$os'),
        osVersion: textIn(properties, '$os_version'),
        browser: textIn(properties, '$browser'),
        browserVersion: textIn(properties, '$browser_version'),
        device: deviceBySystem(textIn(properties, '$os'), textIn(properties, '$browser')),
        brand: textIn(properties, '$brand') ?? textIn(properties, '$manufacturer'),
        model: textIn(properties, '$model'),
      }),
      notTaken: Object.keys(properties).filter((key) => addedByServer.test(key)),
    };
  },
};

/** What the server adds to what was sent. */
const addedByServer =
  /^(?:mp_processing_time_ms|mp_sent_by_lib_version|mp_country_code|\$mp_api_.*|\$import)$/;

function asSent(properties: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !addedByServer.test(key)));
}
