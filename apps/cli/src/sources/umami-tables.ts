import { objectOf } from '../json-lines.ts';
import { type Reading, type SourceRecord, textIn } from './source.ts';
import { createSpilledTexts } from './spilled-texts.ts';

/** Under this name an event has what `event_data` says of it. */
export const eventData = 'event data';

/** What `session` says of a visitor. */
const ofVisitor = [
  ...['browser', 'os', 'device', 'country', 'region', 'subdivision1', 'city', 'hostname'],
  'distinct_id',
];

export interface OtherTables {
  /** Remembers a row of a table that belongs to events; undefined where it is another. */
  readonly read: (row: SourceRecord) => Reading | undefined;
  /** An event with what the other tables say of it. */
  readonly join: (event: SourceRecord) => SourceRecord;
}

/**
 * The tables `session` and `event_data`, which stand before `website_event` in a dump. What they say waits in temporary
 * files: in memory are some 20 bytes for each visitor, and for each event with data.
 */
export function createOtherTables(): OtherTables {
  const visitors = createSpilledTexts();
  const data = createSpilledTexts();
  // The data of an event stands together: it is put aside once.
  let current: { readonly event: string; readonly own: Record<string, unknown> } | undefined;

  const dataOf = (event: string): SourceRecord | undefined => {
    const text = data.get(event);
    return text === undefined ? undefined : JSON.parse(text);
  };
  const putAside = () => {
    if (current) data.set(current.event, JSON.stringify({ ...dataOf(current.event), ...current.own }));
    current = undefined;
  };
  const readVisitor = (id: string, row: SourceRecord): Reading => {
    const known = ofVisitor.flatMap((key) => (row[key] ? [[key, row[key]]] : []));
    visitors.set(id, JSON.stringify(Object.fromEntries(known)));
    return { messages: [] };
  };
  const readData = (event: string, key: string, row: SourceRecord): Reading => {
    if (current?.event !== event) putAside();
    current ??= { event, own: {} };
    current.own[key] = typedValue(row);
    return { messages: [] };
  };
  return {
    read: (row) => {
      const [event, key] = [textIn(row, 'website_event_id'), textIn(row, 'data_key')];
      if (event !== undefined && key !== undefined) return readData(event, key, row);
      const session = textIn(row, 'session_id');
      if (session === undefined || 'event_type' in row || textIn(row, 'created_at') === undefined)
        return undefined;
      return key === undefined ? readVisitor(session, row) : { leftOut: 'data of a session' };
    },
    join: (event) => {
      putAside();
      const visitor = visitors.get(textIn(event, 'session_id') ?? '');
      const own = dataOf(textIn(event, 'event_id') ?? '');
      const joined = { ...(visitor !== undefined && JSON.parse(visitor)), ...event };
      return own ? { ...joined, [eventData]: own } : joined;
    },
  };
}

/** By `data_type`: 1 text, 2 a number, 3 a truth value, 4 a date, 5 a list. */
function typedValue(row: SourceRecord): unknown {
  const text = textIn(row, 'string_value');
  switch (textIn(row, 'data_type')) {
    case '2':
      return Number(textIn(row, 'number_value') ?? text);
    case '3':
      return text === 'true';
    case '4':
      return textIn(row, 'date_value') ?? text;
    case '5':
      return objectOf(`{"list":${text}}`)?.list ?? text;
    default:
      return text;
  }
}
