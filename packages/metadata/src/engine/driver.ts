import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';

export interface DriverRules {
  /** Runs one operation of the inner driver: translates its errors, tries again where that helps. */
  readonly run: <T>(operation: () => Promise<T>) => Promise<T>;
  /** The statement that begins a transaction, where the inner driver's own will not do. */
  readonly begin?: string;
}

/** A driver whose every operation goes through `rules.run`, so that both engines fail with the same errors. */
export function governedDriver(inner: Driver, rules: DriverRules): Driver {
  const { run } = rules;
  return {
    init: () => run(() => inner.init()),
    acquireConnection: () => run(async () => new GovernedConnection(await inner.acquireConnection(), run)),
    beginTransaction: async (connection, settings: TransactionSettings) => {
      if (rules.begin) await connection.executeQuery(CompiledQuery.raw(rules.begin));
      else await run(() => inner.beginTransaction(innerOf(connection), settings));
    },
    commitTransaction: (connection) => run(() => inner.commitTransaction(innerOf(connection))),
    rollbackTransaction: (connection) => run(() => inner.rollbackTransaction(innerOf(connection))),
    releaseConnection: (connection) => inner.releaseConnection(innerOf(connection)),
    destroy: () => inner.destroy(),
  };
}

class GovernedConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly #run: DriverRules['run'];

  constructor(inner: DatabaseConnection, run: DriverRules['run']) {
    this.inner = inner;
    this.#run = run;
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.#run(() => this.inner.executeQuery<R>(query));
  }

  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    return this.inner.streamQuery<R>(query, chunkSize);
  }
}

function innerOf(connection: DatabaseConnection): DatabaseConnection {
  return connection instanceof GovernedConnection ? connection.inner : connection;
}
