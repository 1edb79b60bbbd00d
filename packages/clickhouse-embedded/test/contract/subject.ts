import type { ClickHouseClient } from '@clickhouse/client';

export interface Face {
  readonly client: ClickHouseClient;
  close(): Promise<void>;
}

/** What the tests of the contract ask; it is there while they run. */
export interface Subject {
  readonly client: ClickHouseClient;
  rows<T = unknown>(query: string, options?: object): Promise<T[]>;
  /** Makes the table `t` anew, with these columns. */
  table(columns: string, settings?: string): () => Promise<void>;
}

export function createSubject(face: () => Face): Subject {
  const subject = {
    get client() {
      return face().client;
    },
    rows: async <T = unknown>(query: string, options: object = {}): Promise<T[]> => {
      const result = await subject.client.query({ query, format: 'JSONEachRow', ...options });
      return await result.json<T>();
    },
    table:
      (columns: string, settings = '') =>
      async () => {
        await subject.client.command({ query: 'DROP TABLE IF EXISTS t' });
        await subject.client.command({
          query: `CREATE TABLE t (${columns}) ENGINE = MergeTree ORDER BY tuple() ${settings}`,
        });
      },
  };
  return subject;
}
