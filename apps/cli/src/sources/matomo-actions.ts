import { objectIn, type SourceRecord, textIn } from './source.ts';

/** An action of a visit in the fields in which Matomo's tracker sends it; undefined for what is none of the visitor's doing. */
export function wireFieldsOf(action: SourceRecord): Map<string, string> | undefined {
  const own = ownFieldsOf(action);
  if (!own) return undefined;
  const dimensions = Object.keys(action).flatMap((key): [string, string | undefined][] =>
    /^dimension\d+$/.test(key) ? [[key, textIn(action, key)]] : [],
  );
  const fields = [...Object.entries(own), ...dimensions];
  return new Map(
    fields.flatMap(([field, value]): [string, string][] => (value === undefined ? [] : [[field, value]])),
  );
}

function ownFieldsOf(action: SourceRecord): Readonly<Record<string, string | undefined>> | undefined {
  const get = (name: string) => textIn(action, name);
  const url = get('url');
  switch (action.type) {
    case 'action':
      return { url, action_name: get('pageTitle') };
    case 'event': {
      const what = { e_c: get('eventCategory'), e_a: get('eventAction'), e_n: get('eventName') };
      return { url, ...what, e_v: get('eventValue') };
    }
    case 'outlink':
      return { link: url };
    case 'download':
      return { download: url };
    case 'search': {
      const searchFields = { search_cat: get('siteSearchCategory'), search_count: get('siteSearchCount') };
      return { url, search: get('siteSearchKeyword'), ...searchFields };
    }
    case 'goal':
      return { url, idgoal: get('goalId'), revenue: get('revenue') };
    case 'ecommerceOrder':
    case 'ecommerceAbandonedCart': {
      const items = Array.isArray(action.itemDetails) ? JSON.stringify(action.itemDetails) : undefined;
      // A cart has no order's id: what is in it is no revenue yet.
      return { url, idgoal: '0', ec_id: get('orderId'), revenue: get('revenue'), ec_items: items };
    }
    default:
      return undefined;
  }
}

/** Custom variables: `{"1":{"customVariableName1":"plan","customVariableValue1":"pro"}}`, or the same in a list. */
export function variablesOf(holder: SourceRecord): Record<string, string> {
  const variables = Object.values(Object(holder.customVariables)).map(objectIn);
  return Object.fromEntries(
    variables.flatMap((variable) => {
      const find = (part: RegExp) => Object.keys(variable).find((key) => part.test(key)) ?? '';
      const name = textIn(variable, find(/Name\d+$/));
      return name === undefined ? [] : [[name, textIn(variable, find(/Value\d+$/)) ?? '']];
    }),
  );
}
