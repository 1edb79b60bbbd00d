import { existsSync } from 'node:fs';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { deadNodes, pendingMigrations, refuseNewerSchema } from '@gatrix/analytics-clickhouse-schema';
import type { Command } from 'commander';
import {
  type CommandContext,
  CommandError,
  contextOf,
  nothingRuns,
  withMetadata,
} from '../command-context.ts';
import type { CliConfig } from '../config.ts';
import { type Finding, finding, problemOf } from '../doctor/finding.ts';
import { checkReady } from '../doctor/ready.ts';
import { withRedis } from '../doctor/redis.ts';
import { checkWorkers } from '../doctor/workers.ts';
import { ingestUrl } from '../track-target.ts';

/** `doctor`: checks each dependency and says what to do. Exit code 1 where something is wrong. */
export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check every dependency and say what to do')
    .action(async (_options, command: Command) => {
      const context = contextOf(command);
      const { config } = context;
      const { INSIGHTS_URL = 'http://127.0.0.1:3003' } = config;
      const isNothingThere = !config.isStandalone && !config.namesServices && !(await answers(context));
      if (isNothingThere) throw new CommandError(nothingRuns);
      const findings = config.isStandalone
        ? [await checkReady('server', ingestUrl(context), 'start it with: npm start')]
        : await Promise.all([
            checkMetadata(context),
            checkClickHouse(config),
            checkRedis(config),
            checkReady('ingest', ingestUrl(context), 'start apps/ingest'),
            checkReady('insights', INSIGHTS_URL, 'start apps/insights, or set INSIGHTS_URL'),
            checkWorkers(config),
          ]);
      const all = [...findings.flat(), checkGeo(config)];
      const lines = all.flatMap(({ name, ok, message, advice }) => [
        `${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(11)} ${message}`,
        ...(advice === undefined ? [] : [`      ${''.padEnd(11)} → ${advice}`]),
      ]);
      context.output.result(all, lines);
      if (all.some(({ ok }) => !ok)) process.exitCode = 1;
    });
}

/** Whether anything is where ingest would be. */
function answers(context: CommandContext): Promise<boolean> {
  return fetch(new URL('/health', ingestUrl(context))).then(
    () => true,
    () => false,
  );
}

function checkMetadata(context: CommandContext): Promise<Finding> {
  const advice =
    'is it running? set MYSQL_HOST, MYSQL_PORT, MYSQL_USER, MYSQL_PASSWORD, MYSQL_DATABASE or DATABASE_URL';
  return finding('mysql', advice, () =>
    withMetadata(context, async (metadata) => {
      await metadata.ping();
      return migrationState(await metadata.pendingMigrations());
    }),
  );
}

function checkClickHouse(config: CliConfig): Promise<Finding> {
  const advice = 'is it running? set CLICKHOUSE_URL, or CLICKHOUSE_HOST and CLICKHOUSE_PORT';
  return finding('clickhouse', advice, async () => {
    const { database, cluster, nodeUrls, ...connection } = config.clickhouse;
    const log = { level: ClickHouseLogLevel.OFF };
    const connect = (url: string) => createClient({ ...connection, url, log, request_timeout: 5_000 });
    const client = connect(connection.url);
    try {
      const answer = await client.ping();
      if (!answer.success) throw answer.error;
      const problem = await refuseNewerSchema(client, database).catch(problemOf);
      if (problem !== undefined) return { ok: false, message: problem };
      const access = { cluster, connect, nodeUrls };
      const dead =
        cluster === undefined ? [] : await deadNodes({ clickhouse: client, cluster, nodeUrls, connect });
      if (dead.length > 0)
        return { ok: false, message: `up; does not answer: ${dead.join('; ')}`, advice: 'start that node' };
      return migrationState(await pendingMigrations(client, database, access));
    } finally {
      await client.close();
    }
  });
}

function checkRedis(config: CliConfig): Promise<Finding> {
  return finding('redis', 'is it running? set REDIS_URL, or REDIS_HOST and REDIS_PORT', () =>
    withRedis(config, async (redis) => {
      const persistence = await redis.config('GET', 'appendonly').catch(() => undefined);
      if (!Array.isArray(persistence) || persistence[1] !== 'no') return { ok: true, message: 'up' };
      const message = 'up, but it forgets everything when it stops';
      return { ok: false, message, advice: 'set appendonly yes' };
    }),
  );
}

function checkGeo(config: CliConfig): Finding {
  const path = config.GEOIP_DATABASE_PATH;
  if (path === undefined)
    return { name: 'geoip', ok: true, message: 'none named: the default database is used' };
  if (existsSync(path)) return { name: 'geoip', ok: true, message: path };
  return { name: 'geoip', ok: false, message: `${path} is not there`, advice: 'correct GEOIP_DATABASE_PATH' };
}

function migrationState(pending: readonly string[]): Omit<Finding, 'name'> {
  if (pending.length === 0) return { ok: true, message: 'up, migrated' };
  return {
    ok: false,
    message: `up; not migrated: ${pending.join(', ')}`,
    advice: 'run: gatrix-analytics migrate',
  };
}
