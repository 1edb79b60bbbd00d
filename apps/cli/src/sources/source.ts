import type { ImportedMessage } from '../commands/import-lines.ts';

/** A record of an export: an object of JSON, or a row of CSV by its header. */
export type SourceRecord = Readonly<Record<string, unknown>>;

/** What a record says. */
export type Reading =
  /** `notTaken` are names of its fields that have no place here. */
  | { readonly messages: readonly ImportedMessage[]; readonly notTaken?: readonly string[] }
  /** It is understood, and nothing for us. */
  | { readonly leftOut: string }
  | 'unknown';

export interface SourceOptions {
  /** Where a site is, such as `https://example.com`, for exports that do not say; else ''. */
  readonly host: string;
}

/** One vendor's export. Adding one is a file like its neighbours', and a line in `sources.ts`. */
export interface ImportSource {
  /** Of the command: `import <name>`. */
  readonly name: string;
  /** What the files are, for help and where nothing was understood. */
  readonly expected: string;
  /** What says which site a record is of, where an export may hold several. */
  readonly siteFields?: readonly string[];
  /** Reads one run's records, in their order. */
  readonly open: (options: SourceOptions) => (record: SourceRecord) => Reading;
}

/** The text of a field; undefined where it is none, or empty. */
export function textIn(record: SourceRecord, name: string): string | undefined {
  const value = record[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What the vendor found out about a visitor, under the names by which our server takes it over. */
export interface VisitorFacts {
  readonly country?: string | undefined;
  readonly region?: string | undefined;
  readonly city?: string | undefined;
  readonly os?: string | undefined;
  readonly osVersion?: string | undefined;
  readonly browser?: string | undefined;
  readonly browserVersion?: string | undefined;
  readonly device?: string | undefined;
  readonly brand?: string | undefined;
  readonly model?: string | undefined;
}

/**
 * Properties that say of a visitor what the vendor knew. Without an address and a user agent of the visitor's own, those of
 * this command must not count.
 */
export function factsAsProperties(facts: VisitorFacts): Record<string, string> {
  const named = Object.entries(facts).flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' ? [[`__${name}`, value]] : [],
  );
  return { __ip: '', __userAgent: '', ...Object.fromEntries(named) };
}

/** The kind of device, of exports that do not say: without one, an event would be a server's. */
export function deviceBySystem(os: string | undefined, browser: string | undefined): string | undefined {
  if (/ios|iphone|ipad|android/i.test(os ?? '')) return 'mobile';
  return browser === undefined ? undefined : 'desktop';
}

/** Puts facts beside the properties of the `track` messages. */
export function withFacts(
  messages: readonly ImportedMessage[],
  facts: VisitorFacts,
): readonly ImportedMessage[] {
  return messages.map((message) =>
    message.type === 'track'
      ? {
          type: 'track',
          payload: {
            ...message.payload,
            properties: { ...objectIn(message.payload.properties), ...factsAsProperties(facts) },
          },
        }
      : message,
  );
}

export function objectIn(value: unknown): SourceRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as SourceRecord) : {};
}

/** A record of a file, or text that is none. */
export type ReadRecord = { readonly record: SourceRecord } | { readonly broken: string };
