import { existsSync } from 'node:fs';
import { createClient } from '@clickhouse/client';
import { pendingMigrations, refuseNewerSchema } from '@gatrix/analytics-clickhouse-schema';
import { NewerVersionError } from '@gatrix/analytics-metadata';
import { connectForRequests } from '@gatrix/analytics-queue';
import type { Command } from 'commander';
import { type CommandContext, contextOf, withMetadata } from '../command-context.ts';
import type { CliConfig } from '../config.ts';
import { ingestUrl } from '../track-target.ts';

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** `doctor`: checks each dependency and says what to do. Exit code 1 where something is wrong. */
export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check every dependency and say what to do')
    .action(async (_options, command: Command) => {
      const context = contextOf(command);
      const { config } = context;
      const findings = config.isStandalone
        ? [await checkHttp(ingestUrl(context), 'start it with: npm start')]
        : await Promise.all([
            checkMetadata(context),
            checkClickHouse(config),
            checkRedis(config),
            checkHttp(ingestUrl(context), 'start apps/ingest'),
          ]);
      const all = [...findings, checkGeo(config)];
      const lines = all.flatMap(({ name, ok, message, advice }) => [
        `${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(11)} ${message}`,
        ...(advice === undefined ? [] : [`      ${''.padEnd(11)} → ${advice}`]),
      ]);
      context.output.result(all, lines);
      if (all.some(({ ok }) => !ok)) process.exitCode = 1;
    });
}

async function finding(
  name: string,
  advice: string,
  check: () => Promise<Omit<Finding, 'name'>>,
): Promise<Finding> {
  try {
    return { name, ...(await check()) };
  } catch (error) {
    const message = problemOf(error);
    return { name, ok: false, message, ...(error instanceof NewerVersionError ? {} : { advice }) };
  }
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
    const { database, cluster: _, ...connection } = config.clickhouse;
    const client = createClient({ ...connection, request_timeout: 5_000 });
    try {
      const answer = await client.ping();
      if (!answer.success) throw answer.error;
      const problem = await refuseNewerSchema(client, database).catch(problemOf);
      if (problem !== undefined) return { ok: false, message: problem };
      return migrationState(await pendingMigrations(client, database));
    } finally {
      await client.close();
    }
  });
}

function checkRedis(config: CliConfig): Promise<Finding> {
  return finding('redis', 'is it running? set REDIS_URL, or REDIS_HOST and REDIS_PORT', async () => {
    const redis = connectForRequests(config.redis);
    try {
      await new Promise<void>((resolve, reject) => {
        redis.once('ready', () => resolve());
        redis.once('error', reject);
      });
      const persistence = await redis.config('GET', 'appendonly').catch(() => undefined);
      if (Array.isArray(persistence) && persistence[1] === 'no') {
        return {
          ok: false,
          message: 'up, but it forgets everything when it stops',
          advice: 'set appendonly yes',
        };
      }
      return { ok: true, message: 'up' };
    } finally {
      redis.disconnect();
    }
  });
}

function checkHttp(url: string, advice: string): Promise<Finding> {
  return finding('ingest', advice, async () => {
    const response = await fetch(new URL('/ready', url), { signal: AbortSignal.timeout(5_000) });
    if (response.ok) return { ok: true, message: `ready at ${url}` };
    return {
      ok: false,
      message: `${url} answers ${response.status}: ${(await response.text()).slice(0, 300)}`,
      advice,
    };
  });
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

function problemOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(problemOf).join(', ');
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${problemOf(error.cause)}` : error.message;
}
