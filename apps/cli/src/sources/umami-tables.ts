import { objectOf } from '../json-lines.ts';
import { type Reading, type SourceRecord, textIn } from './source.ts';

/** Under this name an event has what `event_data` says of it. */
export const eventData = 'event data';

/** What `session` says of a visitor. */
const ofVisitor = ['browser', 'os', 'device', 'country', 'region', 'subdivision1', 'city', 'hostname'];

export interface OtherTables {
  /** Remembers a row of a table that belongs to events; undefined where it is another. */
  readonly read: (row: SourceRecord) => Reading | undefined;
  /** An event with what the other tables say of it. */
  readonly join: (event: SourceRecord) => SourceRecord;
}

/**
 * The tables `session` and `event_data`, which stand before `website_event` in a dump. In memory are a few words for each
 * visitor, and the data of events until their event comes.
 */
export function createOtherTables(): OtherTables {
  const kinds = new Map<string, SourceRecord>();
  const visitors = new Map<string, SourceRecord>();
  const people = new Map<string, string>();
  const data = new Map<string, Record<string, unknown>>();

  const readVisitor = (id: string, row: SourceRecord): Reading => {
    const known = Object.fromEntries(ofVisitor.flatMap((key) => (row[key] ? [[key, row[key]]] : [])));
    const key = JSON.stringify(known);
    // Most visitors have what others have: it is there once.
    const kind = kinds.get(key) ?? known;
    if (kind === known) kinds.set(key, known);
    visitors.set(copyOf(id), kind);
    const person = textIn(row, 'distinct_id');
    if (person !== undefined) people.set(id, person);
    return { messages: [] };
  };
  const readData = (id: string, key: string, row: SourceRecord): Reading => {
    const own = data.get(id) ?? {};
    own[key] = typedValue(row);
    data.set(copyOf(id), own);
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
      const session = textIn(event, 'session_id') ?? '';
      const id = textIn(event, 'event_id') ?? '';
      const own = data.get(id);
      data.delete(id);
      const person = people.get(session);
      const joined = {
        ...visitors.get(session),
        ...(person !== undefined && { distinct_id: person }),
        ...event,
      };
      return own ? { ...joined, [eventData]: own } : joined;
    },
  };
}

/** A part of a text keeps the whole of it in memory, here the piece of the file that was read with it. */
const copyOf = (text: string): string => Buffer.from(text).toString();

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
