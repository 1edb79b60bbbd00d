import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { startBrowserServer } from './browser.ts';
import { startClickHouse } from './clickhouse.ts';
import { startClickHouseCluster } from './clickhouse-cluster.ts';
import type { TestConfig } from './config.ts';
import { startMariaDB } from './mariadb.ts';
import { startRedis } from './redis.ts';
import type { Service } from './service.ts';

export const resources = ['redis', 'mysql', 'clickhouse', 'clickhouse-cluster', 'browser'] as const;
export type Resource = (typeof resources)[number];

/** What a test file gets: a server's address and a name on it that no one else has. */
export interface Allotment {
  readonly url: string;
  /** The database, or for Redis the prefix of keys without its colon; of a browser nothing. */
  readonly name: string;
  readonly cluster?: string | undefined;
}

export interface TestServers {
  /** Starts the server, if no one has asked for it yet and the environment names none, and makes a database there. */
  allot(resource: Resource): Promise<Allotment>;
  /** Drops the databases that are on servers of others, and stops the servers that were started. */
  stop(): Promise<void>;
}

interface Server {
  readonly url: string;
  readonly service: (Pick<Service, 'stop'> & { readonly hasEnded?: boolean }) | undefined;
  readonly cluster?: string | undefined;
}

export function createTestServers(config: TestConfig): TestServers {
  const started = new Map<Resource, Promise<Server>>();
  const drops: Array<() => Promise<void>> = [];

  const server = async (resource: Resource): Promise<Server> => {
    const existing = started.get(resource);
    // A browser keeps nothing between files: in place of one that crashed the next file gets another.
    const isGone = resource === 'browser' && (await existing)?.service?.hasEnded === true;
    // Another file may have replaced it in between.
    if (isGone && started.get(resource) === existing) started.delete(resource);
    const current = started.get(resource);
    if (current) return current;
    const starting = startOrUse(resource, config);
    started.set(resource, starting);
    return starting;
  };

  return {
    async allot(resource) {
      const { url, service, cluster } = await server(resource);
      const name = `test_${randomBytes(6).toString('hex')}`;
      if (resource === 'browser') return { url, name };
      if (!cluster) await execute(resource, url, `CREATE DATABASE ${name}`);
      const drop = cluster
        ? `DROP DATABASE IF EXISTS ${name} ON CLUSTER '${cluster}'`
        : `DROP DATABASE ${name}`;
      if (!service) drops.push(() => execute(resource, url, drop));
      return { url, name, cluster };
    },
    async stop() {
      await Promise.all(drops.splice(0).map((drop) => drop()));
      const servers = await Promise.all(started.values());
      started.clear();
      await Promise.all(servers.map(({ service }) => service?.stop()));
    },
  };
}

async function startOrUse(resource: Resource, config: TestConfig): Promise<Server> {
  if (resource === 'clickhouse-cluster') return startOrUseCluster(config);
  const { named, start } = {
    redis: { named: config.redisUrl, start: startRedis },
    mysql: { named: config.mysqlUrl, start: startMariaDB },
    clickhouse: { named: config.clickHouseUrl, start: startClickHouse },
    browser: { named: undefined, start: startBrowserServer },
  }[resource];
  if (named) return { url: named, service: undefined };
  const service = await start();
  return { url: service.url, service };
}

/** A cluster of others has a Keeper; one that is started here has none. */
async function startOrUseCluster({ clickHouseUrl, clickHouseCluster }: TestConfig): Promise<Server> {
  if (clickHouseUrl && clickHouseCluster)
    return { url: clickHouseUrl, service: undefined, cluster: clickHouseCluster };
  const started = await startClickHouseCluster();
  return { url: started.nodes[0].url, service: started, cluster: started.name };
}

async function execute(resource: Resource, url: string, statement: string): Promise<void> {
  if (resource === 'mysql') {
    const connection = await createConnection(url);
    await connection.query(statement);
    await connection.end();
  }
  if (resource === 'clickhouse' || resource === 'clickhouse-cluster') {
    const { origin, username, password } = new URL(url);
    const credentials = username ? { authorization: `Basic ${btoa(`${username}:${password}`)}` } : {};
    const response = await fetch(origin, { method: 'POST', body: statement, headers: credentials });
    if (!response.ok) throw new Error(`${statement}: ${await response.text()}`);
    await response.body?.cancel();
  }
}
