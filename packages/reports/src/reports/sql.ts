import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { sqlData, sqlParameters } from '@gatrix/analytics-protocol/insights';
import { InvalidParametersError } from '../query/errors.ts';
import type { Plan } from '../query/plan.ts';
import { codeOf, type Runner } from '../query/run.ts';
import { bareStatement, sqlSettings, statementOver, tableNames } from '../sql/statement.ts';
import { checkText, refused } from '../sql/text.ts';
import { checkTree, tablesRead } from '../sql/tree.ts';
import { readValue } from '../sql/values.ts';
import { defineReport } from './report.ts';

/**
 * One SELECT over the project's own rows. It is held to what it may have three times: by its tokens, by the tree that
 * ClickHouse's parser makes of it, and by the tables that ClickHouse then says it would read.
 */
export const sqlReport = defineReport({
  name: 'sql',
  path: '/query/sql',
  methods: ['POST'],
  summary: "One SELECT over the project's own events, profiles and groups",
  parameters: sqlParameters,
  data: sqlData,
  find: async (plan, { sql: sent, limit }, runner) => {
    const { text, named } = checkText(sent);
    await refuseTableNames(named, runner);
    checkTree(await treeOf(text, runner), new Set([...tableNames, ...named]));
    const statement = statementOver(plan, text, limit);
    await checkTables(plan, statement, runner);
    const { columns, rows } = await asked(plan, statement, runner);
    const shown = rows.slice(0, limit);
    return {
      data: {
        columns: [...columns],
        rows: shown.map((row) => row.map((value, index) => readValue(value, columns[index]?.type ?? ''))),
        truncated: rows.length > limit,
      },
      span: null,
    };
  },
});

/** Outside of the part in which it is defined, such a name would be the table. */
async function refuseTableNames(named: readonly string[], runner: Runner): Promise<void> {
  if (named.length === 0) return;
  const [table] = await runner.run<{ name: string }>(sql`SELECT name FROM system.tables
WHERE database = currentDatabase() AND has(${param.strings(named)}, name) LIMIT 1`);
  if (table) throw refused(`must not call a part of itself ${table.name}`);
}

async function checkTables(plan: Plan, statement: Sql, runner: Runner): Promise<void> {
  // A SELECT without FROM reads the one row of system.one, which no statement can name.
  const own = new Set(['system.one', ...tableNames.map((name) => `${plan.tables.database}.${name}`)]);
  const foreign = tablesRead(await explained(plan, sql`EXPLAIN QUERY TREE ${statement}`, runner)).find(
    (name) => !own.has(name),
  );
  if (foreign !== undefined) throw refused(`must not read ${foreign}`);
}

function treeOf(text: string, runner: Runner): Promise<string[]> {
  return explaining(() => runner.lines(sql`EXPLAIN AST ${bareStatement(text)}`));
}

async function explained(plan: Plan, statement: Sql, runner: Runner): Promise<string[]> {
  const { rows } = await asked(plan, statement, runner);
  return rows.map(([line]) => String(line));
}

async function asked({ zone }: Plan, statement: Sql, runner: Runner) {
  try {
    return await explaining(() => runner.table(statement, sqlSettings));
  } catch (error) {
    // Times are shown by the server, which may have fewer zones than this runtime.
    const isZone = error instanceof Error && error.message.includes(`Cannot load time zone ${zone.name}`);
    if (!isZone) throw error;
    const message = `is ${zone.name}, which this ClickHouse does not have; name another, such as UTC`;
    throw new InvalidParametersError([{ field: 'timezone', message }]);
  }
}

async function explaining<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (codeOf(error) === unknownTable) throw refused('names a table outside of the part that defines it');
    throw isOfStatement(error) ? refused(`is refused by ClickHouse: ${messageOf(error)}`) : error;
  }
}

/** Its message would go on with tables that have similar names. */
const unknownTable = '60';

/** Codes of ClickHouse for what is wrong with a statement or its values, and not with the server. */
const codesOfStatements = new Set(
  '6 8 10 27 32 34 35 36 38 39 41 42 43 44 46 47 48 49 50 51 53 62 63 67 68 69 70 72 80 92 117 125 128 130 131 135 141 144 145 152 153 166 167 168 170 179 184 185 190 206 207 215 321 347 349 352 376 377 386 393 403 407 408 413 427 450 456 524 533 565 592 593 636 691 700 702 720'.split(
    ' ',
  ),
);

function isOfStatement(error: unknown): error is Error {
  return error instanceof Error && codesOfStatements.has(codeOf(error));
}

/** Its first line, with lines counted as in what was sent. */
function messageOf({ message }: Error): string {
  const [first = ''] = message.split('\n', 1);
  return first
    .replace(
      /\(line (\d+), col (\d+)\)/,
      (_all, line, column) => `(line ${Number(line) - 1}, column ${column})`,
    )
    .replace(/failed at position \d+ /, 'failed at ')
    .slice(0, 500);
}
